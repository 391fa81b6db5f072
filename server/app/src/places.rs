//! Places for things that are open, of which each client may have a part.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::client_address::ClientAddress;

/// So many places. Clones share them.
#[derive(Debug, Clone)]
pub struct Places {
    most: usize,
    of_client: Option<usize>,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of: HashMap<ClientAddress, usize>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    client: ClientAddress,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// `most` places in all, of which one client may have `of_client`; `None` where all come from a proxy.
    pub fn new(most: usize, of_client: Option<usize>) -> Places {
        Places { most, of_client, taken: Arc::default() }
    }

    /// Takes a place, if there is one for this client.
    pub fn take(&self, client: ClientAddress) -> Option<Place> {
        let mut taken = lock(&self.taken);
        let theirs = taken.of.get(&client).copied().unwrap_or(0);
        if taken.all >= self.most || self.of_client.is_some_and(|most| theirs >= most) {
            return None;
        }
        taken.all += 1;
        taken.of.insert(client, theirs + 1);
        Some(Place { client, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Place {
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

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
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
        drop(first);
        assert!(places.take(client(3)).is_some());
        assert_eq!(lock(&places.taken).of.len(), 2, "who has none is forgotten");
    }
}
