/// Adds a text to HTML or SVG, between tags or in a quoted attribute, so that nothing in it is read as markup.
///
/// ```
/// let mut markup = "<p>".to_owned();
/// poolwise::words::push_escaped(&mut markup, "a < \"b\" & c");
/// assert_eq!(markup, "<p>a &lt; &quot;b&quot; &amp; c");
/// ```
pub fn push_escaped(markup: &mut String, text: &str) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let written = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        markup.push_str(text.get(done..at).unwrap_or_default());
        markup.push_str(written);
        done = at + 1;
    }
    markup.push_str(text.get(done..).unwrap_or_default());
}
