//! Connections that were offered and are not there yet, and who gives way when they have taken all the room for them.
//!
//! An answered offer costs memory before anybody shows that they can be reached: some 55 kB, and 10 kB for each of its lines
//! (measured: the stack's, which keeps state for each). A page connects within a second, so few lines wait at a time. Offers
//! that find no room wait; those of a network that has less than the one that has most take its oldest lines' place.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use protocol::limits;

use crate::PeerKey;

/// What a connection costs beside its lines, in lines.
const BASE: usize = 6;
/// Connections younger than this give way to nobody: an honest one is connected soon.
const NEW: Duration = Duration::from_secs(1);

/// A connection that is not there yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unconnected {
    pub(crate) peer: PeerKey,
    /// The network of whoever offered it.
    pub(crate) from: IpAddr,
    /// When its offer was answered.
    pub(crate) since: Instant,
    /// The m-lines of its offer.
    pub(crate) lines: usize,
}

impl Unconnected {
    fn cost(&self) -> usize {
        self.lines + BASE
    }
}

/// All connections that are not there yet, and what each network has of them.
pub(crate) struct Awaited {
    /// The oldest first.
    all: Vec<Unconnected>,
    lines: usize,
    lines_of: HashMap<IpAddr, usize>,
    /// The lines of the network that has most.
    most: usize,
}

impl Awaited {
    pub(crate) fn new(all: impl Iterator<Item = Unconnected>) -> Awaited {
        let mut all: Vec<Unconnected> = all.collect();
        all.sort_by_key(|one| one.since);
        let mut lines_of: HashMap<IpAddr, usize> = HashMap::new();
        for one in &all {
            *lines_of.entry(one.from).or_default() += one.cost();
        }
        let most = lines_of.values().copied().max().unwrap_or(0);
        Awaited { lines: lines_of.values().sum(), lines_of, most, all }
    }

    /// The connections that give way so that there is room for one more, which may be none. `None` where there is no room.
    pub(crate) fn make_room(&self, comes: Unconnected) -> Option<Vec<PeerKey>> {
        if self.lines + comes.cost() <= limits::UNCONNECTED_LINES {
            return Some(Vec::new());
        }
        // The connection that the peer had is replaced.
        let replaced = self.all.iter().find(|one| one.peer == comes.peer);
        let theirs = self.lines_of.get(&comes.from).copied().unwrap_or(0);
        // Offers that wait in a flood end here, each time they are looked at.
        if replaced.is_none() && theirs > 0 && self.most <= theirs + comes.cost() {
            return None;
        }
        let mut lines_of = self.lines_of.clone();
        let mut lines = self.lines;
        if let Some(replaced) = replaced {
            lines -= replaced.cost();
            lines_of.entry(replaced.from).and_modify(|lines| *lines -= replaced.cost());
        }
        let theirs = lines_of.get(&comes.from).copied().unwrap_or(0);
        let old = |one: &&Unconnected| comes.since.saturating_duration_since(one.since) >= NEW;
        let mut stay: Vec<&Unconnected> =
            self.all.iter().filter(|one| one.peer != comes.peer).take_while(old).collect();
        let mut leave = Vec::new();
        while lines + comes.cost() > limits::UNCONNECTED_LINES {
            let (most, has) = lines_of.iter().max_by_key(|(_, lines)| **lines).map(|(from, lines)| (*from, *lines))?;
            let gives_way =
                |one: &&Unconnected| if has > theirs + comes.cost() { one.from == most } else { theirs == 0 };
            let oldest = stay.remove(stay.iter().position(gives_way)?);
            lines -= oldest.cost();
            lines_of.entry(oldest.from).and_modify(|lines| *lines -= oldest.cost());
            leave.push(oldest.peer);
        }
        Some(leave)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: usize = limits::SLOTS;

    /// The network with this number.
    fn network(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    /// As many large connections of each network as there is room for altogether, the first ones being the oldest.
    fn full(networks: u8, since: Instant) -> Vec<Unconnected> {
        let count = limits::UNCONNECTED_LINES / (LARGE + BASE);
        let one = |number: usize| Unconnected {
            peer: PeerKey(number as u64),
            from: network((number % usize::from(networks)) as u8),
            since: since + Duration::from_millis(number as u64),
            lines: LARGE,
        };
        (0..count).map(one).collect()
    }

    fn comes(from: u8, since: Instant) -> Unconnected {
        Unconnected { peer: PeerKey(10_000), from: network(from), since, lines: LARGE }
    }

    fn make_room(waiting: &[Unconnected], comes: Unconnected) -> Option<Vec<PeerKey>> {
        Awaited::new(waiting.iter().copied()).make_room(comes)
    }

    #[test]
    fn there_is_room_for_so_many_lines() {
        let now = Instant::now();
        let mut waiting = full(1, now);
        assert_eq!(make_room(&waiting[1..], comes(0, now)), Some(vec![]));
        assert_eq!(make_room(&waiting, comes(0, now)), None);
        waiting[3].peer = comes(0, now).peer;
        assert_eq!(make_room(&waiting, comes(0, now)), Some(vec![]), "the peer's own connection is replaced");
    }

    #[test]
    fn whoever_has_most_gives_way_to_whoever_has_fewer_but_for_what_is_new() {
        let now = Instant::now();
        let waiting = full(2, now);
        let later = now + NEW + Duration::from_secs(1);
        assert_eq!(make_room(&waiting, comes(9, now)), None, "all of them may connect at any moment");
        assert_eq!(make_room(&waiting, comes(9, later)).map(|leave| leave.len()), Some(1));
        assert_eq!(make_room(&waiting, comes(0, later)), None, "who has half gains nothing");
        let few = full(1, now);
        assert_eq!(make_room(&few, comes(9, later)), Some(vec![PeerKey(0)]), "the oldest");
    }

    #[test]
    fn where_thousands_of_networks_have_one_each_the_oldest_gives_way_to_who_has_none() {
        let now = Instant::now();
        let waiting = full(200, now);
        let later = now + NEW + Duration::from_secs(1);
        assert_eq!(make_room(&waiting, comes(250, later)), Some(vec![PeerKey(0)]));
        assert_eq!(make_room(&waiting, comes(1, later)), None, "who has one takes none");
    }
}
