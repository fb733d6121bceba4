//! The services' other side: one practice account with pools, VMs, queues, a ledger and faults.
//!
//! - [`Emulator`]: answers the same requests as the real services, in the page, in tests and on a port.
//! - [`Settings`]: what the account is like.
//! - [`Ledger`]: the VM time that is billed, exactly.
//! - [`Situation`]: ready-made accounts to practise in.
//! - [`Errand`]: what a host with a blob store does for a job.
//! - [`FaultPlan`], [`SENTINELS`]: what can be made to go wrong.
//!
//! Takes `now` and a seed; reads no clock. Where it knowingly differs from the real services, a comment begins with
//! `DIFFERENCE:`.

mod account;
mod errand;
mod fault;
mod job;
mod ledger;
mod pool;
mod route;
mod settings;
mod situation;
mod wire;
mod world;

pub use account::{Emulator, PoolSight, PracticeAnswer};
pub use errand::{Errand, ErrandDone, ResultLink, Step};
pub use fault::{Asked, FAULT_HEADER, Fault, FaultPlan, FaultRule, SENTINELS, fault_named};
pub use ledger::{Ledger, VmNumber};
pub use pool::VmPhase;
pub use settings::{Contract, JobTimes, Settings, Spread};
pub use situation::{PRACTICE_SERVICE, Situation};
