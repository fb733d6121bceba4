//! The form as the template of many jobs.

use std::collections::BTreeMap;

use crate::request::{Draft, InputForm, ParameterType, RunOn, wire};
use crate::share::link;

/// What begins the name of an output's pattern among the settings that are kept.
const PATTERN: &str = "pattern-";

/// What is chosen and typed for many jobs, but for the list: that may hold secrets, and stays in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManySettings {
    /// Texts by the names that the page gives them.
    pub texts: BTreeMap<&'static str, String>,
    /// The patterns typed for outputs, by name.
    pub patterns: BTreeMap<String, String>,
}

impl ManySettings {
    /// As text that is kept on the device.
    ///
    /// ```
    /// use poolwise::job_form::ManySettings;
    /// let settings = ManySettings {
    ///     texts: [("by", "count".to_owned())].into(),
    ///     patterns: [("output1".to_owned(), "out/{number}.csv".to_owned())].into(),
    /// };
    /// assert_eq!(ManySettings::from_kept(&settings.to_kept(), &["by", "form"]), settings);
    /// ```
    #[must_use]
    pub fn to_kept(&self) -> String {
        let patterns: Vec<(String, &str)> = self
            .patterns
            .iter()
            .map(|(output, typed)| ([PATTERN, output].concat(), typed.as_str()))
            .collect();
        let texts = self.texts.iter().map(|(name, text)| (*name, text.as_str()));
        link::write(texts.chain(patterns.iter().map(|(name, typed)| (name.as_str(), *typed))))
    }

    /// From text that was kept; what is not among `names` is passed over, and nothing is left of a text that cannot be read.
    #[must_use]
    pub fn from_kept(kept: &str, names: &[&'static str]) -> Self {
        let mut settings = Self::default();
        for (name, text) in link::read(kept).unwrap_or_default() {
            if let Some(output) = name.strip_prefix(PATTERN) {
                settings.patterns.insert(output.to_owned(), text);
            } else if let Some(name) = names.iter().find(|known| **known == name) {
                settings.texts.insert(name, text);
            }
        }
        settings
    }
}

/// The body that many jobs are made from: the form's, each output under the pattern typed for it or, where none is, under
/// its own path with the job's number in it.
///
/// ```
/// use poolwise::job_form::{example, template};
/// let body = template(&example(), &Default::default());
/// assert_eq!(body["Outputs"]["output1"]["RelativeLocation"], "testintoutput/testint_results-{number}.csv");
/// ```
#[must_use]
pub fn template(draft: &Draft, patterns: &BTreeMap<String, String>) -> wire::Json {
    let mut draft = draft.clone();
    for output in &mut draft.outputs {
        output.reference.path = pattern(&output.name, &output.reference.path, patterns);
    }
    wire::body(&draft)
}

/// The pattern of an output's paths: the one typed, or its path with the number before its ending.
#[must_use]
pub fn pattern(output: &str, path: &str, patterns: &BTreeMap<String, String>) -> String {
    match patterns.get(output) {
        Some(typed) => typed.clone(),
        None if path.is_empty() || path.contains('{') => path.to_owned(),
        None => {
            let name_at = path.rfind('/').map_or(0, |slash| slash.saturating_add(1));
            let ending_at = path.rfind('.').filter(|at| *at > name_at).unwrap_or(path.len());
            let (stem, ending) = path.split_at_checked(ending_at).unwrap_or((path, ""));
            format!("{stem}-{{number}}{ending}")
        }
    }
}

/// The names that columns may have: inputs, outputs, parameters, in the order of the form.
#[must_use]
pub fn column_names(draft: &Draft) -> Vec<String> {
    let inputs: Vec<String> = match draft.input_form {
        InputForm::Single => vec!["Input".to_owned()],
        InputForm::Named => draft.inputs.iter().map(|input| input.name.clone()).collect(),
        InputForm::Without => Vec::new(),
    };
    let outputs = draft.outputs.iter().map(|output| output.name.clone());
    let parameters = draft.parameters.iter().map(|parameter| parameter.name.clone());
    inputs.into_iter().chain(outputs).chain(parameters).filter(|name| !name.is_empty()).collect()
}

/// The parameters with their types, those that are left out, too: a column may fill them.
#[must_use]
pub fn parameter_types(draft: &Draft) -> Vec<(String, ParameterType)> {
    draft.parameters.iter().map(|parameter| (parameter.name.clone(), parameter.kind)).collect()
}

/// The Cost page's inputs with this number of jobs, as the fragment of its address: the others as kept, if any are.
///
/// ```
/// use poolwise::job_form::cost_fragment;
/// assert_eq!(cost_fragment(None, 250), "1&jobs=250");
/// assert_eq!(cost_fragment(Some("1&vms=9&jobs=3"), 250), "1&vms=9&jobs=250");
/// ```
#[must_use]
pub fn cost_fragment(kept: Option<&str>, jobs: usize) -> String {
    let mut fields = kept.and_then(|kept| link::read(kept).ok()).unwrap_or_default();
    fields.retain(|(name, _)| name != "jobs");
    fields.push(("jobs".to_owned(), jobs.to_string()));
    link::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Whether the jobs run on a pool that a script may resize afterwards.
#[must_use]
pub fn runs_on_pool(draft: &Draft) -> bool {
    draft.run_on == RunOn::Pool
}
