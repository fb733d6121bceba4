//! The page's first wasm file: the frame and the Cost page.

fn main() {
    poolwise::web::panic::show_overlay_on_panic();
    poolwise::ui::start_frame();
}
