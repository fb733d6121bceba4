//! The template's inputs and outputs, and the blob that each is in a row.

use crate::request::Role;
use crate::request::wire::Json;

use super::Many;
use super::blobs::{Given, home, identity, is_by_key, without_location};
use super::columns::{INPUTS, LOCATION, OUTPUTS, Target};
use super::fill::holds;

/// An input or output of the template.
pub(super) struct Port<'m> {
    pub(super) name: &'m str,
    pub(super) template: &'m Json,
    /// Where its blobs are, where that is the same in every row.
    home: Option<String>,
    /// The column that fills its path.
    pub(super) column: Option<usize>,
    /// Neither a column nor a hole fills it: every row has the same blob.
    pub(super) is_fixed: bool,
}

/// The inputs or outputs of a template.
pub(super) fn ports(many: &Many, role: Role) -> Vec<Port<'_>> {
    let group = if role == Role::Input { INPUTS } else { OUTPUTS };
    let single = many.marked.get("Input").filter(|_| role == Role::Input);
    let named = many.marked.get(group).and_then(Json::as_object).into_iter().flatten();
    let single = single.map(|template| port(many, "Input", &Target::Input, template));
    let named = named.map(|(name, template)| port(many, name, &Target::Port(group, name.clone()), template));
    single.into_iter().chain(named).collect()
}

fn port<'m>(many: &'m Many, name: &'m str, target: &Target, template: &'m Json) -> Port<'m> {
    let column = many.columns.iter().position(|column| column.target == *target);
    let brace = ["{".to_owned()];
    let is_at_home = !holds(&without_location(template), &brace);
    Port {
        name,
        template,
        home: is_at_home.then(|| home(template)),
        column,
        is_fixed: column.is_none() && !holds(template, &brace),
    }
}

impl Port<'_> {
    /// What opens its blob in a row.
    pub(super) fn given<'g>(&self, many: &Many, at: usize, given: &'g [Given<'g>]) -> Given<'g> {
        match self.column.and_then(|column| given.get(column)) {
            Some(given) => given.clone(),
            None => {
                let location = self.template.get(LOCATION).cloned().unwrap_or(Json::Null);
                let location = filled(location, many, at, given);
                Given::Text(location.as_str().unwrap_or_default().to_owned().into())
            }
        }
    }

    /// One text for the blob that a row gives it, however it is named.
    pub(super) fn blob(&self, many: &Many, at: usize, given: &[Given<'_>], place: &Given<'_>) -> String {
        match place {
            Given::Signed(url) => {
                let home = url.account().map(|account| account.as_str().to_owned()).unwrap_or_default();
                identity(&home, &url.path, false)
            }
            Given::Text(path) => {
                let by_row = || home(&filled(self.template.clone(), many, at, given));
                let home = self.home.clone().unwrap_or_else(by_row);
                identity(&home, path, is_by_key(self.template))
            }
        }
    }
}

fn filled(mut part: Json, many: &Many, at: usize, given: &[Given<'_>]) -> Json {
    many.fill_holes(&mut part, at, given);
    part
}
