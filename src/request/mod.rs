//! Job draft, blob references, service addresses, swagger, repair, wire.

pub mod repair;
pub mod swagger;

mod ports;

pub use ports::{Parameter, ParameterType, Port, Ports};
