use serde::{Deserialize, Serialize};

/// A meter as it is kept between two visits, in milliseconds and VMs.
#[derive(Serialize, Deserialize)]
pub(in crate::service) struct MeterMemory {
    pub(in crate::service) least: u64,
    pub(in crate::service) most: u64,
    pub(in crate::service) accounted: u64,
    /// When the last reading was answered, and what was possible until then.
    #[serde(default)]
    pub(in crate::service) answered: u64,
    #[serde(default)]
    pub(in crate::service) before: Option<(u32, u32)>,
    pub(in crate::service) ahead: (u32, u32),
    pub(in crate::service) steady_since: Option<u64>,
    pub(in crate::service) done: Option<(u64, u32)>,
    #[serde(default)]
    pub(in crate::service) allowed: u32,
    /// Whether the pool was found: 1 with, 2 without the date of its creation. 3: its VMs are not told.
    #[serde(default)]
    pub(in crate::service) found: u8,
}
