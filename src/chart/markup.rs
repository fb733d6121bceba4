//! SVG text: the few elements that a chart is made of.

use crate::words::push_escaped;

/// Markup that grows.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup(pub(super) String);

impl Markup {
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    /// Text between tags or in an attribute.
    pub(super) fn escaped(&mut self, text: &str) -> &mut Self {
        push_escaped(&mut self.0, text);
        self
    }

    /// A place in pixels, to the tenth.
    pub(super) fn px(&mut self, px: f64) -> &mut Self {
        self.parts(px, 10)
    }

    /// A place in pixels, to the hundredth: where many small areas must add up.
    pub(super) fn fine(&mut self, px: f64) -> &mut Self {
        self.parts(px, 100)
    }

    fn parts(&mut self, px: f64, of: u32) -> &mut Self {
        let parts = rounded(px * f64::from(of));
        if parts < 0 {
            self.0.push('-');
        }
        let parts = parts.unsigned_abs();
        self.0.push_str(&(parts / of).to_string());
        let (mut rest, mut digit) = (parts % of, of / 10);
        if rest > 0 {
            self.0.push('.');
        }
        while rest > 0 {
            self.0.push_str(&(rest / digit).to_string());
            rest %= digit;
            digit /= 10;
        }
        self
    }

    /// ` name="12.5"`.
    pub(super) fn at(&mut self, name: &str, px: f64) -> &mut Self {
        self.text(" ").text(name).text("=\"").px(px).text("\"")
    }

    pub(super) fn class(&mut self, classes: &[&str]) -> &mut Self {
        self.text(" class=\"");
        for (at, class) in classes.iter().enumerate() {
            self.text(if at > 0 { " " } else { "" }).text(class);
        }
        self.text("\"")
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.text("<line").class(&[class]).at("x1", from.0).at("y1", from.1);
        self.at("x2", to.0).at("y2", to.1).text("/>");
    }

    pub(super) fn label(&mut self, classes: &[&str], at: (f64, f64), words: &str) {
        self.text("<text")
            .class(classes)
            .at("x", at.0)
            .at("y", at.1)
            .text(">")
            .escaped(words)
            .text("</text>");
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates; no screen is that wide")]
fn rounded(parts: f64) -> i32 {
    (parts + 0.5).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_short_and_text_is_escaped() {
        let check = |px: f64, expected: &str| assert_eq!(Markup::default().px(px).0, expected, "{px}");
        check(12.0, "12");
        check(12.34, "12.3");
        check(-0.26, "-0.3");
        check(f64::NAN, "0");
        check(1e300, "214748364.7");
        let fine = |px: f64, expected: &str| assert_eq!(Markup::default().fine(px).0, expected, "{px}");
        fine(12.0, "12");
        fine(12.3, "12.3");
        fine(12.046, "12.05");
        fine(-0.26, "-0.26");
        assert_eq!(Markup::default().escaped("a<b> & \"c\"").0, "a&lt;b&gt; &amp; &quot;c&quot;");
    }
}
