use serde::{Deserialize, Serialize};

/// A stretch as it is kept: when it begins, how many milliseconds it takes, the fewest VMs and the most; then, where it is
/// not even, its VM time at least and at most.
#[derive(Serialize, Deserialize)]
pub(in crate::service) struct StretchMemory(
    pub(in crate::service) u64,
    pub(in crate::service) u64,
    pub(in crate::service) u32,
    pub(in crate::service) u32,
    pub(in crate::service) Option<(u64, u64)>,
);

/// A meter as it is kept between two visits, in milliseconds and VMs.
#[derive(Serialize, Deserialize)]
pub(in crate::service) struct MeterMemory {
    pub(in crate::service) least: u64,
    pub(in crate::service) most: u64,
    /// When the VM time was used; none in what an earlier version kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::service) used: Vec<StretchMemory>,
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
