//! Scripts on screen: what they can be written in, and a text in its syntax's colours with copy and download.

use leptos::prelude::*;

use crate::script::{
    OpenString, RequestForm, ScriptLanguage, SyntaxSpan, Token, Tongue, form_label, highlight_lines,
    language_label, language_needs,
};
use crate::ui::kit::{CopyButton, DownloadButton, Markup, Option_, Pieces, Select, Speech, follow, pieces};
use crate::words::{Language, SCRIPT};

/// What a script can be written in, with the value by which the menu knows it.
pub(super) const TONGUES: [(&str, Tongue); 8] = [
    ("bash", Tongue::Script(ScriptLanguage::Bash)),
    ("powershell", Tongue::Script(ScriptLanguage::PowerShell)),
    ("python", Tongue::Script(ScriptLanguage::Python)),
    ("csharp", Tongue::Script(ScriptLanguage::CSharp)),
    ("r", Tongue::Script(ScriptLanguage::R)),
    ("javascript", Tongue::Script(ScriptLanguage::JavaScript)),
    ("curl", Tongue::Request(RequestForm::Curl)),
    ("http", Tongue::Request(RequestForm::HttpFile)),
];

/// A script as it is shown, or why there is none.
pub(super) type Written = Result<String, String>;

/// Copy and download of a script, and the script. `whole` is the text that leaves the page, with its secrets where they
/// are wanted; `name` is the file's, without its ending.
pub(super) fn code(
    shown: Memo<Written>,
    tongue: Memo<Tongue>,
    name: &'static str,
    whole: impl Fn() -> Written + Copy + Send + Sync + 'static,
) -> AnyView {
    let speech = Speech::here();
    let text = move || untrack(whole).unwrap_or_default();
    let file = Signal::derive(move || match tongue.get() {
        Tongue::Script(language) => format!("{name}.{}", language.extension()),
        Tongue::Request(form) => format!("{name}-requests.{}", form.extension()),
        Tongue::Json => format!("{name}.json"),
    });
    let coloured = Memo::new(move |before: Option<&Pieces<Begins>>| {
        let begins = (tongue.get(), None);
        shown.with(|shown| Pieces::of(shown.as_deref().unwrap_or_default(), begins, before, coloured))
    });
    let html = Memo::new(move |_| coloured.with(Pieces::html));
    let refusal = Memo::new(move |_| shown.with(|shown| shown.as_ref().err().cloned()));
    let drawn = follow(move || match refusal.get() {
        Some(sentence) => view! { <p class="notice warning">{sentence}</p> }.into_any(),
        None => {
            let name = move || label(tongue.get(), speech.language());
            view! {
                <pre class="code-block" tabindex="0" role="region" aria-label=name>
                    <code>{pieces(html)}</code>
                </pre>
            }
            .into_any()
        }
    });
    let buttons = follow(move || {
        if refusal.with(Option::is_some) {
            return ().into_any();
        }
        view! {
            <p class="row">
                <CopyButton text=text />
                <DownloadButton name=file media_type="text/plain" text=text />
            </p>
        }
        .into_any()
    });
    (buttons, drawn).into_any()
}

/// The menu of languages.
pub(super) fn tongue_menu(
    id: &'static str,
    chosen: RwSignal<String>,
    tongue: Memo<Tongue>,
    is_offered: fn(Tongue) -> bool,
) -> AnyView {
    let speech = Speech::here();
    let options = Signal::derive(move || {
        let language = speech.language();
        TONGUES
            .into_iter()
            .filter(|(_, tongue)| is_offered(*tongue))
            .map(|(value, tongue)| Option_ { value, label: label(tongue, language).to_owned() })
            .collect::<Vec<_>>()
    });
    view! {
        <Select
            id
            label=speech.label(&SCRIPT, |words| words.languages)
            options
            value=chosen
            chosen=move |value| chosen.set(value)
            help=Signal::derive(move || Some(needs(tongue.get(), speech.language()).to_owned()))
        />
    }
    .into_any()
}

pub(super) fn tongue_of(value: &str) -> Tongue {
    TONGUES.iter().find(|(known, _)| *known == value).map_or(Tongue::Json, |(_, tongue)| *tongue)
}

const fn label(tongue: Tongue, language: Language) -> &'static str {
    match tongue {
        Tongue::Script(script) => language_label(script, language),
        Tongue::Request(form) => form_label(form, language).0,
        Tongue::Json => "",
    }
}

const fn needs(tongue: Tongue, language: Language) -> &'static str {
    match tongue {
        Tongue::Script(script) => language_needs(script, language),
        Tongue::Request(form) => form_label(form, language).1,
        Tongue::Json => "",
    }
}

/// What some lines are written in, and the string that the lines before leave open.
type Begins = (Tongue, Option<OpenString>);

/// Lines in their syntax's colours.
fn coloured(lines: &str, (tongue, open): &Begins, markup: &mut Markup) -> Begins {
    let (spans, open) = highlight_lines(lines, *tongue, *open);
    for SyntaxSpan { range, token } in spans {
        let text = lines.get(range).unwrap_or_default();
        let class = match token {
            Token::Plain => {
                markup.text(text);
                continue;
            }
            Token::Comment => "token-comment",
            Token::String => "token-string",
            Token::Keyword => "token-keyword",
            Token::Number => "token-number",
            Token::Variable => "token-variable",
        };
        markup.leaf("span", &[("class", class)], text);
    }
    (*tongue, open)
}
