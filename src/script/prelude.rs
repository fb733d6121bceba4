//! What sets a script's environment variables at a prompt, so that no secret is shown, kept in a history or written to a
//! file.

use super::plan::{API_KEY, Flow, POOL_KEY};

/// A prompt at which variables are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shell {
    /// bash 3.2 or later, and zsh.
    Bash,
    /// Windows PowerShell 5.1 and PowerShell 7.
    PowerShell,
}

impl Shell {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Bash, Self::PowerShell];
}

/// The variable that holds the pool service's key, where a script is of one pool operation.
pub const POOL_VARIABLES: [&str; 1] = [POOL_KEY];

impl Flow {
    /// The environment variables from which a script takes its secrets, in the order in which it looks for them.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        let pool = self.resize.as_ref().map(|_| POOL_KEY);
        let body = self.body_secrets.iter().map(|secret| secret.name.as_str());
        core::iter::once(API_KEY).chain(pool).chain(body).map(str::to_owned).collect()
    }
}

/// One command that asks for each variable and sets it for what is started from this prompt. It is one line: what is
/// pasted after a question would be taken for its answer.
///
/// ```
/// use poolwise::script::{Shell, prelude};
/// let command = prelude(&["BES_API_KEY".to_owned()], Shell::Bash);
/// assert!(command.starts_with("for name in BES_API_KEY; do ") && !command.contains('\n'));
/// ```
#[must_use]
pub fn prelude(variables: &[String], shell: Shell) -> String {
    match shell {
        Shell::Bash => {
            let names = variables.join(" ");
            format!(
                "for name in {names}; do printf '%s: ' \"$name\"; IFS= read -rs \"$name\"; echo; export \"$name\"; done"
            )
        }
        Shell::PowerShell => {
            let names: Vec<String> = variables.iter().map(|name| format!("'{name}'")).collect();
            format!(
                "foreach ($name in {}) {{ $secret = Read-Host -AsSecureString $name; \
                 [Environment]::SetEnvironmentVariable($name, [Net.NetworkCredential]::new('', $secret).Password) }}",
                names.join(", ")
            )
        }
    }
}
