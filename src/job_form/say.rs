use crate::request::swagger::COLUMNS_SHOWN;
use crate::request::{Connection, Ports, Role, cloud_label};
use crate::units::Decimal;
use crate::words::{Figures, Language, REQUEST_PAGE};

/// What a masked connection string says: whose account it is, in which cloud, and whether it has a key. Nothing of the key but its length.
#[must_use]
pub fn connection_summary(typed: &str, language: Language) -> Option<String> {
    let figures = Figures(language);
    let words = REQUEST_PAGE.of(language);
    let connection = Connection::parse(typed);
    let account = words.account_is.with(&[("account", connection.account()?)]);
    let account = match connection.cloud() {
        Some(cloud) => format!("{account} ({})", cloud_label(cloud, language)),
        None => account,
    };
    let Some(key) = connection.key() else { return Some(account) };
    let key = key.reveal().trim();
    if key.starts_with('<') || key.is_empty() {
        return Some(format!("{account}, {}", words.key_is_placeholder));
    }
    let count = figures.number(Decimal::from(key.chars().count()), 0);
    Some(format!("{account}, {}", words.key_is_there.with(&[("count", &count)])))
}

/// What a service says of a parameter: its own words, whether it is required, the values that it takes, its default.
#[must_use]
pub fn parameter_summary(name: &str, ports: Option<&Ports>, language: Language) -> Option<String> {
    let words = REQUEST_PAGE.of(language);
    let parameter = ports?.parameters.iter().find(|parameter| parameter.name == name)?;
    let mut parts: Vec<String> = parameter.description.iter().cloned().collect();
    if parameter.required {
        parts.push(words.parameter_required.to_owned());
    }
    if !parameter.choices.is_empty() {
        parts.push(words.parameter_choices.with(&[("choices", &parameter.choices.join(", "))]));
    }
    parts.extend(parameter.default.iter().map(|value| words.parameter_default.with(&[("value", value)])));
    parts.extend(parameter.example.iter().map(|value| words.parameter_example.with(&[("value", value)])));
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// What a service says of an input or output: its own words, whether it is required, the columns of its rows.
#[must_use]
pub fn port_summary(name: &str, role: Role, ports: Option<&Ports>, language: Language) -> Option<String> {
    let words = REQUEST_PAGE.of(language);
    let ports = ports?;
    let (list, columns) = match role {
        Role::Input => (&ports.inputs, &ports.input_columns),
        Role::Output => (&ports.outputs, &ports.output_columns),
    };
    let port = list.iter().find(|port| port.name == name)?;
    let mut parts: Vec<String> = port.description.iter().cloned().collect();
    if port.required {
        parts.push(words.parameter_required.to_owned());
    }
    let columns = columns.iter().find(|columns| columns.port == name).map(|port| port.columns.as_slice());
    if let Some(columns) = columns.filter(|columns| !columns.is_empty()) {
        let shown = columns.iter().take(COLUMNS_SHOWN).map(|column| column.name.as_str());
        let more = (columns.len() > COLUMNS_SHOWN).then_some("…");
        let names: Vec<&str> = shown.chain(more).collect();
        parts.push(words.port_columns.with(&[("columns", &names.join(", "))]));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}
