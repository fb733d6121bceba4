//! What the Request page and its worker tell each other, as JSON. Messages stay in memory, so a template is whole.
//!
//! Ask: `{"id":1,"language":"sv","body":{…},"parameters":[["Seed","integer"]],"table":"in/a.csv\n…","count":0,
//! "make":"lines","inlined":false}`; without `make` the table is only looked at. Answers: `{"id":1,"checked":{…}}`,
//! then `{"id":1,"made":[done,total,bytes]}` again and again, the last one before the file itself.

use serde::{Deserialize, Serialize};

use crate::request::wire::Json;
use crate::request::{Keyed, ParameterType};
use crate::script::{SecretsAs, many_problem};
use crate::share::zip::Packing;
use crate::units::Timestamp;
use crate::wire::Message;
use crate::words::Language;

use super::{Bundle, BundleForm, MOST_TOLD, Many, ManyProblem, Source};

/// Bodies that are shown.
const SHOWN: usize = 3;

/// What the worker is asked.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// The page's number for it: answers carry it, and those of an earlier one are dropped.
    pub id: u32,
    /// The language of problems, as a tag.
    pub language: String,
    /// The template.
    pub body: Json,
    /// The parameters that columns may fill, with their types by [`Keyed::key`].
    pub parameters: Vec<(String, String)>,
    /// The table; `None` for [`Ask::count`] jobs.
    pub table: Option<String>,
    /// How many jobs, without a table.
    pub count: usize,
    /// The file that is wanted, by [`form_name`].
    pub make: Option<String>,
    /// Secrets are written into the file, and shown masked.
    pub inlined: bool,
}

/// What the worker found in a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Jobs; 0 where there is a problem.
    pub jobs: usize,
    /// Each column and what it fills.
    pub columns: Vec<(String, String)>,
    /// The first bodies.
    pub shown: Vec<String>,
    /// What keeps bodies from being made, in words.
    pub problems: Vec<String>,
    /// What storage or the service would refuse, in words.
    pub doubts: Vec<String>,
    /// The names of the template's secrets that a body may hold.
    pub secrets: Vec<String>,
}

/// What the worker tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// What it found.
    #[serde(rename = "checked")]
    Checked(Found),
    /// Bodies made, bodies in all, bytes so far.
    #[serde(rename = "made")]
    Made(usize, usize, u64),
}

/// What the worker tells, under the number of its [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The ask's number.
    pub id: u32,
    /// What is told.
    #[serde(flatten)]
    pub told: Told,
}

impl Ask {
    /// What is found at `now`, in words; and the file to be made, where one is wanted and can be.
    #[must_use]
    pub fn answer(&self, now: Timestamp) -> (Found, Option<Bundle>) {
        let language = Language::from_tag(&self.language);
        let say = |problem: &ManyProblem| many_problem(problem, language);
        let parameters: Vec<(String, ParameterType)> =
            self.parameters.iter().map(|(name, kind)| (name.clone(), Keyed::of_key(kind))).collect();
        let source =
            self.table.as_ref().map_or(Source::Count(self.count), |table| Source::Table(table.clone()));
        let many = match Many::of(&self.body, &parameters, &source) {
            Ok(many) => many,
            Err(problems) => {
                let problems = problems.iter().map(say).collect();
                return (Found { problems, ..Found::default() }, None);
            }
        };
        let on_screen = if self.inlined { SecretsAs::Masked } else { SecretsAs::Environment };
        let found = Found {
            jobs: many.jobs(),
            columns: many.columns(),
            shown: (0..SHOWN).filter_map(|at| many.page_on_screen(at, on_screen)).collect(),
            problems: Vec::new(),
            secrets: many.secrets(),
            doubts: {
                // What is lost for good comes first.
                let (lost, rest): (Vec<_>, Vec<_>) = many
                    .doubts()
                    .iter()
                    .cloned()
                    .partition(|doubt| matches!(doubt, ManyProblem::Overwrites { .. }));
                let all = lost.into_iter().chain(many.untimely(now)).chain(rest);
                all.take(MOST_TOLD).map(|doubt| say(&doubt)).collect()
            },
        };
        let secrets = if self.inlined { SecretsAs::Inlined } else { SecretsAs::Environment };
        let form = self.make.as_deref().and_then(form_named);
        (found, form.map(|form| Bundle::new(many, form, secrets)))
    }
}

impl Message for Ask {}

impl Message for Answer {}

const FORMS: [(&str, BundleForm); 3] = [
    ("lines", BundleForm::Lines),
    ("zip", BundleForm::Zip(Packing::Deflated)),
    ("zip-stored", BundleForm::Zip(Packing::Stored)),
];

/// The name of a form in messages.
#[must_use]
pub fn form_name(form: BundleForm) -> &'static str {
    FORMS.iter().find(|(_, known)| *known == form).map_or("", |(name, _)| name)
}

/// The form of a name in messages.
#[must_use]
pub fn form_named(name: &str) -> Option<BundleForm> {
    FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
}
