//! The browser shell: the only module that touches the page's outside (I1).
//!
//! - [`page`]: address, title, language and theme of the document, focus.
//! - [`storage`]: what is kept on the device; never a secret.
//! - [`packing`]: long links, shorter.
//! - [`past_jobs`]: histories kept on the device.
//! - [`import`]: a table of any length, read in a worker.
//! - [`bridge`]: events between the page's wasm files, and starting one.
//! - [`clipboard`], [`download`]: copy and save.
//! - [`mod@file`], [`fetch`]: read a file that the user chose, fetch a public document.
//! - [`keys`]: the words of the keyboard shortcuts, which are plain script.
//! - [`mod@keep`]: a page's draft on the device at once, and in the address soon.
//! - [`parts`]: a file made piece by piece in a worker, and saved by the page.
//! - [`lock`]: what only one tab of this browser does at a time.
//! - [`notify`]: notifications of the system, where the user allows them.
//! - [`clock`]: the time, and waking up later.
//! - [`pieces`]: markup that changes in a few of its pieces.
//! - [`screen`]: sizes and places on the screen.
//! - [`touch`]: where in a drawn table a pointer is.
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
pub mod import;
pub mod keep;
pub mod keys;
pub mod lock;
pub mod notify;
pub mod packing;
pub mod page;
pub mod panic;
pub mod parts;
pub mod past_jobs;
pub mod pieces;
pub mod screen;
pub mod sight;
pub mod storage;
pub mod touch;
pub mod worker;
