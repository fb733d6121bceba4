//! Job draft, blob references, service addresses, swagger, repair, wire.

pub mod repair;
