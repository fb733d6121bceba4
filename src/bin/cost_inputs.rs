//! The Cost page's larger inputs, a wasm file of their own: week grids, past jobs, price books.

fn main() {
    poolwise::web::panic::show_overlay_on_panic();
    poolwise::ui::start_cost_inputs();
}
