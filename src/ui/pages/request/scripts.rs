//! The whole flow as a script in the language chosen, or its single requests.

use leptos::prelude::*;

use super::state::State;
use crate::request::{Checked, wire};
use crate::script::{
    Flow, Options, RequestForm, ScriptLanguage, SecretsAs, SyntaxSpan, Token, Tongue, flow_requests,
    flow_script, form_label, highlight, language_label, language_needs, script_problem,
};
use crate::ui::kit::{CheckBox, CopyButton, DownloadButton, Markup, Option_, Select, Speech, follow};
use crate::words::{Language, SCRIPT};

/// What a script can be written in, with the value by which the menu knows it.
const TONGUES: [(&str, Tongue); 8] = [
    ("bash", Tongue::Script(ScriptLanguage::Bash)),
    ("powershell", Tongue::Script(ScriptLanguage::PowerShell)),
    ("python", Tongue::Script(ScriptLanguage::Python)),
    ("csharp", Tongue::Script(ScriptLanguage::CSharp)),
    ("r", Tongue::Script(ScriptLanguage::R)),
    ("javascript", Tongue::Script(ScriptLanguage::JavaScript)),
    ("curl", Tongue::Request(RequestForm::Curl)),
    ("http", Tongue::Request(RequestForm::HttpFile)),
];

/// The tab.
pub(super) fn scripts(state: State) -> AnyView {
    let speech = Speech::here();
    let (chosen, inlines) = (state.tongue, state.inlines_secrets);
    let tongue = move || chosen.with(|chosen| tongue_of(chosen));
    let shown = Memo::new(move |_| {
        let secrets = if inlines.get() { SecretsAs::Masked } else { SecretsAs::Environment };
        written(state, tongue(), secrets, speech.language())
    });
    let whole = move || {
        let secrets = if inlines.get_untracked() { SecretsAs::Inlined } else { SecretsAs::Environment };
        let language = speech.language_untracked();
        untrack(|| written(state, tongue(), secrets, language)).unwrap_or_default()
    };
    let options = Signal::derive(move || {
        let language = speech.language();
        TONGUES.map(|(value, tongue)| Option_ { value, label: label(tongue, language).to_owned() }).to_vec()
    });
    let code = follow(move || match shown.get() {
        Err(sentence) => view! { <p class="notice warning">{sentence}</p> }.into_any(),
        Ok(text) => {
            let html = coloured(&text, tongue()).into_html();
            let name = label(tongue(), speech.language());
            view! {
                <pre class="code-block" tabindex="0" role="region" aria-label=name>
                    <code inner_html=html></code>
                </pre>
            }
            .into_any()
        }
    });
    let note = Signal::derive(move || {
        let words = speech.of(&SCRIPT);
        if inlines.get() { words.inline_warning } else { words.environment_note }
    });
    let name = Signal::derive(move || match tongue() {
        Tongue::Script(language) => format!("bes-job.{}", language.extension()),
        Tongue::Request(form) => format!("bes-requests.{}", form.extension()),
        Tongue::Json => "bes-job.json".to_owned(),
    });
    view! {
        <div class="script-controls">
            <Select
                id="script-language"
                label=speech.label(&SCRIPT, |words| words.languages)
                options
                value=chosen
                chosen=move |value| chosen.set(value)
                help=Signal::derive(move || Some(needs(tongue(), speech.language()).to_owned()))
            />
            <CheckBox
                id="script-inline"
                label=speech.label(&SCRIPT, |words| words.inline_secrets)
                checked=inlines
                changed=move |is_checked| inlines.set(is_checked)
            />
        </div>
        <p class="quiet script-note">{note}</p>
        <p class="row">
            <CopyButton text=whole />
            <DownloadButton name media_type="text/plain" text=whole />
        </p>
        {code}
    }
    .into_any()
}

/// The script, or why there is none.
fn written(state: State, tongue: Tongue, secrets: SecretsAs, language: Language) -> Result<String, String> {
    let address = state.checked.with(|checked: &Checked| checked.address.clone());
    let address = address.ok_or_else(|| SCRIPT.of(language).needs_address.to_owned())?;
    let flow = state.draft.with(|draft| Flow::new(&address, &draft.api_key, &wire::body(draft)));
    let said = |problem| script_problem(&problem, language);
    let flow = flow.map_err(said)?;
    match tongue {
        Tongue::Script(script) => {
            flow_script(&flow, script, &Options { secrets, ..Options::default() }).map_err(said)
        }
        Tongue::Request(form) => Ok(flow_requests(&flow, form, secrets)),
        Tongue::Json => Ok(String::new()),
    }
}

fn tongue_of(value: &str) -> Tongue {
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

/// The text in its syntax's colours.
fn coloured(text: &str, tongue: Tongue) -> Markup {
    let mut markup = Markup::new();
    for SyntaxSpan { range, token } in highlight(text, tongue) {
        let piece = text.get(range).unwrap_or_default();
        let class = match token {
            Token::Plain => {
                markup.text(piece);
                continue;
            }
            Token::Comment => "token-comment",
            Token::String => "token-string",
            Token::Keyword => "token-keyword",
            Token::Number => "token-number",
            Token::Variable => "token-variable",
        };
        markup.leaf("span", &[("class", class)], piece);
    }
    markup
}
