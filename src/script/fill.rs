/// A template with its `%%name%%` filled, once: what is filled in is not read again.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut written = String::with_capacity(template.len() * 2);
    for (at, piece) in template.split("%%").enumerate() {
        if at % 2 == 0 {
            written.push_str(piece);
        } else if let Some((_, value)) = values.iter().find(|(name, _)| *name == piece) {
            written.push_str(value);
        }
    }
    written
}
