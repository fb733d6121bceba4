//! The services' other side: one practice account with pools, VMs, queues, a ledger and faults.
//!
//! - [`Emulator`]: answers the same requests as the real services, in the page, in tests and on a port.
//! - [`Settings`]: what the account is like.
//! - [`Ledger`]: the VM time that is billed, exactly.
//! - [`FaultPlan`], [`SENTINELS`]: what can be made to go wrong.
//!
//! Takes `now` and a seed; reads no clock. Where it knowingly differs from the real services, a comment begins with
//! `DIFFERENCE:`.

mod account;
mod fault;
mod job;
mod ledger;
mod pool;
mod route;
mod settings;
mod wire;
mod world;

pub use account::{Emulator, PoolSight, PracticeAnswer};
pub use fault::{Asked, FAULT_HEADER, Fault, FaultPlan, FaultRule, SENTINELS, fault_named};
pub use ledger::{Ledger, VmNumber};
pub use pool::VmPhase;
pub use settings::{JobTimes, Settings, Spread};
