//! A Rust file as tidy sees it: code with comments and literals blanked, and those two apart.

use std::path::Path;

/// Text found at a line (counted from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A string literal and where its opening quote stands in [`Source::code`].
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) line: usize,
    pub(crate) at: usize,
    pub(crate) text: String,
}

/// One Rust file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    /// The file with every comment and every literal's inside replaced by spaces: same length, same lines.
    pub(crate) code: String,
    pub(crate) literals: Vec<Literal>,
    /// One entry a line of comment, without its slashes.
    pub(crate) comments: Vec<Found>,
    /// For each line, whether it belongs to an item under `#[cfg(test)]`.
    test_lines: Vec<bool>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let mut scan = Scan {
            text: text.as_bytes(),
            at: 0,
            code: Vec::with_capacity(text.len()),
            literals: Vec::new(),
            comments: Vec::new(),
            line: 1,
        };
        scan.run();
        let code = String::from_utf8(scan.code).expect("only whole characters are copied or blanked");
        let mut source = Self {
            path: path.to_owned(),
            test_lines: vec![false; code.lines().count()],
            literals: scan.literals,
            comments: scan.comments,
            code,
        };
        source.mark_tests();
        source
    }

    pub(crate) fn line_of(&self, at: usize) -> usize {
        line_of(&self.code, at)
    }

    pub(crate) fn is_test_line(&self, line: usize) -> bool {
        self.test_lines.get(line.saturating_sub(1)).copied().unwrap_or(false)
    }

    /// Lines outside `#[cfg(test)]` items.
    pub(crate) fn lines_of_product(&self) -> usize {
        self.test_lines.iter().filter(|test| !**test).count()
    }

    /// Where `word` stands in the code as a whole identifier (paths such as `Instant::now` work, too).
    pub(crate) fn words(&self, word: &str) -> Vec<usize> {
        words(&self.code, word)
    }

    /// The insides of every `name! { … }` or `name!( … )`, as ranges of [`Self::code`].
    pub(crate) fn macro_bodies(&self, name: &str) -> Vec<(usize, usize)> {
        let mut bodies = Vec::new();
        for start in words(&self.code, name) {
            let rest = self.code.get(start + name.len()..).unwrap_or_default();
            let Some(after) = rest.strip_prefix('!') else { continue };
            let open = after.len() - after.trim_start().len() + start + name.len() + 1;
            if let Some(end) = matching(&self.code, open) {
                bodies.push((open + 1, end));
            }
        }
        bodies
    }

    /// The names of the modules that lead to this file: `src/a/b.rs` and `src/a/b/mod.rs` are both `[a, b]`.
    pub(crate) fn module(&self) -> Vec<String> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let mut names: Vec<String> =
            inside.trim_end_matches(".rs").split('/').map(ToOwned::to_owned).collect();
        if names.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
            names.pop();
        }
        names
    }

    fn mark_tests(&mut self) {
        let mut from = 0;
        while let Some(found) = self.code.get(from..).and_then(|rest| rest.find("#[cfg(test)]")) {
            let start = from + found;
            let body = self.code.get(start..).unwrap_or_default();
            let end = match (body.find('{'), body.find(';')) {
                (Some(brace), semicolon) if semicolon.is_none_or(|semicolon| brace < semicolon) => {
                    matching(&self.code, start + brace).unwrap_or(self.code.len())
                }
                (_, Some(semicolon)) => start + semicolon,
                _ => self.code.len(),
            };
            for line in line_of(&self.code, start)..=line_of(&self.code, end) {
                if let Some(mark) = self.test_lines.get_mut(line - 1) {
                    *mark = true;
                }
            }
            from = end.max(start + 1);
        }
    }
}

pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where `word` stands in `text` with no identifier character on either side.
pub(crate) fn words(text: &str, word: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(|&at| {
            let first = word.as_bytes().first().copied().unwrap_or_default();
            let last = word.as_bytes().last().copied().unwrap_or_default();
            let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or(b' ');
            let after = bytes.get(at + word.len()).copied().unwrap_or(b' ');
            !(is_word(first) && is_word(before) || is_word(last) && is_word(after))
        })
        .collect()
}

/// The index of the bracket that closes the one at `open`, in code without literals.
pub(crate) fn matching(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
    comments: Vec<Found>,
    line: usize,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn copy(&mut self) {
        self.line += usize::from(self.peek(0) == b'\n');
        self.code.push(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        self.line += usize::from(self.peek(0) == b'\n');
        self.code.push(if self.peek(0) == b'\n' { b'\n' } else { b' ' });
        self.at += 1;
    }

    fn run(&mut self) {
        while self.at < self.text.len() {
            let previous_is_word = self.code.last().is_some_and(|byte| is_word(*byte));
            match (self.peek(0), self.peek(1)) {
                (b'/', b'/') => self.line_comment(),
                (b'/', b'*') => self.block_comment(),
                (b'"', _) => self.string(),
                (b'r', b'"' | b'#') if !previous_is_word => self.raw_string(),
                (b'b' | b'c', b'"') if !previous_is_word => {
                    self.copy();
                    self.string();
                }
                (b'b', b'r') if !previous_is_word && matches!(self.peek(2), b'"' | b'#') => {
                    self.copy();
                    self.raw_string();
                }
                (b'\'', _) => self.quote(),
                _ => self.copy(),
            }
        }
    }

    fn line_comment(&mut self) {
        let line = self.line();
        let start = self.at;
        while self.at < self.text.len() && self.peek(0) != b'\n' {
            self.blank();
        }
        let text = String::from_utf8_lossy(self.text.get(start..self.at).unwrap_or_default()).into_owned();
        let text = text.trim_start_matches('/').trim_start_matches('!').trim().to_owned();
        self.comments.push(Found { line, text });
    }

    fn block_comment(&mut self) {
        let line = self.line();
        let start = self.at;
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.blank();
                    self.blank();
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.blank();
                    self.blank();
                    if depth == 0 {
                        break;
                    }
                }
                _ => self.blank(),
            }
        }
        let text = String::from_utf8_lossy(self.text.get(start..self.at).unwrap_or_default()).into_owned();
        for (offset, text) in text.lines().enumerate() {
            self.comments.push(Found { line: line + offset, text: text.to_owned() });
        }
    }

    fn string(&mut self) {
        let (line, at) = (self.line(), self.at);
        self.copy();
        let start = self.at;
        while self.at < self.text.len() && self.peek(0) != b'"' {
            if self.peek(0) == b'\\' {
                self.blank();
            }
            self.blank();
        }
        self.keep_literal(line, at, start);
        self.copy();
    }

    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(1 + hashes) == b'#' {
            hashes += 1;
        }
        if self.peek(1 + hashes) != b'"' {
            return self.copy();
        }
        let (line, at) = (self.line(), self.at + 1 + hashes);
        for _ in 0..hashes + 2 {
            self.copy();
        }
        let start = self.at;
        let closing: Vec<u8> = core::iter::once(b'"').chain(core::iter::repeat_n(b'#', hashes)).collect();
        while self.at < self.text.len()
            && !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(&closing))
        {
            self.blank();
        }
        self.keep_literal(line, at, start);
        for _ in 0..closing.len() {
            self.copy();
        }
    }

    fn keep_literal(&mut self, line: usize, at: usize, start: usize) {
        let text = String::from_utf8_lossy(self.text.get(start..self.at).unwrap_or_default()).into_owned();
        self.literals.push(Literal { line, at, text });
    }

    /// A character literal or a lifetime.
    fn quote(&mut self) {
        if self.peek(1) == b'\\' {
            self.copy();
            self.blank();
            self.blank();
            while self.at < self.text.len() && self.peek(0) != b'\'' {
                self.blank();
            }
            return self.copy();
        }
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let head = String::from_utf8_lossy(rest.get(..rest.len().min(4)).unwrap_or_default()).into_owned();
        let width = head.chars().next().map_or(1, char::len_utf8);
        if self.peek(1 + width) == b'\'' {
            self.copy();
            for _ in 0..width {
                self.blank();
            }
        }
        self.copy();
    }
}

/// Every file under `folder` whose name ends with one of `endings` (all, when empty), sorted.
pub(crate) fn files(root: &Path, folder: &str, endings: &[&str]) -> Vec<String> {
    const ELSEWHERE: [&str; 11] = [
        ".git",
        "target",
        "dist",
        ".trunk",
        "node_modules",
        // What the fuzzer has made up on this machine.
        "found",
        "screenshots",
        "corpus",
        "artifacts",
        "coverage",
        "proptest-regressions",
    ];
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if ELSEWHERE.contains(&name.as_str()) {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && (endings.is_empty() || endings.iter().any(|end| name.ends_with(end)))
            {
                let path = entry.path();
                let inside = path.strip_prefix(root).expect("walked from the root");
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
