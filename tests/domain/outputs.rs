//! Scenarios in the link, exports and the support brief.

mod brief;
mod exports;
mod scenarios;
