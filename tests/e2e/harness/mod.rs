//! A thin WebDriver client, a server that behaves as a static host does, and a gate that lets nothing else through.
//!
//! ```ignore
//! let site = Site::dist();
//! let page = Browser::new().viewport(360, 800).dark().language("sv-SE").open(&site, "request/");
//! page.field("Antal virtuella datorer").fill("3");
//! page.button("Kopiera").click();
//! page.see("status", "Kopierat");
//! ```
//!
//! A [`Page`] that goes out of scope fails its test for every console message of a warning's weight or more, every
//! refused policy, every request to another host, unless the test said [`Page::expect_fault`].

#![allow(dead_code, unused_imports, reason = "a vocabulary: not every walk uses every word of it")]

mod browser;
mod driver;
mod element;
mod gate;
mod http;
mod page;
mod practice;
mod site;
mod slowdown;
mod wait;

pub(crate) use browser::Browser;
pub(crate) use element::Element;
pub(crate) use http::{call, read_message};
pub(crate) use page::{Key, Page};
pub(crate) use practice::begin_fast_practice;
pub(crate) use site::Site;
pub(crate) use slowdown::slowdown;
pub(crate) use wait::wait_until;
