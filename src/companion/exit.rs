use std::process::ExitCode;

/// What every command's help says of its exit code.
pub(super) const EXITS: &str = "Exit codes:
  0  done
  1  the input was read and found wrong; what is wrong was said, each with its field
  2  wrong usage
  3  a file, a port or another machine refused
  4  answered, and the answer is no: over the limit, or no pool size is enough";

/// How a command ended, as the shell sees it. Wrong usage is 2, as everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: it is done.
    Done,
    /// 1: the input was read and found wrong; what is wrong was said.
    Wrong,
    /// 3: a file, a port or another machine refused.
    Refused,
    /// 4: answered, and the answer is no: over the limit, or no pool size is enough.
    No,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::from(0),
            Exit::Wrong => Self::from(1),
            Exit::Refused => Self::from(3),
            Exit::No => Self::from(4),
        }
    }
}
