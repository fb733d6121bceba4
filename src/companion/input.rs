use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::console::{Console, Issue};
use crate::request::repair::{Encoding, decode};

/// The most bytes of any input: 64 MiB.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Where a command reads from.
#[derive(Args, Clone, Debug)]
pub(super) struct Input {
    /// File to read; - or nothing for standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Input {
    pub(super) const fn of(file: PathBuf) -> Self {
        Self { file: Some(file) }
    }

    /// The text: UTF-8, or UTF-16 with its mark, as PowerShell writes it.
    ///
    /// # Errors
    /// When the file cannot be read, is too large or is no text: said already.
    pub(super) fn text(&self, console: Console) -> Result<String, Exit> {
        let bytes = self.bytes(console)?;
        match decode(&bytes) {
            (_, Encoding::Windows1252) => {
                let offset = std::str::from_utf8(&bytes).err().map_or(0, |error| error.valid_up_to());
                let offset = console.count(offset.saturating_add(1));
                let words = console.words();
                let message = words.not_text.with(&[("file", &self.name(console)), ("offset", &offset)]);
                Err(console.refuse(&[Issue::whole(message)]))
            }
            (text, _) => Ok(text.into_owned()),
        }
    }

    /// The text whatever its encoding: what is no UTF-8 is read as Windows-1252.
    ///
    /// # Errors
    /// When the file cannot be read or is too large: said already.
    pub(super) fn any_text(&self, console: Console) -> Result<String, Exit> {
        let bytes = self.bytes(console)?;
        Ok(decode(&bytes).0.into_owned())
    }

    fn bytes(&self, console: Console) -> Result<Vec<u8>, Exit> {
        let read = match &self.file {
            Some(path) if path.as_os_str() != "-" => File::open(path).and_then(bounded),
            _ => bounded(io::stdin().lock()),
        };
        let words = console.words();
        let name = self.name(console);
        match read {
            Ok(bytes) if bytes.len() > MOST_BYTES => {
                let most = console.count(MOST_BYTES / 1024 / 1024);
                let message = words.too_large.with(&[("file", &name), ("most", &most)]);
                Err(console.refuse(&[Issue::whole(message)]))
            }
            Ok(bytes) => Ok(bytes),
            Err(error) => {
                let why = match error.kind() {
                    ErrorKind::NotFound => words.not_found.to_owned(),
                    ErrorKind::PermissionDenied => words.not_allowed.to_owned(),
                    ErrorKind::IsADirectory => words.is_a_folder.to_owned(),
                    _ => error.to_string(),
                };
                let said = words.cannot_read.with(&[("file", &name), ("why", &why)]);
                console.refuse(&[Issue::whole(said)]);
                Err(Exit::Refused)
            }
        }
    }

    fn name(&self, console: Console) -> String {
        match &self.file {
            Some(path) if path.as_os_str() != "-" => path.display().to_string(),
            _ => console.words().standard_input.to_owned(),
        }
    }
}

/// All bytes, or one more than the most: then there are too many.
fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
