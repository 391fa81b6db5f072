//! Hands offers to the negotiator, one at a time, and puts connections into place as they come back.

use super::*;
use crate::{
    negotiator::{Done, Job},
    peer::Answer,
    sdp,
    unconnected::{Awaited, Unconnected},
};

impl Router {
    /// The next offer to answer. `None` while one is under way, or when none waits.
    pub(crate) fn next_offer(&mut self, now: Instant) -> Option<Job> {
        if self.is_offer_under_way() {
            return None;
        }
        while let Some((peer, offer, reply)) = self.next_with_room(now) {
            let engine = if offer.fresh { None } else { self.lend(peer) };
            if engine.is_none() && !offer.fresh {
                drop(reply.send(Err(OfferError::NoConnection)));
                continue;
            }
            let lines = lines(&offer.sdp);
            self.under_way =
                Some(UnderWay { peer, reply, abandoned: false, fresh: offer.fresh, from: offer.from, lines });
            return Some(Job { offer, engine, candidates: self.candidates.clone() });
        }
        None
    }

    /// The next offer that is of a peer known to come, or finds room among the connections that have not come yet.
    fn next_with_room(&mut self, now: Instant) -> Option<(PeerKey, Offer, Reply)> {
        if !self.offers.are_due(now) {
            return None;
        }
        let (peers, awaited) = (&self.peers, self.awaited());
        let mut leave = Vec::new();
        let next = self.offers.next(now, |peer, offer| {
            if peers.get(&peer).is_some_and(|peer| peer.came || peer.reserved) {
                return true;
            }
            let comes = Unconnected { peer, from: offer.from, since: now, lines: lines(&offer.sdp) };
            awaited.make_room(comes).map(|gone| leave = gone).is_some()
        });
        for peer in leave {
            self.unlink(now, peer, true);
        }
        next
    }

    fn awaited(&self) -> Awaited {
        let links = self.peers.iter().filter_map(|(key, peer)| Some((*key, peer.link.as_ref()?)));
        let waits = links.filter(|(_, link)| !link.is_connected());
        let unconnected = |(peer, link): (PeerKey, &Link)| Unconnected {
            peer,
            from: link.from,
            since: link.since,
            lines: link.lines,
        };
        Awaited::new(waits.map(unconnected))
    }

    /// Whether an offer was handed over and did not come back yet.
    pub(crate) fn is_offer_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Takes a peer's engine away for a while. What comes for it is held until [`Router::answered`].
    fn lend(&mut self, peer: PeerKey) -> Option<Engine> {
        let link = self.peers.get_mut(&peer)?.link.as_mut()?;
        link.deadline = None;
        link.engine.take()
    }

    /// Takes back the offer that was under way.
    pub(crate) fn answered(&mut self, now: Instant, done: Done) {
        let Some(UnderWay { peer, reply, abandoned, fresh, from, lines }) = self.under_way.take() else { return };
        self.offers.charge(now, peer, done.cost);
        let answer = match done {
            Done { engine, .. } if abandoned => {
                engine.into_iter().for_each(|engine| self.part(engine));
                Err(OfferError::NoConnection)
            }
            Done { engine: Some(engine), answer, .. } => {
                if fresh {
                    self.link(now, peer, engine, from);
                } else {
                    self.give_back(peer, engine);
                }
                if let Some(link) = self.peers.get_mut(&peer).and_then(|peer| peer.link.as_mut()) {
                    link.lines = lines;
                }
                let answer = answer.map(|answer| self.extend(now, peer, answer));
                self.deliver_held(now, peer);
                self.look(now, peer);
                answer
            }
            Done { engine: None, answer, .. } => {
                if !fresh {
                    self.unlink(now, peer, true);
                }
                answer.map(|answer| answer.sdp)
            }
        };
        // The asker may be gone.
        drop(reply.send(answer));
    }

    /// Puts a new connection in the place of the peer's old one.
    fn link(&mut self, now: Instant, peer: PeerKey, engine: Engine, from: IpAddr) {
        self.unlink(now, peer, false);
        let link = Link::new(now, engine, from, PeerClock::new(self.epoch));
        self.peers.entry(peer).or_default().link = Some(link);
        self.counters.peers.fetch_add(1, Ordering::Relaxed);
    }

    fn give_back(&mut self, peer: PeerKey, engine: Engine) {
        if let Some(link) = self.peers.get_mut(&peer).and_then(|peer| peer.link.as_mut()) {
            (link.engine, link.dirty) = (Some(engine), true);
        }
    }

    /// Adds the slots of an answer, and lets them carry what their peer watches.
    fn extend(&mut self, now: Instant, peer: PeerKey, answer: Answer) -> String {
        if let Some((ufrag, password)) = sdp::ice_credentials(&answer.sdp) {
            self.demux.name(ufrag, password, peer);
        }
        if let Some(link) = self.peers.get_mut(&peer).and_then(|peer| peer.link.as_mut()) {
            link.slots.extend(answer.slots.into_iter().map(Slot::new));
        }
        self.apply_watch(now, peer);
        self.apply_taps(now, peer);
        self.choose_speakers(now);
        answer.sdp
    }

    /// Hands on what came for the peer while its engine was away.
    fn deliver_held(&mut self, now: Instant, peer: PeerKey) {
        let Some(link) = self.peers.get_mut(&peer).and_then(|peer| peer.link.as_mut()) else { return };
        for (slot, packet) in link.leaving.take() {
            link.send(now, slot, packet);
        }
        for (from, datagram) in link.arrived.take() {
            self.take(now, peer, from, datagram);
        }
    }

    /// Closes a connection that has no peer any more. Its last datagrams are sent with the next ones.
    pub(super) fn part(&mut self, mut engine: Engine) {
        engine.close();
        engine.transmit(&mut self.parting);
    }

    /// The connection of a peer is gone: the answer of its offer that is under way is of no use.
    pub(super) fn abandon(&mut self, key: PeerKey) {
        if let Some(under_way) = self.under_way.as_mut().filter(|under_way| under_way.peer == key) {
            under_way.abandoned = true;
        }
    }
}

/// The m-lines of an offer.
fn lines(sdp: &str) -> usize {
    sdp.matches("\nm=").count()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use tokio::sync::{mpsc, oneshot};

    use super::*;
    use protocol::limits;

    use crate::Offer;

    const A: PeerKey = PeerKey(1);
    const B: PeerKey = PeerKey(2);

    type Reply = oneshot::Receiver<Result<String, OfferError>>;

    fn router() -> Router {
        Router::new(vec![([10, 0, 0, 1], 5000).into()], mpsc::channel(1).0, Arc::default())
    }

    /// An offer with so many slots.
    fn slots(count: usize) -> String {
        let mut sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:client\r\n\
            a=ice-pwd:the-password-of-a-client\r\na=setup:actpass\r\na=fingerprint:sha-256 "
            .to_owned();
        sdp += &["00"; 32].join(":");
        for mid in 0..count {
            write!(
                sdp,
                "\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=recvonly\r\na=rtcp-mux\r\n\
                 a=rtpmap:111 opus/48000/2"
            )
            .unwrap();
        }
        sdp + "\r\n"
    }

    fn offer(router: &mut Router, peer: PeerKey, sdp: String, fresh: bool) -> Reply {
        let (reply, answer) = oneshot::channel();
        let offer = Offer { from: [10, 0, 0, 2].into(), sdp, fresh, sends: vec![] };
        router.command(Instant::now(), Command::Offer { peer, offer, reply });
        answer
    }

    /// Answers the next offer.
    fn answer_next(router: &mut Router) {
        let job = router.next_offer(Instant::now()).expect("an offer waits");
        router.answered(Instant::now(), job.run());
    }

    fn connect(router: &mut Router, peer: PeerKey, count: usize) -> String {
        let mut answer = offer(router, peer, slots(count), true);
        answer_next(router);
        answer.try_recv().expect("an answer").expect("that is good")
    }

    fn slots_of(router: &Router, peer: PeerKey) -> Option<usize> {
        Some(router.peers.get(&peer)?.link.as_ref()?.slots.len())
    }

    fn refusal(reply: &mut Reply) -> OfferError {
        reply.try_recv().expect("an answer").expect_err("a refusal")
    }

    fn connections(router: &Router) -> u64 {
        router.counters.read().peers
    }

    #[test]
    fn offers_are_answered_one_after_the_other_and_in_order() {
        let mut router = router();
        let mut replies = [offer(&mut router, A, slots(1), true), offer(&mut router, A, slots(3), false)];
        let job = router.next_offer(Instant::now()).unwrap();
        assert!(router.next_offer(Instant::now()).is_none(), "one at a time");
        router.answered(Instant::now(), job.run());
        assert!(replies[0].try_recv().unwrap().is_ok());
        assert!(replies[1].try_recv().is_err(), "this one waits");
        answer_next(&mut router);
        assert!(replies[1].try_recv().unwrap().is_ok());
        assert_eq!((slots_of(&router, A), connections(&router)), (Some(3), 1));
        assert!(!router.is_offer_under_way() && router.next_offer(Instant::now()).is_none());
    }

    #[test]
    fn what_comes_while_an_engine_is_away_is_handled_when_it_is_back() {
        let mut router = router();
        let answer = connect(&mut router, A, 1);
        let (ufrag, password) = sdp::ice_credentials(&answer).unwrap();
        let request = stun::request(&format!("{ufrag}:client"), Some(password));
        let _more = offer(&mut router, A, slots(2), false);
        let job = router.next_offer(Instant::now()).unwrap();
        let (now, from) = (Instant::now(), SocketAddr::from(([10, 0, 0, 2], 6000)));
        let mut out = Vec::new();
        router.receive(now, from, BytesMut::from(&request[..]));
        router.expire(now);
        router.tick(now);
        router.transmit(&mut out);
        assert!(out.is_empty(), "no engine could answer");
        assert_eq!(router.deadline(), None);
        router.answered(Instant::now(), job.run());
        router.transmit(&mut out);
        assert!(out.iter().any(|datagram| datagram.to == from && stun::is_success(&datagram.data)));
        assert!(router.deadline().is_some());
        assert_eq!(slots_of(&router, A), Some(2));
    }

    #[test]
    fn connections_that_do_not_come_leave_room_for_those_who_do() {
        let (mut router, start) = (router(), Instant::now());
        let mut number = 100;
        let mut more = |router: &mut Router, now, count| {
            number += 1;
            let answer = offer(router, PeerKey(number), slots(count), true);
            router.next_offer(now).map(|job| router.answered(now, job.run())).map(|()| answer)
        };
        let mut large = 0;
        while more(&mut router, start, limits::SLOTS).is_some() {
            large += 1;
        }
        assert!((40..50).contains(&large), "{large} of the largest");
        assert_eq!(connections(&router), large);
        // One that would grow waits, too, and so does one that begins anew with more; staff do not.
        let mut grows = offer(&mut router, PeerKey(101), slots(2 * limits::SLOTS - 1), false);
        let soon = start + Duration::from_millis(100);
        assert!(router.next_offer(soon).is_none());
        router.command(soon, Command::Reserve { peer: A, reserved: true });
        let _staff = offer(&mut router, A, slots(limits::SLOTS), true);
        let job = router.next_offer(soon + Duration::from_millis(100)).expect("staff need no room");
        router.answered(soon, job.run());
        let before = connections(&router);
        let late = start + CONNECT + Duration::from_secs(1);
        router.tick(late);
        assert!(connections(&router) < before, "who has not come within the time is given up");
        assert!(more(&mut router, late, limits::SLOTS).is_some());
        drop(grows.try_recv());
    }

    #[test]
    fn who_is_closed_while_an_offer_is_answered_leaves_nothing_behind() {
        for fresh in [true, false] {
            let mut router = router();
            connect(&mut router, A, 1);
            let mut reply = offer(&mut router, A, slots(2), fresh);
            let mut waits = offer(&mut router, A, slots(2), false);
            let job = router.next_offer(Instant::now()).unwrap();
            router.command(Instant::now(), Command::Close { peer: A });
            assert_eq!(connections(&router), 0);
            assert_eq!(refusal(&mut waits), OfferError::NoConnection);
            router.answered(Instant::now(), job.run());
            assert_eq!(refusal(&mut reply), OfferError::NoConnection);
            assert_eq!((connections(&router), router.peers.len()), (0, 0));
            connect(&mut router, A, 3);
            assert_eq!((slots_of(&router, A), connections(&router)), (Some(3), 1));
        }
    }

    #[test]
    fn a_connection_that_is_lost_while_its_offer_is_answered_stays_lost_and_another_one_comes() {
        for (fresh, stays) in [(false, None), (true, Some(2))] {
            let mut router = router();
            connect(&mut router, A, 1);
            let mut reply = offer(&mut router, A, slots(2), fresh);
            let job = router.next_offer(Instant::now()).unwrap();
            router.tick(Instant::now() + LOST + Duration::from_secs(1));
            assert!(router.events().contains(&MediaEvent::Lost { peer: A }));
            router.answered(Instant::now(), job.run());
            assert_eq!(reply.try_recv().unwrap().is_ok(), fresh);
            assert_eq!(slots_of(&router, A), stays);
        }
    }

    #[test]
    fn a_refused_offer_leaves_the_connection_as_it_was() {
        let mut router = router();
        connect(&mut router, A, 1);
        let refused = [(String::new(), true), (String::new(), false), (slots(limits::SLOTS + 1), false)];
        for (sdp, fresh) in refused {
            let mut reply = offer(&mut router, A, sdp, fresh);
            answer_next(&mut router);
            refusal(&mut reply);
            assert_eq!((slots_of(&router, A), connections(&router)), (Some(1), 1));
        }
        let mut nobody = offer(&mut router, B, slots(1), false);
        assert!(router.next_offer(Instant::now()).is_none());
        assert_eq!(refusal(&mut nobody), OfferError::NoConnection);
    }

    #[test]
    fn an_engine_that_cannot_go_on_is_lost() {
        let mut router = router();
        connect(&mut router, A, 1);
        let mut reply = offer(&mut router, A, slots(2).replace("c=IN IP4 0.0.0.0", "c=nonsense"), false);
        answer_next(&mut router);
        refusal(&mut reply);
        assert_eq!((slots_of(&router, A), connections(&router)), (None, 0));
        assert!(router.events().contains(&MediaEvent::Lost { peer: A }));
    }

    #[test]
    fn costly_offers_of_one_peer_are_refused_and_others_answered() {
        let (mut router, now) = (router(), Instant::now());
        router.offers.charge(now, A, Duration::from_secs(1));
        let mut replies = [offer(&mut router, A, slots(1), true), offer(&mut router, B, slots(1), true)];
        answer_next(&mut router);
        assert_eq!(refusal(&mut replies[0]), OfferError::TooMuch);
        assert!(replies[1].try_recv().unwrap().is_ok());
    }

    #[test]
    fn an_offer_is_charged_with_what_it_took() {
        let mut router = router();
        let mut answered = 0;
        while answered < 10_000 {
            let mut reply = offer(&mut router, A, slots(limits::SLOTS), true);
            let Some(job) = router.next_offer(Instant::now()) else {
                assert_eq!(refusal(&mut reply), OfferError::TooMuch);
                break;
            };
            router.answered(Instant::now(), job.run());
            assert!(reply.try_recv().unwrap().is_ok());
            answered += 1;
        }
        assert!((limits::OFFERS_BURST..10_000).contains(&answered), "{answered} of the largest offers");
    }

    #[test]
    fn a_router_that_stops_closes_the_connection_that_comes_back_to_it() {
        let mut router = router();
        let mut reply = offer(&mut router, A, slots(1), true);
        let job = router.next_offer(Instant::now()).unwrap();
        router.close_all(Instant::now());
        router.answered(Instant::now(), job.run());
        assert_eq!(refusal(&mut reply), OfferError::NoConnection);
        assert_eq!((connections(&router), router.peers.len()), (0, 0));
    }
}
