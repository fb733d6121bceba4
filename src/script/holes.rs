//! What fills the holes of the templates: the same in every language but for how a text is written.

use crate::service::Method;
use crate::units::MS_PER_SECOND;

use super::escape::url;
use super::fill::fill;
use super::plan::{Flow, Limits, Plan, Request};

/// A hole's name and what fills it.
pub(super) type Hole = (&'static str, String);

/// What a language writes in its own way.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// Any text as a literal.
    pub(super) literal: fn(&str) -> String,
    /// The statuses on which a read, and anything else, is sent again.
    pub(super) again: [&'static str; 2],
    /// What stands before a request's body.
    pub(super) before_body: &'static str,
    /// What stands in the place of a body that there is none of.
    pub(super) no_body: &'static str,
}

/// A template with its holes filled.
pub(super) fn filled(template: &str, holes: &[Hole]) -> String {
    let values: Vec<(&str, &str)> = holes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(template, &values)
}

/// How a script begins: how long it waits and how often it tries, and what else stands there.
pub(super) fn start(template: &str, limits: Limits, others: &[(&str, &str)]) -> String {
    let numbers = [
        ("first", limits.first_wait_ms),
        ("longest", limits.longest_wait_ms),
        ("give_up", limits.give_up_after_ms),
        ("tries", limits.tries.into()),
        ("change", limits.change_ms()),
        ("silence", limits.longest_silence_ms),
        ("silence_s", limits.longest_silence_ms.div_ceil(MS_PER_SECOND)),
    ]
    .map(|(name, number)| (name, number.to_string()));
    let numbers = numbers.iter().map(|(name, number)| (*name, number.as_str()));
    fill(template, &numbers.chain(others.iter().copied()).collect::<Vec<_>>())
}

impl Dialect {
    /// The service's addresses and the folder for results.
    pub(super) fn of_flow(self, flow: &Flow, plan: &Plan<'_>) -> Vec<Hole> {
        let write = self.literal;
        let (job_before, job_after) = flow.job_url_around();
        let (start_before, start_after) = flow.start_url_around();
        vec![
            ("jobs", write(&url(&flow.address.jobs()))),
            ("folder", write(plan.folder)),
            ("job_before", write(&job_before)),
            ("job_after", write(&job_after)),
            ("start_before", write(&start_before)),
            ("start_after", write(&start_after)),
        ]
    }

    /// One request to the pool service.
    pub(super) fn of_request(self, request: &Request) -> Vec<Hole> {
        let write = self.literal;
        let [read, other] = self.again;
        let again = if request.method == Method::Get { read } else { other };
        let body = request.body.as_ref().map(|body| [self.before_body, &write(body)].concat());
        vec![
            ("again", again.to_owned()),
            ("method", write(request.method.name())),
            ("url", write(&request.url)),
            ("header", write(&request.header)),
            ("scheme", write(&request.scheme)),
            ("body", body.unwrap_or_else(|| self.no_body.to_owned())),
        ]
    }

    /// A flow's part of a script, and after it how its pool is resized.
    pub(super) fn flow(self, template: &str, resize: &str, flow: &Flow, plan: &Plan<'_>) -> String {
        let mut script = filled(template, &self.of_flow(flow, plan));
        if let Some(request) = &flow.resize {
            script.push_str(&self.request(resize, request));
        }
        script
    }

    /// A template for one request to the pool service.
    pub(super) fn request(self, template: &str, request: &Request) -> String {
        filled(template, &self.of_request(request))
    }

    /// The loop over a file of bodies; `secrets` are those of the bodies, as the language lists them.
    pub(super) fn many(self, template: &str, bodies: &str, at_once: u32, secrets: String) -> String {
        let bodies = (self.literal)(bodies);
        filled(template, &[("bodies", bodies), ("at_once", at_once.to_string()), ("dictionary", secrets)])
    }
}
