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

/// Begins every text but the first in [`Markup::texts_after`].
const NEXT_TEXT: char = '\u{1e}';
/// Stands between the class of [`Markup::marked`] and its text.
const CLASS_ENDS: char = '\u{1f}';

/// Read-only markup, written as text: tables and lists without controls.
///
/// The browser reads a whole statement faster than it is put together node by node, and in the page it weighs a tenth
/// of the same rows as views. Tags and attribute names are the program's own; every text and every attribute value is
/// escaped, so that nothing that was typed becomes markup.
///
/// Most of what changes in a statement is its figures. So it knows where its texts stand: what differs from what was
/// drawn last in texts alone is not read anew ([`Markup::texts_after`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    html: String,
    /// Begin and end in `html` of each text, and of the class of each marked one; in order.
    places: Vec<(usize, usize)>,
    /// The texts, as [`Markup::texts_after`] gives them.
    texts: String,
}

impl Markup {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { html: String::new(), places: Vec::new(), texts: String::new() }
    }

    /// Opens an element.
    pub fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.html.push('<');
        self.html.push_str(tag);
        for (name, value) in attributes {
            self.html.push(' ');
            self.html.push_str(name);
            self.html.push_str("=\"");
            push_escaped(&mut self.html, value);
            self.html.push('"');
        }
        self.html.push('>');
    }

    /// Text, escaped. The two control characters that keep texts apart are shown as U+FFFD.
    pub fn text(&mut self, text: &str) {
        let held =
            text.contains([NEXT_TEXT, CLASS_ENDS]).then(|| text.replace([NEXT_TEXT, CLASS_ENDS], "\u{fffd}"));
        let text = held.as_deref().unwrap_or(text);
        if text.is_empty() {
            return;
        }
        let begins = self.html.len();
        push_escaped(&mut self.html, text);
        let ends = self.html.len();
        match self.places.last_mut() {
            // Beside another text: the document holds the two as one.
            Some(last) if last.1 == begins => last.1 = ends,
            _ => {
                if !self.texts.ends_with(CLASS_ENDS) {
                    self.begin_text();
                }
                self.places.push((begins, ends));
            }
        }
        self.texts.push_str(text);
    }

    fn begin_text(&mut self) {
        if !self.texts.is_empty() {
            self.texts.push(NEXT_TEXT);
        }
    }

    /// Closes an element.
    pub fn close(&mut self, tag: &'static str) {
        self.html.push_str("</");
        self.html.push_str(tag);
        self.html.push('>');
    }

    /// An element with text alone in it.
    pub fn leaf(&mut self, tag: &'static str, attributes: &[(&'static str, &str)], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// An element with text alone in it, whose class changes as its text does. The class holds none of `&<>"`.
    pub fn marked(&mut self, tag: &'static str, class: &'static str, text: &str) {
        self.open(tag, &[("class", class)]);
        if !text.is_empty() {
            let ends = self.html.len() - "\">".len();
            self.places.push((ends - class.len(), ends));
            self.begin_text();
            self.texts.push_str(class);
            self.texts.push(CLASS_ENDS);
            self.text(text);
        }
        self.close(tag);
    }

    /// The markup, for `innerHTML`.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The markup, for `innerHTML`.
    #[must_use]
    pub fn into_html(self) -> String {
        self.html
    }

    /// Every text in its order, where `before` is the same but for its texts: what has to be written into a document that
    /// holds `before`. U+001E stands between two texts; before the text of [`Markup::marked`] its class, then U+001F.
    ///
    /// ```
    /// use poolwise::words::Markup;
    /// let row = |class, amount| {
    ///     let mut row = Markup::new();
    ///     row.leaf("th", &[("scope", "row")], "R&D");
    ///     row.marked("td", class, amount);
    ///     row
    /// };
    /// let (before, now) = (row("amount", "$1.00"), row("amount changed", "$2.00"));
    /// assert_eq!(now.html(), "<th scope=\"row\">R&amp;D</th><td class=\"amount changed\">$2.00</td>");
    /// assert_eq!(now.texts_after(&before), Some("R&D\u{1e}amount changed\u{1f}$2.00"));
    /// assert_eq!(now.texts_after(&Markup::new()), None);
    /// ```
    #[must_use]
    pub fn texts_after(&self, before: &Self) -> Option<&str> {
        let is_same = self.places.len() == before.places.len() && self.frame().eq(before.frame());
        is_same.then_some(self.texts.as_str())
    }

    /// The markup between the texts.
    fn frame(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.places.iter().map(|place| place.1));
        let ends = self.places.iter().map(|place| place.0).chain(std::iter::once(self.html.len()));
        begins.zip(ends).map(|(begins, ends)| self.html.get(begins..ends).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    fn page(write: impl Fn(&mut Markup)) -> Markup {
        let mut page = Markup::new();
        page.open("ul", &[]);
        write(&mut page);
        page.close("ul");
        page
    }

    #[test]
    fn two_texts_side_by_side_are_one() {
        let said = |end| {
            page(move |page| {
                page.open("li", &[]);
                page.text("no: ");
                page.text("");
                page.text(end);
                page.close("li");
            })
        };
        assert_eq!(said("b").texts_after(&said("a")), Some("no: b"));
        assert_eq!(said("b").html(), "<ul><li>no: b</li></ul>");
    }

    #[test]
    fn other_elements_or_attributes_are_another_frame() {
        let one = page(|page| page.leaf("li", &[("id", "a")], "x"));
        let others = [
            page(|page| page.leaf("li", &[("id", "b")], "x")),
            page(|page| page.leaf("li", &[], "x")),
            page(|page| page.leaf("b", &[("id", "a")], "x")),
            page(|page| page.leaf("li", &[("id", "a")], "")),
            page(|page| page.marked("li", "", "x")),
            page(|page| {
                page.leaf("li", &[("id", "a")], "x");
                page.leaf("li", &[], "");
            }),
        ];
        for other in others {
            assert_eq!(one.texts_after(&other), None, "{other:?}");
            assert_eq!(other.texts_after(&one), None, "{other:?}");
        }
    }

    #[test]
    fn a_text_is_never_taken_for_two() {
        let odd = page(|page| page.leaf("li", &[], "a\u{1e}b\u{1f}c"));
        let plain = page(|page| page.leaf("li", &[], "a"));
        assert_eq!(odd.texts_after(&plain), Some("a\u{fffd}b\u{fffd}c"));
    }

    #[test]
    fn a_text_that_looks_like_markup_is_given_as_it_is() {
        let said = |text| page(move |page| page.leaf("li", &[], text));
        assert_eq!(said("</li><li>").texts_after(&said("x")), Some("</li><li>"));
        assert_eq!(said("</li>").html(), "<ul><li>&lt;/li&gt;</li></ul>");
    }
}
