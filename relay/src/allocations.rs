//! All allocations, found by client and by relayed port.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use crate::allocation::{Allocation, ClientKey};

/// All allocations. Each packet reads here; only beginnings and ends write.
#[derive(Default)]
pub(crate) struct Allocations {
    tables: RwLock<Tables>,
}

#[derive(Default)]
struct Tables {
    by_client: HashMap<ClientKey, Arc<Allocation>>,
    by_port: HashMap<u16, Arc<Allocation>>,
    /// The relay has ended: a request still on its way must not begin anything.
    closed: bool,
}

impl Allocations {
    pub(crate) fn of(&self, client: &ClientKey) -> Option<Arc<Allocation>> {
        self.read().by_client.get(client).cloned()
    }

    pub(crate) fn at_port(&self, port: u16) -> Option<Arc<Allocation>> {
        self.read().by_port.get(&port).cloned()
    }

    /// Adds an allocation, unless the relay has ended.
    pub(crate) fn add(&self, allocation: Arc<Allocation>) -> bool {
        let mut tables = self.write();
        if !tables.closed {
            tables.by_port.insert(allocation.relayed.port(), Arc::clone(&allocation));
            tables.by_client.insert(allocation.link.key(), allocation);
        }
        !tables.closed
    }

    /// Ends a client's allocation, and says whether there was one.
    pub(crate) fn end(&self, client: &ClientKey) -> bool {
        let mut tables = self.write();
        let Some(allocation) = tables.by_client.remove(client) else {
            return false;
        };
        tables.by_port.remove(&allocation.relayed.port());
        allocation.stop();
        true
    }

    /// The clients whose allocation has expired.
    pub(crate) fn expired(&self, now: Instant) -> Vec<ClientKey> {
        let tables = self.read();
        let ended = tables.by_client.iter().filter(|(_, held)| held.state().expires_at <= now);
        ended.map(|(client, _)| *client).collect()
    }

    /// Takes no more allocations; the clients who still have one.
    pub(crate) fn close(&self) -> Vec<ClientKey> {
        let mut tables = self.write();
        tables.closed = true;
        tables.by_client.keys().copied().collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Tables> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Tables> {
        self.tables.write().unwrap_or_else(PoisonError::into_inner)
    }
}
