//! Whose connection is closed for a newcomer when no place is left.
//!
//! A connection that carries requests comes and goes, and can be made again; so can a WebSocket that has not said hello. A
//! WebSocket that has is somebody in class, and closed for nobody. So there is a [`Crowd`] of connections, each in it while it
//! carries requests, one of connections before their first request, and one of WebSockets before their hello. When all places are taken, the client that has most in the
//! crowd loses what is there longest, if the newcomer has less: a few addresses that come back all the time then take places
//! from one another, not from a person who comes from elsewhere. Where thousands of addresses have one each, what is there
//! longest gives way to a newcomer who has none, unless it came just now: an honest hello takes some milliseconds.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::{
    client_address::ClientAddress,
    places::{Place, Places},
};

/// What came within this time is new, and gives way to nobody whose client has as many.
const NEW: Duration = Duration::from_secs(1);

/// Places, and who is in the crowd around them. Clones share both.
#[derive(Debug, Clone)]
pub struct Crowd {
    places: Places,
    members: Members,
}

/// The members of a crowd, by client and age.
#[derive(Debug, Clone, Default)]
struct Members(Arc<Mutex<Listed>>);

#[derive(Debug, Default)]
struct Listed {
    next: u64,
    of: HashMap<ClientAddress, BTreeMap<u64, Member>>,
}

#[derive(Debug)]
struct Member {
    since: Instant,
    close: Arc<Notify>,
}

/// A membership of the crowd, which ends when it is dropped.
#[derive(Debug)]
pub struct Entry {
    client: ClientAddress,
    number: u64,
    close: Arc<Notify>,
    members: Members,
}

impl Crowd {
    /// A crowd around these places.
    pub fn new(places: Places) -> Crowd {
        Crowd { places, members: Members::default() }
    }

    /// A place for one more of this client, free or that of a client that has more in the crowd. The place may be kept
    /// after the crowd is left: it then is taken from nobody.
    pub fn enter(&self, client: ClientAddress) -> Option<(Place, Entry)> {
        let now = Instant::now();
        let free = self.places.take(client);
        let place = free.or_else(|| self.places.take_next(client).filter(|_| self.members.close_for(client, now)))?;
        Some((place, self.members.enter(client, now)))
    }
}

impl Members {
    /// Lists one of this client.
    fn enter(&self, client: ClientAddress, now: Instant) -> Entry {
        let close = Arc::new(Notify::new());
        let mut listed = self.lock();
        let number = listed.next;
        listed.next += 1;
        let member = Member { since: now, close: Arc::clone(&close) };
        listed.of.entry(client).or_default().insert(number, member);
        Entry { client, number, close, members: self.clone() }
    }

    /// Closes one for a newcomer. Returns whether there is one to close: the newcomer's client still has fewer than the other
    /// then, or none did.
    fn close_for(&self, newcomer: ClientAddress, now: Instant) -> bool {
        let mut listed = self.lock();
        let theirs = listed.of.get(&newcomer).map_or(0, BTreeMap::len);
        let Some(most) = listed.of.values_mut().max_by_key(|connections| connections.len()) else { return false };
        let loses = if most.len() > theirs + 1 {
            most
        } else {
            let oldest = listed.of.values_mut().min_by_key(|connections| connections.keys().next().copied());
            let waited = |connections: &BTreeMap<u64, Member>| {
                connections.values().next().is_some_and(|member| now - member.since >= NEW)
            };
            match oldest.filter(|oldest| theirs == 0 && waited(oldest)) {
                Some(oldest) => oldest,
                None => return false,
            }
        };
        let Some((_, oldest)) = loses.pop_first() else { return false };
        oldest.close.notify_one();
        true
    }

    fn lock(&self) -> MutexGuard<'_, Listed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Whose it is.
    pub fn client(&self) -> ClientAddress {
        self.client
    }

    /// Is there when it is to be closed for a newcomer.
    pub fn closed(&self) -> impl Future<Output = ()> + Send + use<> {
        let close = Arc::clone(&self.close);
        async move { close.notified().await }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut listed = self.members.lock();
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
        let (members, now) = (Members::default(), Instant::now());
        let _one = members.enter(client(1), now);
        let oldest = members.enter(client(2), now);
        let _others = [members.enter(client(2), now), members.enter(client(2), now)];
        assert!(members.close_for(client(1), now), "one beside three");
        oldest.closed().await;
        drop(oldest);
        assert!(!members.close_for(client(1), now), "one beside two: nobody gains");
        assert!(members.close_for(client(3), now), "none beside two");
        assert!(!members.close_for(client(3), now), "none beside one each: places go to whoever holds them");
    }

    #[test]
    fn a_place_is_taken_from_the_crowd_and_not_from_who_has_left_it() {
        let crowd = Crowd::new(Places::new(3, Some(3)));
        let (_in_class, entry) = crowd.enter(client(1)).unwrap();
        drop(entry);
        let _one = crowd.enter(client(1)).unwrap();
        let another = crowd.enter(client(1)).unwrap();
        let newcomer = crowd.enter(client(2)).unwrap();
        drop(another);
        assert!(
            crowd.enter(client(3)).is_none(),
            "the place that one gave up is the newcomer's, who has one as the other"
        );
        drop(newcomer);
        assert!(crowd.enter(client(3)).is_some());
    }

    #[tokio::test]
    async fn where_everybody_has_one_the_oldest_gives_way_to_who_has_none() {
        let (members, mut now) = (Members::default(), Instant::now());
        let oldest = members.enter(client(1), now);
        assert!(!members.close_for(client(3), now), "it came just now");
        now += NEW;
        let _newer = members.enter(client(2), now);
        assert!(!members.close_for(client(2), now), "who has one takes none");
        assert!(members.close_for(client(3), now));
        oldest.closed().await;
        assert!(!members.close_for(client(3), now), "the other came just now");
    }

    #[test]
    fn nobody_is_closed_where_there_is_nobody_and_who_left_is_forgotten() {
        let (members, now) = (Members::default(), Instant::now());
        assert!(!members.close_for(client(1), now));
        drop(members.enter(client(1), now));
        assert!(members.lock().of.is_empty());
    }
}
