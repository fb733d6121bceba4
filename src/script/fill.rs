/// A template with its `%%name%%` filled, once: what is filled in is not read again. What is no known name stays.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut written = String::with_capacity(template.len().saturating_mul(2));
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("%%") {
        written.push_str(before);
        let named = after.split_once("%%").and_then(|(name, tail)| {
            values.iter().find(|(known, _)| *known == name).map(|found| (found.1, tail))
        });
        rest = match named {
            Some((value, tail)) => {
                written.push_str(value);
                tail
            }
            None => {
                written.push_str("%%");
                after
            }
        };
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn fills_names_once_and_leaves_the_rest() {
        let values = [("a", "%%b%%"), ("b", "2")];
        assert_eq!(fill("%%a%%-%%b%%", &values), "%%b%%-2");
        assert_eq!(fill("5 %% 3; %%%02X %%b%%%%c%%", &values), "5 %% 3; %%%02X 2%%c%%");
    }
}
