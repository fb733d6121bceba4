//! Addresses: of a service, of a blob, of something else.

use crate::request::{AddressProblem, BlobUrl, Draft, InputForm, Reference, ServiceAddress};

use super::found::{Pasted, Recognized, Refusal};

/// The address that the whole text is, if it is one: without quotes or brackets around it, and for a service's also
/// without its scheme, which the form offers to repair.
pub(super) fn one_address(text: &str) -> Option<&str> {
    if text.contains(char::is_whitespace) || text.starts_with(['{', '[']) {
        return None;
    }
    let is_quote = |c: char| "\"'`<>\u{201c}\u{201d}\u{2018}\u{2019}".contains(c);
    let is_quoted = text.starts_with(is_quote);
    let address = if is_quoted { text.trim_matches(is_quote) } else { text };
    let address = address.trim_end_matches(ENDS_OF_SENTENCES);
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    // The endpoint of a connection string.
    if scheme.is_some_and(|before| before.contains('=')) && address.contains(';') {
        return None;
    }
    let is_url = match scheme {
        Some(scheme) => !is_quoted || scheme.chars().all(|c| c.is_ascii_alphabetic()),
        None => ServiceAddress::read(address)
            .1
            .iter()
            .any(|problem| matches!(problem, AddressProblem::NoScheme { .. }) && !address.contains(is_quote)),
    };
    Some(address).filter(|_| is_url)
}

/// Why a text is no service's address at all, however its ids are written; `None` for one that is.
fn not_a_service(text: &str) -> Option<AddressProblem> {
    use AddressProblem as P;
    let is_none =
        |problem: &P| matches!(problem, P::Empty | P::NotAUrl | P::IsCurl | P::NoIds | P::PageForPeople);
    ServiceAddress::read(text).1.into_iter().find(is_none)
}

/// The blob whose URL a text is, where it is no service's address.
pub(super) fn blob(text: &str) -> Option<BlobUrl> {
    not_a_service(text).and_then(|_| BlobUrl::recognize(text))
}

pub(super) fn url(text: &str, previous: &Draft) -> Pasted {
    let mut draft = previous.clone();
    if let Some(blob) = blob(text) {
        take_as_first_input(&mut draft, blob);
        return Pasted::filled(Recognized::BlobUrl, draft);
    }
    if let Some(problem) = not_a_service(text) {
        return Pasted::refused(Recognized::OtherUrl, Refusal::Address(problem));
    }
    let folded = text.to_ascii_lowercase();
    let path = folded.split('?').next().unwrap_or_default();
    let tail = path.rsplit_once("/services/").map_or("", |(_, tail)| tail);
    let what = if tail.contains("/jobs") {
        Recognized::BatchRequestsUrl
    } else if tail.contains("/execute") || tail.contains("/score") {
        Recognized::RequestResponseUrl
    } else if tail.contains("/swagger") {
        Recognized::SwaggerUrl
    } else {
        Recognized::ServiceUrl
    };
    draft.service = text.to_owned();
    Pasted::filled(what, draft)
}

pub(super) fn take_as_first_input(draft: &mut Draft, blob: BlobUrl) {
    if let Some(first) = first_input(draft) {
        first.take_blob(blob);
    }
}

/// The first input, which is there from now on.
pub(super) fn first_input(draft: &mut Draft) -> Option<&mut Reference> {
    if draft.input_form == InputForm::Without {
        draft.input_form = InputForm::Named;
    }
    if draft.inputs.is_empty() {
        draft.inputs = Draft::default().inputs;
    }
    draft.inputs.first_mut().map(|input| &mut input.reference)
}

/// What ends a sentence, and no address.
const ENDS_OF_SENTENCES: [char; 3] = ['.', ',', ';'];

/// The first address of a service that stands in a text between white space, quotes or brackets.
pub(super) fn address_in(text: &str) -> Option<String> {
    const MOST_TRIED: usize = 200;
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '`' | '”' | '“');
    text.split(ends)
        .map(|word| word.trim_end_matches(ENDS_OF_SENTENCES))
        .filter(|word| word.len() < 2_000 && word.contains("/services/"))
        .take(MOST_TRIED)
        .find(|word| ServiceAddress::read(word).0.is_some())
        .map(str::to_owned)
}
