//! Whose connection is closed for a newcomer when no place is left.
//!
//! A connection that carries requests comes and goes, and can be made again; a WebSocket is somebody in class, or a stranger who
//! has a bound of their own. So connections that carry requests alone are listed here. When all places are taken, the
//! client that has most of them loses the one that is open longest, if the newcomer has fewer: a few addresses that
//! come back all the time then take places from one another, not from a person who comes from elsewhere.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::client_address::ClientAddress;

/// The connections that carry requests, by client and age. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Requesting(Arc<Mutex<Listed>>);

#[derive(Debug, Default)]
struct Listed {
    next: u64,
    of: HashMap<ClientAddress, BTreeMap<u64, Arc<Notify>>>,
}

/// A connection's entry, which is gone when it is dropped.
#[derive(Debug)]
pub struct Entry {
    client: ClientAddress,
    number: u64,
    close: Arc<Notify>,
    listed: Requesting,
}

impl Requesting {
    /// Lists a connection of this client.
    pub fn enter(&self, client: ClientAddress) -> Entry {
        let close = Arc::new(Notify::new());
        let mut listed = self.lock();
        let number = listed.next;
        listed.next += 1;
        listed.of.entry(client).or_default().insert(number, Arc::clone(&close));
        Entry { client, number, close, listed: self.clone() }
    }

    /// Closes a connection for a newcomer. Returns whether there is one to close: the newcomer's client still has fewer than the
    /// other then.
    pub fn close_for(&self, newcomer: ClientAddress) -> bool {
        let mut listed = self.lock();
        let theirs = listed.of.get(&newcomer).map_or(0, BTreeMap::len);
        let Some(most) = listed.of.values_mut().max_by_key(|connections| connections.len()) else { return false };
        if most.len() <= theirs + 1 {
            return false;
        }
        let Some((_, oldest)) = most.pop_first() else { return false };
        oldest.notify_one();
        true
    }

    fn lock(&self) -> MutexGuard<'_, Listed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Waits until the connection is to be closed for a newcomer.
    pub async fn closed(&self) {
        self.close.notified().await;
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut listed = self.listed.lock();
        if let Some(connections) = listed.of.get_mut(&self.client) {
            connections.remove(&self.number);
            if connections.is_empty() {
                listed.of.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn client(last: u8) -> ClientAddress {
        IpAddr::from(Ipv4Addr::new(192, 0, 2, last)).into()
    }

    #[tokio::test]
    async fn who_has_most_loses_the_oldest_to_who_has_fewer() {
        let requesting = Requesting::default();
        let _one = requesting.enter(client(1));
        let oldest = requesting.enter(client(2));
        let _others = [requesting.enter(client(2)), requesting.enter(client(2))];
        assert!(requesting.close_for(client(1)), "one beside three");
        oldest.closed().await;
        drop(oldest);
        assert!(!requesting.close_for(client(1)), "one beside two: nobody gains");
        assert!(requesting.close_for(client(3)), "none beside two");
        assert!(!requesting.close_for(client(3)), "none beside one each: places go to whoever holds them");
    }

    #[test]
    fn nobody_is_closed_where_there_is_nobody_and_who_left_is_forgotten() {
        let requesting = Requesting::default();
        assert!(!requesting.close_for(client(1)));
        drop(requesting.enter(client(1)));
        assert!(requesting.lock().of.is_empty());
    }
}
