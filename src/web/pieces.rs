//! Markup that changes in a few of its pieces.

use std::sync::Arc;

use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::words::Markup;

/// Draws markup into an element that holds `before`: where the two differ in their texts alone, these are written, and no
/// element is made anew.
pub fn redraw(holder: &Element, before: &Markup, now: &Markup) {
    if before == now {
        return;
    }
    if !now.texts_after(before).is_some_and(|texts| write_texts(holder, texts)) {
        holder.set_inner_html(now.html());
    }
}

/// Whether the texts of an element could be written: whether it has as many.
fn write_texts(holder: &Element, texts: &str) -> bool {
    let write = super::page::boot_function("write");
    let is_written = write.and_then(|write| write.call2(&JsValue::UNDEFINED, holder, &texts.into()));
    is_written.is_ok_and(|is_written| is_written.is_truthy())
}

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
