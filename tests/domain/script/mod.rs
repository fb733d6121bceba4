//! Tests of `poolwise::script`: every script is run against a service that keeps the bytes that arrive.

mod flow;
mod mock;
mod run;
