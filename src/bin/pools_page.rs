//! The Pools page, a wasm file of its own: started by the frame when the route is first visited.

fn main() {
    poolwise::web::panic::show_overlay_on_panic();
    poolwise::ui::start_pools_page();
}
