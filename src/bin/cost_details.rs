//! What stands under the Cost page's bills, a wasm file of its own: break-evens, the planner of pool sizes, timelines.

fn main() {
    poolwise::web::panic::show_overlay_on_panic();
    poolwise::ui::start_cost_details();
}
