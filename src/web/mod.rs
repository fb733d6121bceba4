//! The browser shell: the only module that touches the page's outside (I1).
//!
//! - [`page`]: address, title, language and theme of the document, focus.
//! - [`storage`]: what is kept on the device; never a secret.
//! - [`intl`]: figures, money and dates through the browser's Intl, from exact decimal strings.
//! - [`bridge`]: events between the page's wasm files, and starting one.
//! - [`clipboard`], [`download`]: copy and save.
//! - [`mod@file`], [`fetch`]: read a file that the user chose, fetch a public document.
//! - [`notify`]: notifications of the system, where the user allows them.
//! - [`clock`]: the time, and waking up later.
//! - [`screen`]: sizes and places on the screen.
//! - [`worker`]: a wasm file in a Web Worker, from both sides.
//! - [`mod@panic`]: a panic becomes the overlay of `public/boot.js`.
//!
//! What the browser refuses is an answer (`None`, `Err`), never a panic.

pub mod bridge;
pub mod clipboard;
pub mod clock;
pub mod dialog;
pub mod download;
pub mod exchange;
pub mod fetch;
pub mod file;
pub mod intl;
pub mod notify;
pub mod page;
pub mod panic;
pub mod screen;
pub mod sight;
pub mod storage;
pub mod worker;
