/// A sentence with holes: `{vms} VMs × {hours} h`.
///
/// Holes have names, so that each language may order them as it likes; `tests/domain` holds the languages of a table
/// to the same holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase(pub &'static str);

impl Phrase {
    /// The sentence with its holes filled. A hole that is not named here stays visible as `{name}`.
    ///
    /// ```
    /// use poolwise::words::Phrase;
    /// assert_eq!(Phrase("{vms} VMs × {hours} h").with(&[("vms", "2"), ("hours", "24")]), "2 VMs × 24 h");
    /// ```
    #[must_use]
    pub fn with(self, values: &[(&str, &str)]) -> String {
        let mut sentence = String::with_capacity(self.0.len() + 16);
        let mut rest = self.0;
        while let Some((before, after)) = rest.split_once('{') {
            sentence.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                sentence.push('{');
                rest = after;
                continue;
            };
            match values.iter().find(|(hole, _)| *hole == name) {
                Some((_, value)) => sentence.push_str(value),
                None => {
                    sentence.push('{');
                    sentence.push_str(name);
                    sentence.push('}');
                }
            }
            rest = tail;
        }
        sentence.push_str(rest);
        sentence
    }

    /// The names of its holes, in order of appearance.
    #[must_use]
    pub fn holes(self) -> Vec<&'static str> {
        self.0.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_holes_once_and_leaves_values_alone() {
        assert_eq!(Phrase("{a}{b}{a}").with(&[("a", "{b}"), ("b", "2")]), "{b}2{b}");
        assert_eq!(Phrase("no holes").with(&[("a", "1")]), "no holes");
        assert_eq!(Phrase("open {").with(&[]), "open {");
        assert_eq!(Phrase("{gone}").with(&[]), "{gone}");
        assert_eq!(Phrase("{b} of {a}").holes(), ["b", "a"]);
    }
}
