//! What stands at the end of the Cost page, a wasm file of its own: scenarios, exports, the support brief.

fn main() {
    poolwise::web::panic::show_overlay_on_panic();
    poolwise::ui::start_cost_tools();
}
