/// A language in which a whole flow or a pool operation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ScriptLanguage {
    /// bash 3.2 or later, curl and awk.
    #[default]
    Bash,
    /// Windows PowerShell 5.1 or PowerShell 7.
    PowerShell,
    /// Python 3.8 or later, standard library only.
    Python,
    /// C# 7 on .NET Framework 4.5 or later, Mono and today's .NET.
    CSharp,
    /// R 3.5 or later and the command curl; no packages.
    R,
    /// Node 18 or later, no packages.
    JavaScript,
}

impl ScriptLanguage {
    /// All of them, in tab order.
    pub const ALL: [Self; 6] =
        [Self::Bash, Self::PowerShell, Self::Python, Self::CSharp, Self::R, Self::JavaScript];

    /// A file name's ending, without its dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Bash => "sh",
            Self::PowerShell => "ps1",
            Self::Python => "py",
            Self::CSharp => "cs",
            Self::R => "R",
            Self::JavaScript => "mjs",
        }
    }
}

/// With what exit code a script ends. The same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExitCode {
    /// The job finished and every result is downloaded; a pool operation was accepted.
    Done,
    /// A request was refused, the service could not be reached, or its reply was not understood. Of many jobs: some
    /// did not succeed.
    Refused,
    /// A secret is not set or cannot be used, or a program is missing.
    NotSetUp,
    /// The job failed.
    Failed,
    /// The job was cancelled.
    Cancelled,
    /// The job had not ended when the script gave up waiting.
    GaveUp,
    /// The job finished and a result could not be downloaded.
    NotDownloaded,
    /// The job ended and the pool was not resized, or nobody knows whether it was: it is billed until it is.
    NotResized,
    /// The end of a pool's cost was accepted, and was not seen to be done.
    NotSeen,
}

impl ExitCode {
    /// The number.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::NotSetUp => 2,
            Self::Failed => 3,
            Self::Cancelled => 4,
            Self::GaveUp => 5,
            Self::NotDownloaded => 6,
            Self::NotResized => 7,
            Self::NotSeen => 8,
        }
    }
}
