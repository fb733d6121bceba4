//! Connection strings, SAS tokens, paths and addresses.

use poolwise::request::{
    BlobPath, BlobUrl, Connection, CurlCommand, Draft, NamedReference, Reference, ReferenceKind, Role, Sas,
    base_problems, blob_problem, check, request_problem, sas_summary,
};
use poolwise::service::{Address, SwaggerUrl, address_sentence, swagger_sentence};
use poolwise::units::{Secret, Timestamp};

use super::{said, text};

const NOW: Timestamp = Timestamp::from_ms(1_492_588_800_000);

/// A secret that no sentence holds by chance, and only where it stands once: elsewhere it is no secret.
fn telling<'a>(secret: &'a str, whole: &str) -> Option<&'a str> {
    let is_one = secret.len() >= 24 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_one && whole.matches(secret).count() == 1).then_some(secret)
}

/// Says everything that is wrong with a draft.
fn tell(draft: &Draft, secret: Option<&str>) {
    for problem in check(draft, None, NOW).problems {
        said(secret, |language| request_problem(&problem, language));
    }
}

/// Any text is pairs, each where its span says, and none of what is found in them tells the key.
pub(super) fn connection(bytes: &[u8]) {
    let text = text(bytes);
    let parsed = Connection::parse(&text);
    for pair in parsed.pairs() {
        assert_eq!(
            text.get(pair.value_span.start..pair.value_span.end),
            Some(pair.value.reveal()),
            "{text:?}"
        );
        let whole = text.get(pair.span.start..pair.span.end).expect("a span inside the text");
        assert!(
            whole.starts_with(&pair.name) && whole.ends_with(pair.value.reveal()),
            "{whole:?} in {text:?}"
        );
    }
    for finding in parsed.findings() {
        assert!(text.get(finding.span.start..finding.span.end).is_some(), "{finding:?} outside {text:?}");
    }
    let _ = (parsed.account(), parsed.cloud(), parsed.blob_endpoint(), parsed.sas());
    let key = parsed.key();
    let reference = Reference { connection: Secret::new(text.clone().into_owned()), ..Reference::default() };
    let draft =
        Draft { inputs: vec![NamedReference { name: "a".to_owned(), reference }], ..Draft::default() };
    let secret = key.as_ref().and_then(|key| telling(key.reveal(), &text));
    tell(&draft, secret);
    assert!(secret.is_none_or(|key| !format!("{parsed:?} {draft:?}").contains(key)), "Debug tells the key");
}

/// Any text is a token's fields, or is none; what is said of it does not tell its signature.
pub(super) fn sas(bytes: &[u8]) {
    let text = text(bytes);
    let token = Sas::parse(&text);
    let signature = text.split(['?', '&']).find_map(|field| field.strip_prefix("sig="));
    let signature = signature.and_then(|signature| telling(signature, &text));
    for role in [Role::Input, Role::Output] {
        for finding in token.findings(role, NOW) {
            assert!(text.get(finding.span.start..finding.span.end).is_some(), "{finding:?} outside {text:?}");
        }
    }
    let _ = (token.permissions(), token.left_ms(NOW), token.policy(), token.version());
    for language in poolwise::words::Language::ALL {
        let told = sas_summary(&token, NOW, language);
        assert!(signature.is_none_or(|signature| !told.contains(signature)), "{told}");
    }
    let token = Secret::new(text.clone().into_owned());
    let reference = Reference { kind: ReferenceKind::Sas, token, ..Reference::default() };
    let draft =
        Draft { inputs: vec![NamedReference { name: "a".to_owned(), reference }], ..Draft::default() };
    tell(&draft, signature);
    assert!(signature.is_none_or(|signature| !format!("{draft:?}").contains(signature)), "Debug tells it");
}

/// Any text can be typed as a path, a base, a URL, an address or a command: each says what is wrong, none stops.
pub(super) fn typed(bytes: &[u8]) {
    let text = text(bytes);
    if let Some(command) = CurlCommand::read(&text) {
        let _ = (command.url, command.body);
    }
    if let Some(parts) = BlobUrl::split(&text) {
        let again = BlobUrl::split(&text).expect("the same text");
        assert_eq!(parts, again, "{text:?}");
    }
    for role in [Role::Input, Role::Output] {
        let (_, problems) = BlobPath::read(&text, role);
        for problem in problems {
            said(None, |language| blob_problem(&problem, language));
        }
    }
    let (base, path) = text.split_once(' ').unwrap_or((&text, "container/a.csv"));
    let _ = base_problems(base, path);
    match Address::read(&text) {
        Ok(address) => assert!(Address::read(&address.origin()).is_ok(), "{text:?}"),
        Err(problem) => said(None, |language| address_sentence(&problem, language)),
    }
    if let Err(problem) = SwaggerUrl::read(&text) {
        said(None, |language| swagger_sentence(&problem, language));
    }
    let owned = text.into_owned();
    let draft = Draft { service: owned.clone(), api_key: Secret::new(owned), ..Draft::default() };
    tell(&draft, None);
}
