//! Where scripts/setup puts what tests need.

use std::path::PathBuf;

/// The folder of tools, as scripts/lib.sh has it.
pub(crate) fn tools() -> PathBuf {
    let home = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache = home("POOLWISE_HOME").or_else(|| home("XDG_CACHE_HOME").map(|cache| cache.join("poolwise")));
    let cache = cache.or_else(|| home("HOME").map(|home| home.join(".cache/poolwise"))).unwrap_or_default();
    cache.join("tools")
}
