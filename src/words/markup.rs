/// Adds a text to HTML or SVG, between tags or in a quoted attribute, so that nothing in it is read as markup.
///
/// ```
/// let mut markup = "<p>".to_owned();
/// poolwise::words::push_escaped(&mut markup, "a < \"b\" & c");
/// assert_eq!(markup, "<p>a &lt; &quot;b&quot; &amp; c");
/// ```
pub fn push_escaped(markup: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            other => markup.push(other),
        }
    }
}
