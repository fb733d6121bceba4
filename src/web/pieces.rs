//! Markup that changes in a few of its pieces.

use std::sync::Arc;

use web_sys::Element;

/// Draws pieces of markup into an element that holds those from `before`, each in a child of its own: what is the same is
/// left as it is.
pub fn draw_pieces(holder: &Element, before: &[Arc<str>], now: &[Arc<str>]) {
    let drawn = holder.children();
    for (at, html) in (0_u32..).zip(now) {
        match before.get(at as usize) {
            Some(known) if known == html => {}
            Some(_) => {
                drawn.item(at).into_iter().for_each(|piece| piece.set_inner_html(html));
            }
            None => {
                let piece = ["<span>", html, "</span>"].concat();
                let _ = holder.insert_adjacent_html("beforeend", &piece);
            }
        }
    }
    for _ in now.len()..before.len() {
        holder.last_element_child().into_iter().for_each(|piece| piece.remove());
    }
}
