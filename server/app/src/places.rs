//! Places for things that are open, of which each client may have a part.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::client_address::ClientAddress;

/// So many places, of clients that are known by a key: an address, a seat. Clones share them.
#[derive(Debug, Clone)]
pub struct Places<K = ClientAddress> {
    most: usize,
    of_client: Option<usize>,
    taken: Arc<Mutex<Taken<K>>>,
}

#[derive(Debug)]
struct Taken<K> {
    all: usize,
    of: HashMap<K, usize>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub struct Place<K: Hash + Eq = ClientAddress> {
    client: K,
    taken: Arc<Mutex<Taken<K>>>,
}

impl<K: Hash + Eq + Copy> Places<K> {
    /// `most` places in all, of which one client may have `of_client`; `None` where all come from a proxy.
    pub fn new(most: usize, of_client: Option<usize>) -> Self {
        let taken = Taken { all: 0, of: HashMap::new() };
        Places { most, of_client, taken: Arc::new(Mutex::new(taken)) }
    }

    /// Takes a place, if there is one for this client.
    pub fn take(&self, client: K) -> Option<Place<K>> {
        self.take_within(self.most, client)
    }

    /// Takes a place that another is about to give back, if this client may have one more.
    pub fn take_next(&self, client: K) -> Option<Place<K>> {
        self.take_within(usize::MAX, client)
    }

    fn take_within(&self, most: usize, client: K) -> Option<Place<K>> {
        let mut taken = lock(&self.taken);
        let theirs = taken.of.get(&client).copied().unwrap_or(0);
        if taken.all >= most || self.of_client.is_some_and(|most| theirs >= most) {
            return None;
        }
        taken.all += 1;
        taken.of.insert(client, theirs + 1);
        Some(Place { client, taken: Arc::clone(&self.taken) })
    }
}

impl<K: Hash + Eq> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all -= 1;
        if let Some(theirs) = taken.of.get_mut(&self.client) {
            *theirs -= 1;
            if *theirs == 0 {
                taken.of.remove(&self.client);
            }
        }
    }
}

fn lock<K>(taken: &Mutex<Taken<K>>) -> MutexGuard<'_, Taken<K>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_client_has_its_part_and_gives_it_back() {
        let client = |last| ClientAddress::from(std::net::IpAddr::from(Ipv4Addr::new(192, 0, 2, last)));
        let places = Places::new(3, Some(2));
        let first = places.take(client(1)).unwrap();
        let _second = places.take(client(1)).unwrap();
        assert!(places.take(client(1)).is_none(), "a third of one client");
        let _third = places.take(client(2)).unwrap();
        assert!(places.take(client(3)).is_none(), "a fourth in all");
        assert!(places.take_next(client(3)).is_some(), "the place of another");
        assert!(places.take_next(client(1)).is_none(), "a third of one client, for whom nobody gives up a place");
        drop(first);
        assert!(places.take(client(3)).is_some());
        assert_eq!(lock(&places.taken).of.len(), 2, "who has none is forgotten");
    }
}
