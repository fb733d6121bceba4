//! How the variables are set that a script takes its secrets from.

use leptos::prelude::*;

use crate::script::{Shell, prelude as command};
use crate::ui::kit::{CopyButton, Speech, follow};
use crate::words::SCRIPT;

/// A command for each prompt; nothing where there are no variables.
pub(super) fn prelude(variables: Memo<Vec<String>>) -> AnyView {
    let speech = Speech::here();
    follow(move || {
        let variables = variables.get();
        if variables.is_empty() {
            return ().into_any();
        }
        let words = speech.of(&SCRIPT);
        let blocks = Shell::ALL.map(|shell| {
            let text = command(&variables, shell);
            let label = match shell {
                Shell::Bash => words.prelude_bash,
                Shell::PowerShell => words.prelude_powershell,
            };
            let copied = text.clone();
            view! {
                <div class="prelude-shell">
                    <span>{label}</span>
                    <CopyButton text=move || copied.clone() />
                    <pre class="code-block" tabindex="0" role="region" aria-label=label>
                        {text}
                    </pre>
                </div>
            }
        });
        view! {
            <details class="prelude">
                <summary>{words.prelude}</summary>
                <p class="field-help">{words.prelude_help}</p>
                {blocks.into_iter().collect_view()}
            </details>
        }
        .into_any()
    })
}
