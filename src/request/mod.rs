//! Job draft, blob references, service addresses, swagger, repair, wire.

mod ports;

pub use ports::{Parameter, ParameterType, Port, Ports};
