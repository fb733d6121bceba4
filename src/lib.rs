//! # Poolwise: plan, submit and pay for Azure ML Studio (classic) batch jobs
//!
//! The Batch Execution Service (BES) runs batch jobs in a shared *classic* queue, or in a *Batch Pool* of VMs that the
//! customer creates, sizes and pays by the hour. This crate is a static page that answers what each costs, writes the
//! job's JSON and scripts, and manages pools, in practice or live.
//!
//! ## Bird's eye
//!
//! A pure core that tests run natively in seconds; a thin browser shell; Leptos on top. Text that a user typed goes
//! into a *draft*; one pure façade function turns a draft into an answer or into every problem at once; the view
//! shows what it is given. Where time passes (pools, long runs), a pure machine takes facts and returns effects.
//!
//! ## Code map, in the direction of dependence
//!
//! | module | what it knows | may use |
//! |---|---|---|
//! | [`units`] | quantities, bounds, exact money and billed time, typed numbers, seeds | nothing |
//! | [`route`] | which page a path means | nothing |
//! | [`wire`] | what every message between the page and its workers can do | nothing |
//! | [`words`] | every sentence, one typed table a language; read-only markup as text | [`units`] |
//! | [`billing`] | price book, plans, usage to bill, comparison, break-even | [`units`], [`words`] |
//! | [`capacity`] | workload, queue simulation, planner, statistics | [`units`], [`wire`], [`words`] |
//! | [`request`] | job draft, blob references, service addresses, pasted commands and programs, swagger, repair, wire | [`units`], [`words`] |
//! | [`share`] | the link codec, CSV, Markdown, zip, the pools last seen as text | [`words`] |
//! | [`chart`] | round ticks, places in pixels, SVG markup, the table behind a chart | [`units`], [`words`] |
//! | [`cost`] | the Cost page's question and answer: `billing` and `capacity` composed | [`billing`], [`capacity`], [`share`], [`chart`] |
//! | [`job_form`] | the Request page's form: fields, example, anything pasted, link | [`request`], [`share`] |
//! | [`script`] | a job or pool operation as a script that runs; many bodies from a table | [`request`], [`share`], [`wire`], service types |
//! | [`service`] | the two REST services as data: types, rules, contract, session machine, meter | [`units`], [`words`], `request::wire` |
//! | [`emulator`] | the services' other side: account, VMs, queues, ledger, faults | [`service`], `request::wire`, [`capacity`] |
//! | [`pool_desk`] | the Pools page's desk: session, practice account, clock and money composed; what is shown | [`billing`], [`request`], [`service`], [`emulator`] |
//! | `web` | fetch, clock, storage, clipboard | [`route`], [`service`], [`emulator`] |
//! | `ui` | kit, charts, pages | all |
//! | `companion` | the native command line, local server and relay | all but `web`, `ui` |
//!
//! `billing`, `capacity` and `request` never import each other. What an answer needs from two of them is composed in
//! a façade to the right of both, as [`cost`] does for its page and for the command line.
//!
//! ## Wasm files
//!
//! One wasm file with everything would weigh four times what Cost needs, and Trunk cannot split one. So each part that
//! is not needed at once is a binary of its own, in the same document: nothing is reloaded between pages, and what they
//! hold in memory stays.
//!
//! The first load is `poolwise` (`src/main.rs`): the frame with the top bar, and the Cost page. The Request and Pools
//! pages are wasm files of their own (`src/bin/request_page.rs`, `src/bin/pools_page.rs`), each mounted into its own
//! container when its route is first visited, and kept from then on. They speak with the frame through DOM events
//! (`web::bridge`), never through shared memory. So does what stands under the bills
//! (`src/bin/cost_details.rs`: break-evens, planner, charts) and after it (`src/bin/cost_tools.rs`: scenarios, exports, the
//! support brief), started when it comes into view, or the form's end does. So do the larger inputs
//! (`src/bin/cost_inputs.rs`: week grids, past jobs, price books), started when a choice asks for one: each is one text in
//! the draft, so that links, files and the command line carry it. In Web Workers `src/bin/planner_worker.rs` simulates,
//! `src/bin/history_worker.rs` reads past jobs and keeps them on the device, and `src/bin/many_worker.rs` makes the Request
//! page's file of many bodies and reads a service's document that is long.
//!
//! ## Invariants, enforced by `tests/tidy.rs`
//!
//! - **I1** Only `src/ui` and the page binaries name `leptos`; only `src/web` names `web_sys`, `js_sys`, `gloo_net`,
//!   `wasm_bindgen`.
//! - **I2** Nothing outside `web`, `ui` and the binaries reads a clock, a random source or storage: `now` and
//!   [`units::Seed`] are arguments. Same inputs and seed, same result, bit for bit, in the page and natively:
//!   logarithms and powers come from the `libm` crate; simulated time crosses into billing once, as whole milliseconds.
//! - **I3** Wire shapes (`serde`) live in files named `wire.rs` or under a `wire` folder, apart from the domain types.
//! - **I4** [`emulator`] imports [`service`]; [`service`] never imports [`emulator`].
//! - **I5** `ui::kit` imports nothing of ours but [`units`], [`words`] and `web`.
//! - **I6** No money and no billed time in floating point: [`units::BilledTime`] is whole milliseconds,
//!   [`units::Money`] an exact decimal; hours divide once, at the bill line, which is the one rounding point.
//! - **I7** The pure modules build and test with `--no-default-features`, without compiling Leptos.
//! - **I8** No secret can be printed, stored, linked or logged: [`units::Secret`] has no `Display`, no `Serialize`,
//!   and its `Debug` is redacted. Where the user asks for it, the places of `REVEALS` (`tests/tidy/invariants.rs`) write one.
//! - **I9** Every price, limit, state and rule that came from outside carries its source beside it (`**Source**`,
//!   or a `source` field), and its mark: verified or assumed. “facts B.7” is a section of `FACTS.md`. `tests/tidy.rs` holds
//!   this of the price book, and that each section that is named exists; of the rest, whoever writes it does.
//!
//! ## Two patterns in `ui`, no third
//!
//! 1. *Derived page* (Cost, Request): signals hold the raw draft as typed; one `Memo` calls one pure façade function;
//!    the view reads.
//! 2. *Session page* (Pools): a pure machine `handle(now, Input) -> Vec<Effect>` with `next_wake_up()`; inputs are
//!    past-tense facts, effects imperatives.
//!
//! ## How to add …
//!
//! The compiler leads through every `match`, `tests/tidy.rs` through every `const ALL`. Menus and values of the command
//! line are lists of their own, which neither finds: the steps below name them.
//!
//! - **a number that users type**: a row in [`units::Quantity`] (its bounds and unit serve every page). On Cost, further: a
//!   row in [`cost::CostField`], in form order, with its key, which never changes, and its default; label and help in
//!   `words/cost.rs`, tied to it in `cost/labels.rs`; when it is asked at all, in [`cost::CostDraft::asks`]; what it means, in
//!   `cost/inputs.rs`, the only place that reads it. The form, links, files, scenarios and the command line follow from the row.
//!   How sure the planner must be is no field of the form: [`cost::plan::SURE_PERCENT`].
//!   On Request and Pools, a field in [`job_form`] or [`pool_desk`] and in the page's words.
//! - **a sentence**: a field in the table of its part under [`words`], in both languages, and its reader.
//! - **an error or a warning**: a variant with its data in the part's problem, with its severity (for blobs
//!   `BlobProblem` in `request/blob.rs`); the condition beside the others; its sentence in `words/request` and
//!   `request/say`; a way out that a press takes, in `request/check/remedy.rs`; its case in `tests/domain/request`. Look
//!   through the variants first.
//! - **an input larger than a line**: a text form with a reader in the pure core, a [`cost::Kind`], an editor in
//!   `ui/pages/cost_inputs`.
//! - **a price**: a row in the price book (`billing/july_2016.rs`) with source, date and mark; a further plan is a
//!   [`billing::Tier`], too. `tests/domain/billing/books.rs` holds the book's figures.
//! - **a fact from outside**: a line in `FACTS.md`, and its section in the `**Source**` of what rests on it.
//! - **a fault to practise**: a variant and its name in `emulator/fault.rs` (where one name begins another, the longer stands
//!   first), what it does in `emulator/account.rs`, its words in `words/practice.rs`.
//! - **a situation to practise**: a variant in `emulator/situation.rs` with its account and jobs, its name in
//!   `words/practice.rs` and `pool_desk/picture/told.rs`; by hand, `SITUATIONS` in `ui/pages/pools/practice.rs`, `Start` in
//!   `companion/serve/options.rs`, a line in `tests/domain/emulator/situations.rs`. `companion serve` has options of its own
//!   for quota, times, failures and latency (`companion/serve/practice.rs`), and sends no jobs.
//! - **a script language**: a variant in `script/language.rs` and a file beside it, its literals in `script/escape.rs`, its
//!   colours in `script/highlight.rs`, its name and needs in `words/script.rs`; by hand, `TONGUES` in
//!   `ui/pages/request/code.rs`, `Tongue` in `companion/script.rs`, `TONGUES` in `tests/companion/cli/request.rs`, how it is
//!   run in `tests/domain/script/run.rs`, its interpreter in `scripts/setup` and `POOLWISE_LANGUAGES` of `scripts/test`.
//! - **a region**: a row in [`request::REGIONS`], and facts B.10 with its source; for another domain than `.net` and `.de`,
//!   further the host's ends in `request/address.rs` and `service/swagger_url.rs`.
//! - **an output of the Request page**: a row in `OUTPUTS` (`ui/pages/request/outputs.rs`), its label in the page's words.
//! - **a wasm file**: a `[[bin]]` and a file in `src/bin`, a line in `index.html`, its name in `scripts/finish-dist`; a
//!   worker also in the lints of `scripts/test`.
//! - **a page**: a [`route::Route`], its title in `ui/frame.rs`, a folder in `ui/pages`, a wasm file, and its path in
//!   `scripts/finish-dist`, `scripts/list-files`, `scripts/weigh` and `scripts/lighthouse`; by hand, its keys in
//!   `public/keys.js`.

pub mod billing;
pub mod capacity;
pub mod chart;
pub mod cost;
pub mod emulator;
pub mod job_form;
pub mod pool_desk;
pub mod request;
pub mod route;
pub mod script;
pub mod service;
pub mod share;
pub mod units;
pub mod wire;
pub mod words;

#[cfg(feature = "companion")]
pub mod companion;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(feature = "web")]
pub mod web;
