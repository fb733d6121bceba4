//! All bodies in one file, made piece by piece.

use crate::script::plan::SecretsAs;
use crate::share::zip::{Packing, Zip};

use super::Many;

/// How bodies stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BundleForm {
    /// A body a line: what the loop scripts read.
    Lines,
    /// A zip with a file a body.
    Zip(Packing),
}

/// A file of bodies in the making. What is made is handed over at each step, so that only the zip's directory is held.
#[derive(Clone, Debug)]
pub struct Bundle {
    many: Many,
    secrets: SecretsAs,
    zip: Option<Zip>,
    done: usize,
    is_finished: bool,
}

impl Bundle {
    /// A file without a body yet.
    ///
    /// ```
    /// use poolwise::script::{Bundle, BundleForm, Many, SecretsAs, Source};
    /// let body = serde_json::json!({"Outputs": {"o": {"RelativeLocation": "out/{number}.csv"}}});
    /// let many = Many::of(&body, &[], &Source::Count(3)).unwrap();
    /// let (mut bundle, mut file) = (Bundle::new(many, BundleForm::Lines, SecretsAs::Environment), Vec::new());
    /// while bundle.step(2, &mut file) {}
    /// assert_eq!(bundle.done(), 3);
    /// assert!(String::from_utf8(file).unwrap().ends_with("out/3.csv\"}}}\n"));
    /// ```
    #[must_use]
    pub fn new(many: Many, form: BundleForm, secrets: SecretsAs) -> Self {
        let zip = match form {
            BundleForm::Lines => None,
            BundleForm::Zip(packing) => Some(Zip::new(packing)),
        };
        Self { many, secrets, zip, done: 0, is_finished: false }
    }

    /// Makes at most so many bodies more, behind what `into` holds; `false` once the file is whole.
    pub fn step(&mut self, jobs: usize, into: &mut Vec<u8>) -> bool {
        if self.is_finished {
            return false;
        }
        let until = self.done.saturating_add(jobs).min(self.many.jobs());
        let digits = self.many.jobs().to_string().len();
        while self.done < until {
            match &mut self.zip {
                None => {
                    into.extend(self.many.line(self.done, self.secrets).unwrap_or_default().as_bytes());
                    into.push(b'\n');
                }
                Some(zip) => {
                    let body = self.many.page(self.done, self.secrets).unwrap_or_default();
                    let name = format!("job-{:0digits$}.json", self.done.saturating_add(1));
                    // A body of 4 GiB does not come about: a page has less memory than that.
                    let _ = zip.entry(&name, body.as_bytes(), into);
                }
            }
            self.done = self.done.saturating_add(1);
        }
        if self.done >= self.many.jobs() {
            self.is_finished = true;
            if let Some(zip) = self.zip.take() {
                zip.finish(into);
            }
        }
        !self.is_finished
    }

    /// Bodies made.
    #[must_use]
    pub const fn done(&self) -> usize {
        self.done
    }

    /// Bodies in all.
    #[must_use]
    pub fn jobs(&self) -> usize {
        self.many.jobs()
    }
}
