//! Tests of `poolwise::script`: every script is run against a service that keeps the bytes that arrive.

mod autopilot;
mod broken;
mod bundle;
mod cells;
mod flow;
mod hostile;
mod many;
mod mock;
mod resume;
mod run;
mod single;
mod stopped;
mod text;
mod urls;

pub(crate) use flow::hostile_body;
