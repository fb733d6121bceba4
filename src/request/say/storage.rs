use crate::request::blob::{BaseProblem, BlobProblem, ContainerRule, LONGEST_NAME, OUTPUT_EXTENSIONS, Role};
use crate::request::connection::ConnectionProblem as C;
use crate::request::moment;
use crate::request::sas::SasProblem as S;
use crate::words::{BLOB, CONNECTION, Figures, Language, SAS};

use super::count;

/// What is wrong or remarkable in a connection string.
pub(super) fn connection(problem: &C, language: Language) -> String {
    let figures = Figures(language);
    let words = CONNECTION.of(language);
    match problem {
        C::Empty => words.empty.to_owned(),
        C::NotAPair => words.not_a_pair.to_owned(),
        C::HtmlEntity => words.html_entity.to_owned(),
        C::ControlCharacter => words.control_character.to_owned(),
        C::WhiteSpace { setting } => words.white_space.with(&[("setting", setting.name())]),
        C::UnknownName { near: None } => words.unknown_name.to_owned(),
        C::UnknownName { near: Some(near) } => words.near_name.with(&[("near", near)]),
        C::Duplicate { setting } => words.duplicate.with(&[("setting", setting.name())]),
        C::EmptyValue { setting } => words.empty_value.with(&[("setting", setting.name())]),
        C::MissingAccount => words.missing_account.to_owned(),
        C::MissingKey => words.missing_key.to_owned(),
        C::AccountShape { found } => words.account_shape.with(&[("found", found)]),
        C::KeyPlaceholder => words.key_placeholder.to_owned(),
        C::KeyNotBase64 => words.key_not_base64.to_owned(),
        C::KeyLength { bytes } => words.key_length.with(&[("bytes", &count(*bytes, figures))]),
        C::EndpointNotUrl { setting } => words.endpoint_not_url.with(&[("setting", setting.name())]),
        C::EndpointHttp { setting } => words.endpoint_http.with(&[("setting", setting.name())]),
        C::EndpointOtherAccount { setting, found, account } => words.endpoint_other_account.with(&[
            ("setting", setting.name()),
            ("found", found),
            ("account", account),
        ]),
        C::ProtocolUnknown => words.protocol_unknown.to_owned(),
        C::ProtocolHttp => words.protocol_http.to_owned(),
        C::SuffixUnknown { found } => words.suffix_unknown.with(&[("found", found)]),
        C::SuffixShape => words.suffix_shape.to_owned(),
        C::Emulator => words.emulator.to_owned(),
        C::DevelopmentNotTrue => words.development_not_true.to_owned(),
        C::SasInside => words.sas_inside.to_owned(),
    }
}

/// What is wrong or remarkable in a SAS token.
pub(super) fn sas(problem: &S, language: Language) -> String {
    let words = SAS.of(language);
    match problem {
        S::Empty => words.empty.to_owned(),
        S::NoQuestionMark => words.no_question_mark.to_owned(),
        S::IsUrl => words.is_url.to_owned(),
        S::NotAToken => words.not_a_token.to_owned(),
        S::WhiteSpace => words.white_space.to_owned(),
        S::HtmlEntity => words.html_entity.to_owned(),
        S::Escape { field } => words.escape.with(&[("field", field)]),
        S::Duplicate { field } => words.duplicate.with(&[("field", field)]),
        S::NoSignature => words.no_signature.to_owned(),
        S::NoVersion => words.no_version.to_owned(),
        S::NoPermissions => words.no_permissions.to_owned(),
        S::NoExpiry => words.no_expiry.to_owned(),
        S::StoredPolicy { name } => words.stored_policy.with(&[("name", name)]),
        S::UnknownPermission { letter } => words.unknown_permission.with(&[("letter", &letter.to_string())]),
        S::UnknownScope => words.unknown_scope.to_owned(),
        S::AccountLeavesOutBlobs => words.account_leaves_out_blobs.to_owned(),
        S::OpensFiles => words.opens_files.to_owned(),
        S::CannotRead => words.cannot_read.to_owned(),
        S::CannotWrite => words.cannot_write.to_owned(),
        S::NotAMoment { field, found } => words.not_a_moment.with(&[("field", field), ("found", found)]),
        S::Expired { at } => words.expired.with(&[("at", &moment::write(*at))]),
        S::ExpiresSoon { at } => words.expires_soon.with(&[("at", &moment::write(*at))]),
        S::NotYetValid { from } => words.not_yet_valid.with(&[("from", &moment::write(*from))]),
        S::EndsBeforeStart => words.ends_before_start.to_owned(),
        S::HttpAllowed => words.http_allowed.to_owned(),
        S::AddressRange { found } => words.address_range.with(&[("found", found)]),
    }
}

/// What is wrong or remarkable in a blob's path.
pub(super) fn path(problem: &BlobProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = BLOB.of(language);
    let known = || OUTPUT_EXTENSIONS.map(|extension| format!(".{extension}")).join(", ");
    match problem {
        BlobProblem::Empty => words.empty.to_owned(),
        BlobProblem::IsUrl => words.is_url.to_owned(),
        BlobProblem::NoContainerOrName => words.no_container_or_name.to_owned(),
        BlobProblem::LeadingSlash => words.leading_slash.to_owned(),
        BlobProblem::Container { found, rule } => {
            let sentence = match rule {
                ContainerRule::Length => words.container_length,
                ContainerRule::Characters => words.container_characters,
                ContainerRule::LowerCase => words.container_lower_case,
                ContainerRule::Ends => words.container_ends,
                ContainerRule::Hyphens => words.container_hyphens,
            };
            sentence.with(&[("found", found)])
        }
        BlobProblem::NameTooLong { found } => words
            .name_too_long
            .with(&[("found", &count(*found, figures)), ("most", &count(LONGEST_NAME, figures))]),
        BlobProblem::TooManySegments { found } => {
            words.too_many_segments.with(&[("found", &count(*found, figures))])
        }
        BlobProblem::Backslash => words.backslash.to_owned(),
        BlobProblem::ControlCharacter => words.control_character.to_owned(),
        BlobProblem::WhiteSpace => words.white_space.to_owned(),
        BlobProblem::EndsPath { found } => words.ends_path.with(&[("found", &found.to_string())]),
        BlobProblem::EmptySegment => words.empty_segment.to_owned(),
        BlobProblem::TrailingPointOrSlash => words.trailing_point_or_slash.to_owned(),
        BlobProblem::PercentEscape { meaning } => words.percent_escape.with(&[("meaning", meaning)]),
        BlobProblem::NoExtension { role: Role::Output } => {
            words.no_extension_output.with(&[("known", &known())])
        }
        BlobProblem::NoExtension { role: Role::Input } => words.no_extension_input.to_owned(),
        BlobProblem::Extension { found, role: Role::Output } => {
            words.extension_output.with(&[("found", found), ("known", &known())])
        }
        BlobProblem::Extension { found, role: Role::Input } => {
            words.extension_input.with(&[("found", found)])
        }
    }
}

/// What is wrong or remarkable in a base.
pub(super) fn base(problem: &BaseProblem, language: Language) -> String {
    let words = BLOB.of(language);
    match problem {
        BaseProblem::Empty => words.base_empty.to_owned(),
        BaseProblem::NotAUrl => words.base_not_a_url.to_owned(),
        BaseProblem::IsBlobUrl => words.base_is_blob_url.to_owned(),
        BaseProblem::HasQuery => words.base_has_query.to_owned(),
        BaseProblem::Http => words.base_http.to_owned(),
        BaseProblem::Emulator => words.base_emulator.to_owned(),
        BaseProblem::OtherHost { found } => words.base_other_host.with(&[("found", found)]),
        BaseProblem::NoSlash => words.base_no_slash.to_owned(),
        BaseProblem::TwoSlashes => words.base_two_slashes.to_owned(),
    }
}
