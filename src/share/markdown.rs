//! Markdown that renders as meant: whatever is typed stays text.

/// A Markdown document, written from the top.
#[derive(Clone, Debug, Default)]
pub struct Document(String);

impl Document {
    /// An empty document.
    #[must_use]
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// A heading of a level, 1 for the topmost.
    pub fn heading(&mut self, level: usize, text: &str) {
        self.0.push_str(&"#".repeat(level.clamp(1, 6)));
        self.0.push(' ');
        self.escape(text);
        self.0.push_str("\n\n");
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.escape(text);
        self.0.push_str("\n\n");
    }

    /// A list without order.
    pub fn list<'a>(&mut self, items: impl IntoIterator<Item = &'a str>) {
        for item in items {
            self.0.push_str("- ");
            self.escape(item);
            self.0.push('\n');
        }
        self.0.push('\n');
    }

    /// A table: the first column holds heads, the others figures, aligned to the right where `figures` says so.
    /// Each row has as many cells as `head`; what is missing is empty.
    pub fn table(&mut self, head: &[String], rows: &[Vec<String>], figures: bool) {
        self.row(head, head.len());
        for at in 0..head.len() {
            self.0.push_str(if at > 0 && figures { "| ---: " } else { "| --- " });
        }
        self.0.push_str("|\n");
        for row in rows {
            self.row(row, head.len());
        }
        self.0.push('\n');
    }

    /// An address as a link that shows itself.
    pub fn address(&mut self, url: &str) {
        self.0.push('<');
        for letter in url.chars() {
            match letter {
                '<' => self.0.push_str("%3C"),
                '>' => self.0.push_str("%3E"),
                ' ' => self.0.push_str("%20"),
                other => self.0.push(other),
            }
        }
        self.0.push_str(">\n");
    }

    /// The document's text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }

    fn row(&mut self, cells: &[String], columns: usize) {
        for at in 0..columns {
            self.0.push_str("| ");
            if let Some(cell) = cells.get(at).filter(|cell| !cell.is_empty()) {
                self.escape(cell);
                self.0.push(' ');
            }
        }
        self.0.push_str("|\n");
    }

    /// Text with every character escaped that Markdown, or HTML in it, would take for a mark; a line break becomes a
    /// blank. Marks that only mean something at the beginning of a line are escaped there.
    fn escape(&mut self, text: &str) {
        let mut is_first = true;
        let mut after_digits = false;
        let mut letters = text.trim().chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\n' | '\r' => self.0.push(' '),
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                    self.0.push('\\');
                    self.0.push(letter);
                }
                '#' | '+' | '-' | '=' | '>' | ':' if is_first => {
                    self.0.push('\\');
                    self.0.push(letter);
                }
                '.' | ')' if after_digits && letters.peek().is_none_or(|next| next.is_whitespace()) => {
                    self.0.push('\\');
                    self.0.push(letter);
                }
                other => self.0.push(other),
            }
            after_digits = letter.is_ascii_digit() && (is_first || after_digits);
            is_first = false;
        }
    }
}
