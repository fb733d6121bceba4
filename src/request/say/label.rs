use crate::request::check::{FieldId, ReferencePart};
use crate::request::connection::Cloud;
use crate::request::finding::Severity;
use crate::request::moment;
use crate::request::ports::ParameterType;
use crate::request::sas::{Permission, Sas, Scope};
use crate::units::{Decimal, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, Timestamp};
use crate::words::{Figures, Language, REQUEST_LABEL, RequestLabels};

/// The name of a field, for the summary's links: positions count from 1.
#[must_use]
pub fn field_label(field: FieldId, language: Language) -> String {
    let words = REQUEST_LABEL.of(language);
    let number = |at: usize| at.saturating_add(1).to_string();
    match field {
        FieldId::Service => words.service.to_owned(),
        FieldId::ApiKey => words.api_key.to_owned(),
        FieldId::Inputs => words.inputs.to_owned(),
        FieldId::Input(at, part) => {
            words.input.with(&[("number", &number(at)), ("part", part_label(part, words))])
        }
        FieldId::Outputs => words.outputs.to_owned(),
        FieldId::Output(at, part) => {
            words.output.with(&[("number", &number(at)), ("part", part_label(part, words))])
        }
        FieldId::Parameters => words.parameters.to_owned(),
        FieldId::ParameterName(at) => words.parameter_name.with(&[("number", &number(at))]),
        FieldId::ParameterValue(at) => words.parameter_value.with(&[("number", &number(at))]),
        FieldId::PoolId => words.pool_id.to_owned(),
        FieldId::Body => words.body.to_owned(),
    }
}

const fn part_label(part: ReferencePart, words: &RequestLabels) -> &'static str {
    match part {
        ReferencePart::Name => words.part_name,
        ReferencePart::Kind => words.part_kind,
        ReferencePart::Connection => words.part_connection,
        ReferencePart::Base => words.part_base,
        ReferencePart::Path => words.part_path,
        ReferencePart::Token => words.part_token,
    }
}

/// The name of a severity.
#[must_use]
pub const fn severity_label(severity: Severity, language: Language) -> &'static str {
    let words = REQUEST_LABEL.of(language);
    match severity {
        Severity::Error => words.error,
        Severity::Warning => words.warning,
        Severity::Note => words.note,
    }
}

/// What a permission lets do, as a verb.
#[must_use]
pub const fn permission_label(permission: Permission, language: Language) -> &'static str {
    let words = REQUEST_LABEL.of(language);
    match permission {
        Permission::Read => words.read,
        Permission::Add => words.add,
        Permission::Create => words.create,
        Permission::Write => words.write,
        Permission::Delete => words.delete,
        Permission::DeleteVersion => words.delete_version,
        Permission::DeletePermanently => words.delete_permanently,
        Permission::List => words.list,
        Permission::Tags => words.tags,
        Permission::Find => words.find,
        Permission::Move => words.move_blob,
        Permission::Execute => words.execute,
        Permission::Ownership => words.ownership,
        Permission::Permissions => words.permissions,
        Permission::Update => words.update,
        Permission::Immutability => words.immutability,
    }
}

/// What a SAS opens.
#[must_use]
pub const fn scope_label(scope: Scope, language: Language) -> &'static str {
    let words = REQUEST_LABEL.of(language);
    match scope {
        Scope::Blob => words.scope_blob,
        Scope::BlobVersion => words.scope_version,
        Scope::BlobSnapshot => words.scope_snapshot,
        Scope::Container => words.scope_container,
        Scope::Directory => words.scope_directory,
        Scope::Account { .. } => words.scope_account,
        Scope::File => words.scope_file,
    }
}

/// What a token opens and lets do, and how long it still does: what can be said of it, and nothing of its signature.
///
/// Time left is whole days from two days on, whole hours from two hours on, else whole minutes.
#[must_use]
pub fn sas_summary(sas: &Sas, now: Timestamp, language: Language) -> String {
    let figures = Figures(language);
    let words = REQUEST_LABEL.of(language);
    let mut sentences = Vec::new();
    let verbs: Vec<&str> = sas.permissions().into_iter().map(|one| permission_label(one, language)).collect();
    let permissions = listed(&verbs, words.and);
    let opened = match (sas.scope().map(|scope| scope_label(scope, language)), permissions.as_str()) {
        (None, "") => None,
        (Some(scope), "") => Some(words.sas_scope.with(&[("scope", scope)])),
        (None, permissions) => Some(words.sas_permissions.with(&[("permissions", permissions)])),
        (Some(scope), permissions) => {
            Some(words.sas_opens.with(&[("scope", scope), ("permissions", permissions)]))
        }
    };
    sentences.extend(opened);
    sentences.extend(sas.starts().map(|at| words.sas_from.with(&[("at", &moment::write(at))])));
    if let Some(at) = sas.expires() {
        let left = at.ms_since(now);
        let (phrase, unit) = match left {
            0 => (words.sas_expired, MS_PER_MINUTE),
            _ if left >= 2 * MS_PER_DAY => (words.left_days, MS_PER_DAY),
            _ if left >= 2 * MS_PER_HOUR => (words.left_hours, MS_PER_HOUR),
            _ => (words.left_minutes, MS_PER_MINUTE),
        };
        let at = moment::write(at);
        let number = figures.number(Decimal::from(left / unit), 0);
        sentences.push(match left {
            0 => phrase.with(&[("at", &at)]),
            _ => words.sas_until.with(&[("at", &at), ("left", &phrase.with(&[("number", &number)]))]),
        });
    }
    sentences.join(" ")
}

/// `a, b and c`.
fn listed(items: &[&str], and: &str) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// The name of a cloud.
#[must_use]
pub const fn cloud_label(cloud: Cloud, language: Language) -> &'static str {
    let words = REQUEST_LABEL.of(language);
    match cloud {
        Cloud::Global => words.cloud_global,
        Cloud::China => words.cloud_china,
        Cloud::UsGovernment => words.cloud_us_government,
        Cloud::Germany => words.cloud_germany,
        Cloud::Emulator => words.cloud_emulator,
        Cloud::Other => words.cloud_other,
    }
}

/// The name of a parameter's type.
#[must_use]
pub const fn parameter_type_label(kind: ParameterType, language: Language) -> &'static str {
    let words = REQUEST_LABEL.of(language);
    match kind {
        ParameterType::Text => words.text,
        ParameterType::Integer => words.integer,
        ParameterType::Number => words.number,
        ParameterType::Boolean => words.boolean,
        ParameterType::Json => words.json,
    }
}
