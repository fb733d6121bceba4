use leptos::prelude::*;

use super::keeping::Keeping;
use super::state::State;
use crate::service::{Connection, Presence, ServiceKind};
use crate::share::roster::{Listed, Roster};
use crate::web::storage::{self, Kept};

/// Keeps the pools' names and sizes on this device, for the Request page; never a key (I8). What practice shows does not
/// push out what a service told.
pub(super) fn keep(state: State) {
    let now = state.read(|desk| {
        let session = desk.session();
        let Connection { kind, pools: service, .. } = session.connection()?;
        let there = session.pools().filter(|view| matches!(view.presence, Presence::Here));
        let pools = there
            .map(|view| {
                let vms = [view.pool.current_vms, view.pool.target_vms].into_iter().flatten().max();
                Listed { id: view.pool.id.as_str().to_owned(), vms: vms.map(|vms| vms.0) }
            })
            .collect();
        Some(Roster { service: service.base_url.clone(), is_practice: *kind == ServiceKind::Practice, pools })
    });
    let Some(now) = now else { return };
    if !now.is_practice && state.more.keeping.get_untracked() == Keeping::Nothing {
        return;
    }
    let text = now.to_text();
    // Most steps change nothing: then the storage is not asked.
    if state.more.kept_pools.with_value(|kept| kept.as_ref() == Some(&text)) {
        return;
    }
    let kept = storage::load(Kept::Pools);
    let before = kept.as_deref().and_then(Roster::from_text);
    let is_other = before.as_ref().is_some_and(|before| before.service != now.service);
    let stays = is_other && (now.is_practice || now.pools.is_empty());
    if !stays && kept.as_deref().unwrap_or_default() != text {
        storage::save(Kept::Pools, (!text.is_empty()).then_some(&text));
    }
    state.more.kept_pools.set_value(Some(text));
}

/// Forgets the names of a service's pools.
pub(super) fn forget(state: State, service: &str) {
    state.more.kept_pools.set_value(None);
    let kept = storage::load(Kept::Pools).as_deref().and_then(Roster::from_text);
    if kept.is_some_and(|kept| kept.service == service) {
        storage::save(Kept::Pools, None);
    }
}
