//! Pools as the service tells of them.

use crate::units::{Random, Timestamp, VmCount};

/// The longest pool id there is.
///
/// **Source**: Azure Batch allows 64 characters of letters, digits, hyphen and underscore (assumed for pools: facts
/// A.3 infers that they are Azure Batch pools).
pub const LONGEST_POOL_ID: usize = 64;

/// What a pool is called: 1 to [`LONGEST_POOL_ID`] letters, digits, hyphens and underscores.
///
/// **Source**: facts A.2, the source page's sample `8dfc151b0d3e446497b845f3b29ef53b` (verified for that form).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolId(String);

impl PoolId {
    /// Reads an id; `None` where it is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=LONGEST_POOL_ID).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        fits.then(|| Self(text.to_owned()))
    }

    /// A new id of the form that the source page shows: 32 hexadecimal digits.
    #[must_use]
    pub fn random(random: &mut Random) -> Self {
        Self(hex32(random))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(crate) fn hex32(random: &mut Random) -> String {
    let first = random.next_u64();
    let second = random.next_u64();
    format!("{first:016x}{second:016x}")
}

/// Whether a pool is there to be used.
///
/// **Source**: facts A.4, Azure Batch `PoolState` (verified there, assumed for pools).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PoolState {
    /// It can be used.
    Active,
    /// It is on its way out.
    Deleting,
    /// A word that we do not know, shown as it came.
    Unknown(String),
}

/// Whether a pool's size is changing.
///
/// **Source**: facts A.4, Azure Batch `AllocationState` (verified there, assumed for pools).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AllocationState {
    /// It has the size it is to have, or has given up on it.
    Steady,
    /// VMs are being added or removed.
    Resizing,
    /// A resize is being stopped.
    Stopping,
    /// A word that we do not know, shown as it came.
    Unknown(String),
}

/// Why a pool did not reach its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResizeError {
    /// The service's own code.
    pub code: String,
    /// What it says.
    pub message: String,
}

/// A pool as the service last told of it.
///
/// What the service did not say is `None`; what it said beyond these fields is in `other`, name and JSON text, so that
/// it can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What it is called.
    pub id: PoolId,
    /// Whether it is there to be used.
    pub state: PoolState,
    /// Whether its size is changing.
    pub allocation: AllocationState,
    /// Since when its size has, or has not, been changing; by the service's clock.
    pub allocation_since: Option<Timestamp>,
    /// VMs that it has now.
    pub current_vms: Option<VmCount>,
    /// VMs that it is to have.
    pub target_vms: Option<VmCount>,
    /// Why it did not reach its size.
    pub resize_errors: Vec<ResizeError>,
    /// When it was created; by the service's clock.
    pub created: Option<Timestamp>,
    /// The swagger URL with which it was created, which decides the plan that pays.
    pub swagger_url: Option<String>,
    /// Fields that we do not know, in the service's order.
    pub other: Vec<(String, String)>,
}

impl Pool {
    /// A pool of which only the id and the asked-for size are known.
    #[must_use]
    pub const fn asked_for(id: PoolId, target: VmCount) -> Self {
        Self {
            id,
            state: PoolState::Active,
            allocation: AllocationState::Resizing,
            allocation_since: None,
            current_vms: None,
            target_vms: Some(target),
            resize_errors: Vec::new(),
            created: None,
            swagger_url: None,
            other: Vec::new(),
        }
    }

    /// Whether it is on its way to another size, or away.
    #[must_use]
    pub fn is_changing(&self) -> bool {
        self.state != PoolState::Active || self.allocation != AllocationState::Steady
    }

    /// Whether VMs of it may be on the bill.
    #[must_use]
    pub fn may_cost(&self) -> bool {
        self.current_vms != Some(VmCount(0)) || self.is_changing() || self.target_vms != Some(VmCount(0))
    }
}

/// What an account may have at most, as Microsoft's support set it.
///
/// `None` where the customer has not told us.
///
/// **Source**: facts A.2, the source page (verified that both limits exist; the numbers are per customer).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Quota {
    /// Pools at once.
    pub pools: Option<u32>,
    /// VMs in each pool.
    pub vms_per_pool: Option<VmCount>,
}
