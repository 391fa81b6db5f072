//! Offers that wait to be answered, whose turn it is, and how much time the offers of each peer may take.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    time::{Duration, Instant},
};

use common::TokenBucket;
use protocol::limits;
use tokio::sync::oneshot;

use crate::{Offer, OfferError, PeerKey};

/// Bytes of all offers that wait: some hundred of a page's first offers. They are answered in a few seconds. A network has at most
/// half of what others leave.
const WAITING_BYTES: usize = 16 << 20;

/// After a round in which no offer had room, the next begins so much later, also for newcomers: a round looks at every offer, on the
/// thread that forwards packets.
const PAUSE: Duration = Duration::from_millis(20);

/// An offer waits for room at most this long.
const WAITS: Duration = Duration::from_millis(limits::OFFER_WAITS_MS);

/// Where the answer of an offer goes.
pub(crate) type Reply = oneshot::Sender<Result<String, OfferError>>;

/// The offers that wait. Peers take turns, so that who sends many offers waits longer than who sends one.
#[derive(Default)]
pub(crate) struct WaitingOffers {
    /// The peers whose offers wait, the next one first.
    turns: VecDeque<PeerKey>,
    offers: HashMap<PeerKey, VecDeque<Waiting>>,
    bytes: usize,
    bytes_of: HashMap<IpAddr, usize>,
    /// When the next round begins, after one in which no offer had room.
    paused: Option<Instant>,
    /// What is left of each peer's processor time, in microseconds; a peer that is not listed has all of it.
    budgets: HashMap<PeerKey, TokenBucket<Instant>>,
}

/// An offer that waits.
struct Waiting {
    since: Instant,
    offer: Offer,
    reply: Reply,
}

impl WaitingOffers {
    /// Whether there are offers to look at now.
    pub(crate) fn are_due(&self, now: Instant) -> bool {
        !self.offers.is_empty() && self.paused.is_none_or(|until| now >= until)
    }

    /// Adds an offer, or refuses it when too many wait.
    pub(crate) fn add(&mut self, now: Instant, peer: PeerKey, offer: Offer, reply: Reply) {
        let before = self.offers.get(&peer).map_or(0, VecDeque::len);
        let theirs = self.bytes_of.get(&offer.from).copied().unwrap_or(0);
        if before >= limits::OFFERS_WAITING || self.bytes + theirs + 2 * offer.sdp.len() > WAITING_BYTES {
            return refuse(reply, OfferError::TooMuch);
        }
        if before == 0 {
            self.turns.push_back(peer);
        }
        self.bytes += offer.sdp.len();
        *self.bytes_of.entry(offer.from).or_default() += offer.sdp.len();
        self.offers.entry(peer).or_default().push_back(Waiting { since: now, offer, reply });
    }

    /// Takes the next offer for which there is room. Offers of peers that have used up their time, and those that have waited for
    /// too long, are refused on the way.
    pub(crate) fn next(
        &mut self,
        now: Instant,
        mut has_room: impl FnMut(PeerKey, &Offer) -> bool,
    ) -> Option<(PeerKey, Offer, Reply)> {
        if !self.are_due(now) {
            return None;
        }
        // An offer that is passed over goes to the end. Each is looked at once.
        for _ in 0..self.offers.values().map(VecDeque::len).sum() {
            let peer = self.turns.pop_front()?;
            let Some(first) = self.offers.get(&peer).and_then(VecDeque::front) else { continue };
            let may = self.budgets.get(&peer).is_none_or(|budget| budget.has(now, 1));
            let waited = now.saturating_duration_since(first.since) >= WAITS;
            let takes = may && has_room(peer, &first.offer);
            if !takes && may && !waited {
                self.turns.push_back(peer);
                continue;
            }
            let Some(Waiting { offer, reply, .. }) = self.take_first(peer) else { continue };
            if takes {
                return Some((peer, offer, reply));
            }
            refuse(reply, OfferError::TooMuch);
        }
        self.paused = Some(now + PAUSE);
        None
    }

    /// Takes the first offer of a peer out. If there is another, the peer has its turn after all others.
    fn take_first(&mut self, peer: PeerKey) -> Option<Waiting> {
        let offers = self.offers.get_mut(&peer)?;
        let first = offers.pop_front()?;
        if offers.is_empty() {
            self.offers.remove(&peer);
        } else {
            self.turns.push_back(peer);
        }
        self.uncount(&first.offer);
        Some(first)
    }

    fn uncount(&mut self, offer: &Offer) {
        self.bytes -= offer.sdp.len();
        if let Some(theirs) = self.bytes_of.get_mut(&offer.from) {
            *theirs -= offer.sdp.len();
            if *theirs == 0 {
                self.bytes_of.remove(&offer.from);
            }
        }
    }

    /// Counts the processor time that an offer of a peer took.
    pub(crate) fn charge(&mut self, now: Instant, peer: PeerKey, cost: Duration) {
        self.budgets.retain(|_, budget| budget.full_at().is_some_and(|at| at > now));
        let full = TokenBucket::per_second(limits::OFFER_CPU_BURST_US, limits::OFFER_CPU_US_PER_SECOND);
        let micros = u32::try_from(cost.as_micros()).unwrap_or(u32::MAX);
        self.budgets.entry(peer).or_insert(full).charge(now, micros);
    }

    /// Refuses the waiting offers of a peer that is closed. What is left of the peer's time stays counted.
    pub(crate) fn forget(&mut self, peer: PeerKey) {
        self.turns.retain(|waiting| *waiting != peer);
        for Waiting { offer, reply, .. } in self.offers.remove(&peer).into_iter().flatten() {
            self.uncount(&offer);
            refuse(reply, OfferError::NoConnection);
        }
    }
}

/// The asker may be gone.
fn refuse(reply: Reply, error: OfferError) {
    drop(reply.send(Err(error)));
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = oneshot::Receiver<Result<String, OfferError>>;

    fn add(waiting: &mut WaitingOffers, peer: u64, sdp: &str) -> Answer {
        let (reply, answer) = oneshot::channel();
        let from = [192, 0, 2, 1].into();
        waiting.add(Instant::now(), PeerKey(peer), Offer { from, sdp: sdp.into(), fresh: true, sends: vec![] }, reply);
        answer
    }

    fn next(waiting: &mut WaitingOffers, now: Instant) -> Option<(u64, String)> {
        waiting.next(now, |_, _| true).map(|(peer, offer, _)| (peer.0, offer.sdp))
    }

    fn refusal(mut answer: Answer) -> OfferError {
        answer.try_recv().expect("an answer").expect_err("a refusal")
    }

    #[test]
    fn peers_take_turns_and_each_peers_offers_keep_their_order() {
        let (mut waiting, now) = (WaitingOffers::default(), Instant::now());
        let _answers = [(1, "a"), (1, "b"), (2, "c"), (3, "d")].map(|(peer, sdp)| add(&mut waiting, peer, sdp));
        let order: Vec<_> = std::iter::from_fn(|| next(&mut waiting, now)).collect();
        assert_eq!(order, [(1, "a".into()), (2, "c".into()), (3, "d".into()), (1, "b".into())]);
        assert_eq!((waiting.bytes, waiting.offers.len(), waiting.turns.len()), (0, 0, 0));
    }

    #[test]
    fn the_waiting_offers_of_a_peer_and_of_all_are_bounded() {
        let mut waiting = WaitingOffers::default();
        let _wait: Vec<_> = (0..limits::OFFERS_WAITING).map(|_| add(&mut waiting, 1, "a")).collect();
        assert_eq!(refusal(add(&mut waiting, 1, "a")), OfferError::TooMuch);
        let long = "x".repeat(limits::FRAME_BYTES);
        let answers: Vec<_> = (2..1_000).map(|peer| add(&mut waiting, peer, &long)).collect();
        assert!(waiting.bytes <= WAITING_BYTES / 2 && waiting.bytes > WAITING_BYTES / 2 - long.len());
        assert_eq!(answers.into_iter().map(refusal_of).filter(Option::is_some).count(), 998 - 63);
        let (reply, other) = oneshot::channel();
        let from = [192, 0, 2, 2].into();
        let offer = Offer { from, sdp: long, fresh: true, sends: vec![] };
        waiting.add(Instant::now(), PeerKey(1_000), offer, reply);
        assert_eq!(refusal_of(other), None, "another network has a part of its own");
    }

    #[test]
    fn offers_without_room_let_others_pass_and_are_refused_in_the_end() {
        let (mut waiting, now) = (WaitingOffers::default(), Instant::now());
        let mut large = add(&mut waiting, 1, "large");
        let _small = [add(&mut waiting, 2, "small"), add(&mut waiting, 3, "small")];
        let mut small = |now| waiting.next(now, |_, offer| offer.sdp == "small").map(|(peer, ..)| peer.0);
        assert_eq!((small(now), small(now), small(now)), (Some(2), Some(3), None));
        assert!(large.try_recv().is_err(), "it waits");
        assert_eq!(small(now + PAUSE + WAITS), None);
        assert_eq!(refusal(large), OfferError::TooMuch);
        assert_eq!((waiting.bytes, waiting.bytes_of.len(), waiting.turns.len()), (0, 0, 0));
        let _comes = add(&mut waiting, 4, "large");
        let next_round = now + 2 * PAUSE + WAITS;
        assert!(!waiting.are_due(next_round - PAUSE) && waiting.are_due(next_round));
        assert_eq!(next(&mut waiting, next_round), Some((4, "large".into())));
    }

    fn refusal_of(mut answer: Answer) -> Option<OfferError> {
        answer.try_recv().ok()?.err()
    }

    #[test]
    fn who_has_used_up_their_time_is_refused_until_some_is_there_again() {
        let (mut waiting, now) = (WaitingOffers::default(), Instant::now());
        let more = Duration::from_millis(20);
        waiting.charge(now, PeerKey(1), Duration::from_micros(limits::OFFER_CPU_BURST_US.into()) + more);
        let refused = add(&mut waiting, 1, "a");
        let _others = add(&mut waiting, 2, "b");
        assert_eq!(next(&mut waiting, now), Some((2, "b".into())));
        assert_eq!(refusal(refused), OfferError::TooMuch);
        // A peer that is closed and comes back has no more time than before.
        waiting.forget(PeerKey(1));
        let refused = add(&mut waiting, 1, "a");
        assert_eq!(next(&mut waiting, now), None);
        assert_eq!(refusal(refused), OfferError::TooMuch);
        let gained = more.mul_f64(1e6 / f64::from(limits::OFFER_CPU_US_PER_SECOND)) + Duration::from_millis(1);
        let _answer = add(&mut waiting, 1, "a");
        assert_eq!(next(&mut waiting, now + gained), Some((1, "a".into())));
    }

    #[test]
    fn the_offers_of_a_peer_that_is_closed_are_refused_and_leave_nothing_behind() {
        let (mut waiting, now) = (WaitingOffers::default(), Instant::now());
        let gone = [add(&mut waiting, 1, "a"), add(&mut waiting, 1, "b")];
        let _stays = add(&mut waiting, 2, "c");
        waiting.forget(PeerKey(1));
        assert_eq!(gone.map(refusal), [OfferError::NoConnection, OfferError::NoConnection]);
        assert_eq!(next(&mut waiting, now), Some((2, "c".into())));
        assert_eq!((waiting.bytes, next(&mut waiting, now)), (0, None));
    }

    #[test]
    fn times_that_are_gained_back_fill_no_memory() {
        let (mut waiting, mut now) = (WaitingOffers::default(), Instant::now());
        for peer in 0..10_000 {
            now += Duration::from_secs(1);
            waiting.charge(now, PeerKey(peer), Duration::from_millis(5));
            assert!(waiting.budgets.len() <= 2);
        }
    }
}
