//! Routes packets: knows the peers, their tracks, and the slots that show them.
//!
//! A slot **wants** a track, because its peer subscribes to it or because an active speaker is heard in it. Its
//! **target** is the layer of that track that fits. It **carries** a layer. The target differs from what is carried
//! until the target's keyframe arrives, so that the old picture stays until then.

mod active_speakers;
mod negotiations;
mod packets;
mod subscriptions;
mod taps;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    net::{IpAddr, SocketAddr},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use bytes::BytesMut;
use protocol::{Source, limits};
use tokio::sync::mpsc::Sender;

use crate::{
    Codec, GroupId, MediaEvent, Offer, OfferError, PeerKey, Placement, TapFrame, TrackKey, Watch,
    allowance::Allowance,
    claims::Claims,
    codec::{self, Inspection},
    command::Command,
    counters::{Counters, count},
    demux::{Demux, Holders},
    held::Held,
    layers::Layers,
    packet::Packet,
    peer::{Engine, Report, SlotLine},
    slot::Rewriter,
    socket::Outgoing,
    speakers::{ActiveSpeaker, Candidate, Voice, choose_speakers, credible, is_silence},
    stun,
    stun_limit::{Strangers, StunLimit},
    tap::{PeerClock, Tap},
    waiting_offers::{Reply, WaitingOffers},
};

/// A peer from which nothing valid arrived for this long is lost. Browsers check consent every 5 s at most (RFC 7675).
const LOST: Duration = Duration::from_secs(15);
/// A connection that is not there this long after its first offer was answered is lost.
const CONNECT: Duration = Duration::from_millis(limits::CONNECT_MS);
/// A camera that sent nothing for this long has ended. A screen may stand still for longer.
const SILENT_CAMERA: Duration = Duration::from_secs(5);
/// A source of sound that sent nothing for this long is not heard. Even with DTX, packets come twice a second.
const SILENT_AUDIO: Duration = Duration::from_secs(3);
/// How often the layers of all slots are chosen anew.
const CHOOSE: Duration = Duration::from_millis(100);
/// A layer of a track, by its SSRC.
type LayerKey = (TrackKey, u32);
/// A slot of a peer, by its position.
type SlotKey = (PeerKey, usize);

/// A peer's settings, and its connection if there is one.
#[derive(Default)]
struct Peer {
    watch: Vec<Watch>,
    placement: Placement,
    /// Whether the peer has a reserved place among the active speakers.
    reserved: bool,
    shut: HashSet<Source>,
    tapped: Vec<Source>,
    voice: Option<Voice>,
    claims: Claims,
    link: Option<Link>,
    /// Whether a connection of the peer was there once: it may offer anew whoever else waits.
    came: bool,
}

/// A connection and its slots.
struct Link {
    /// `None` while the engine is away to answer an offer.
    engine: Option<Engine>,
    /// Datagrams that came while the engine was away.
    arrived: Held<(SocketAddr, BytesMut)>,
    /// Packets for slots, while the engine was away.
    leaving: Held<(usize, Packet)>,
    slots: Vec<Slot>,
    deadline: Option<Instant>,
    /// The network of whoever offered it.
    from: IpAddr,
    /// When the first offer was answered.
    since: Instant,
    /// The m-lines of the last offer.
    lines: usize,
    /// When something valid last arrived.
    seen: Instant,
    /// [`MediaEvent::Connected`] was sent.
    told: bool,
    /// There may be something to transmit.
    dirty: bool,
    clock: PeerClock,
    stun_limit: StunLimit,
    allowance: Allowance,
}

impl Link {
    fn new(now: Instant, engine: Engine, from: IpAddr, clock: PeerClock) -> Link {
        Link {
            engine: Some(engine),
            arrived: Held::default(),
            leaving: Held::default(),
            slots: Vec::new(),
            deadline: None,
            from,
            since: now,
            lines: 0,
            seen: now,
            told: false,
            dirty: true,
            clock,
            stun_limit: StunLimit::default(),
            allowance: Allowance::default(),
        }
    }

    /// Whether ICE and DTLS are complete.
    fn is_connected(&self) -> bool {
        self.engine.as_ref().map_or(self.told, Engine::is_connected)
    }

    /// Whether it has not come within its time, or is gone.
    fn is_lost(&self, now: Instant) -> bool {
        let (since, most) = if self.is_connected() { (self.seen, LOST) } else { (self.since, CONNECT) };
        now.duration_since(since) > most
    }

    /// Sends a packet in a slot, or holds it while the engine is away.
    fn send(&mut self, now: Instant, slot: usize, packet: Packet) {
        let Some(engine) = &mut self.engine else {
            // A gap in what is held is repaired or concealed like any other loss.
            self.leaving.push(packet.payload.len(), (slot, packet));
            return;
        };
        if let Some(slot) = self.slots.get(slot) {
            engine.send(now, &slot.line, packet);
            self.dirty = true;
        }
    }
}

/// The state of a slot.
struct Slot {
    line: SlotLine,
    wants: Option<(TrackKey, u32)>,
    target: Option<LayerKey>,
    carries: Option<LayerKey>,
    rewriter: Rewriter,
}

impl Slot {
    fn new(line: SlotLine) -> Slot {
        Slot { line, wants: None, target: None, carries: None, rewriter: Rewriter::default() }
    }

    fn concerns(&self, track: TrackKey) -> bool {
        self.wants.is_some_and(|(wanted, _)| wanted == track)
            || self.carries.is_some_and(|(carried, _)| carried == track)
    }
}

/// A track: its layers, the slots that want or carry it, and its tap.
#[derive(Default)]
struct Track {
    layers: Layers,
    slots: Vec<SlotKey>,
    tap: Option<Tap>,
}

/// The offer that is being answered.
struct UnderWay {
    peer: PeerKey,
    reply: Reply,
    /// Whether the connection for which the offer is answered is gone, or its peer is.
    abandoned: bool,
    fresh: bool,
    from: IpAddr,
    /// The m-lines of the offer.
    lines: usize,
}

/// All peers of a shard, and the routes between them.
pub(crate) struct Router {
    candidates: Vec<SocketAddr>,
    demux: Demux,
    strangers: Strangers,
    peers: HashMap<PeerKey, Peer>,
    tracks: HashMap<TrackKey, Track>,
    groups: HashMap<GroupId, Vec<ActiveSpeaker>>,
    events: VecDeque<MediaEvent>,
    /// Last datagrams of connections that are closed.
    parting: Vec<Outgoing>,
    frames: Sender<TapFrame>,
    counters: Arc<Counters>,
    offers: WaitingOffers,
    under_way: Option<UnderWay>,
    choose_at: Option<Instant>,
    /// Peers that were placed since the last [`Router::settle`].
    moved: Vec<PeerKey>,
    /// The start of all capture times.
    epoch: Instant,
}

impl Router {
    pub(crate) fn new(candidates: Vec<SocketAddr>, frames: Sender<TapFrame>, counters: Arc<Counters>) -> Router {
        Router {
            candidates,
            demux: Demux::default(),
            strangers: Strangers::default(),
            peers: HashMap::new(),
            tracks: HashMap::new(),
            groups: HashMap::new(),
            events: VecDeque::new(),
            parting: Vec::new(),
            frames,
            counters,
            offers: WaitingOffers::default(),
            under_way: None,
            choose_at: None,
            moved: Vec::new(),
            epoch: Instant::now(),
        }
    }

    /// Events that are not sent yet.
    pub(crate) fn events(&mut self) -> &mut VecDeque<MediaEvent> {
        &mut self.events
    }

    /// Carries out a command of the handle.
    pub(crate) fn command(&mut self, now: Instant, command: Command) {
        match command {
            Command::Offer { peer, offer, reply } => self.offers.add(now, peer, offer, reply),
            Command::Watch { peer, mut slots } => {
                let mut shown = HashSet::new();
                slots.retain(|watch| shown.insert(watch.track));
                self.peers.entry(peer).or_default().watch = slots;
                self.apply_watch(now, peer);
            }
            Command::Place { peer, placement } => {
                let group = placement.group;
                let before = std::mem::replace(&mut self.peers.entry(peer).or_default().placement, placement);
                if before.group != group {
                    self.renew_taps(peer);
                }
                self.moved.push(peer);
            }
            Command::Reserve { peer, reserved } => self.peers.entry(peer).or_default().reserved = reserved,
            Command::Gate { peer, source, open } => self.gate(peer, source, open),
            Command::Tap { peer, sources } => {
                self.peers.entry(peer).or_default().tapped = sources;
                self.apply_taps(now, peer);
            }
            Command::Close { peer } => self.close(now, peer),
            Command::Shutdown => {}
        }
    }

    /// When [`Router::expire`] has something to do next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.peers.values().filter_map(|peer| peer.link.as_ref()?.deadline).min()
    }

    /// Lets time pass in connections whose deadline is reached.
    pub(crate) fn expire(&mut self, now: Instant) {
        let due = |peer: &Peer| peer.link.as_ref().is_some_and(|link| link.deadline.is_some_and(|at| at <= now));
        let keys: Vec<PeerKey> = self.peers.iter().filter(|(_, peer)| due(peer)).map(|(key, _)| *key).collect();
        for key in keys {
            if let Some(link) = self.peers.get_mut(&key).and_then(|peer| peer.link.as_mut())
                && let Some(engine) = &mut link.engine
            {
                engine.timeout(now);
                (link.dirty, link.deadline) = (true, engine.deadline());
            }
            self.look(now, key);
        }
    }

    /// Does the work that has no deadline of its own.
    pub(crate) fn tick(&mut self, now: Instant) {
        let lost = |peer: &Peer| peer.link.as_ref().is_some_and(|link| link.is_lost(now));
        let lost: Vec<PeerKey> = self.peers.iter().filter(|(_, peer)| lost(peer)).map(|(key, _)| *key).collect();
        for key in lost {
            self.unlink(now, key, true);
        }
        for (key, peer) in &mut self.peers {
            if let Some(speaking) = peer.voice.as_mut().and_then(|voice| voice.wait(now)) {
                self.events.push_back(MediaEvent::Speaking { peer: *key, speaking });
            }
        }
        self.choose_speakers(now);
        let tapped: Vec<TrackKey> = self.tracks.iter().filter(|(_, t)| t.tap.is_some()).map(|(key, _)| *key).collect();
        for key in tapped {
            self.drive_tap(now, key);
        }
        if self.choose_at.is_none_or(|at| now >= at) {
            self.choose_at = Some(now + CHOOSE);
            self.choose_all(now);
        }
        let engines = self.peers.values_mut().filter_map(|peer| peer.link.as_mut()?.engine.as_mut());
        let errors: u64 = engines.map(Engine::take_errors).sum();
        count(&self.counters.errors, errors);
    }

    /// Appends the datagrams that connections have to send.
    pub(crate) fn transmit(&mut self, out: &mut Vec<Outgoing>) {
        out.append(&mut self.parting);
        for (key, peer) in &mut self.peers {
            let Some(link) = peer.link.as_mut().filter(|link| link.dirty) else { continue };
            let Some(engine) = &mut link.engine else { continue };
            link.dirty = false;
            if let Some(address) = engine.transmit(out) {
                self.demux.validated(address, *key);
            }
            link.deadline = engine.deadline();
        }
    }

    /// Closes a peer's connection. The peer's settings stay.
    fn unlink(&mut self, now: Instant, key: PeerKey, lost: bool) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(link) = peer.link.take() else { return };
        match link.engine {
            Some(engine) => self.part(engine),
            None => self.abandon(key),
        }
        let Some(peer) = self.peers.get_mut(&key) else { return };
        self.counters.peers.fetch_sub(1, Ordering::Relaxed);
        self.demux.forget(key);
        if peer.voice.take().is_some_and(|voice| voice.is_speaking()) {
            self.events.push_back(MediaEvent::Speaking { peer: key, speaking: false });
        }
        for source in Source::ALL {
            self.end_track(TrackKey { peer: key, source });
        }
        self.choose_speakers(now);
        if lost {
            self.events.push_back(MediaEvent::Lost { peer: key });
        }
    }

    fn close(&mut self, now: Instant, key: PeerKey) {
        self.offers.forget(key);
        self.abandon(key);
        self.unlink(now, key, false);
        self.peers.remove(&key);
        // Other peers stay subscribed to the peer's tracks, which may come back with it.
        let peers = &self.peers;
        self.tracks.retain(|track_key, track| {
            track.slots.retain(|(watcher, _)| *watcher != key);
            if track_key.peer == key {
                track.tap = None;
            }
            peers.contains_key(&track_key.peer) || !track.slots.is_empty()
        });
    }

    /// Closes all connections.
    pub(crate) fn close_all(&mut self, now: Instant) {
        let keys: Vec<PeerKey> = self.peers.keys().copied().collect();
        for key in keys {
            self.close(now, key);
        }
        self.offers = WaitingOffers::default();
        if let Some(under_way) = &mut self.under_way {
            under_way.abandoned = true;
        }
    }
}
