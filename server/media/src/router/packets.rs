//! Takes incoming datagrams to connections, their packets to slots and taps, and their reports to the peers that they
//! concern.

use super::*;
use crate::ssrcs::is_media;

impl Router {
    /// Handles a datagram from the socket.
    pub(crate) fn receive(&mut self, now: Instant, from: SocketAddr, datagram: BytesMut) {
        if stun::is_request(&datagram) {
            return self.check(now, from, datagram);
        }
        let Some(Holders { owner, claimants }) = self.demux.holders(from) else {
            return count(&self.counters.refused, 1);
        };
        for claimant in claimants.into_iter().flatten() {
            self.take(now, claimant, from, datagram.clone());
        }
        self.take(now, owner, from, datagram);
    }

    /// Handles a connectivity check of ICE. A check whose sender does not know the password goes no further.
    fn check(&mut self, now: Instant, from: SocketAddr, datagram: BytesMut) {
        let Some(key) = self.genuine(now, from, &datagram) else { return count(&self.counters.refused, 1) };
        self.take(now, key, from, datagram);
    }

    /// The peer that has made a request, unless it makes too many.
    fn genuine(&mut self, now: Instant, from: SocketAddr, request: &[u8]) -> Option<PeerKey> {
        let named = self.demux.named(request)?;
        let link = self.peers.get_mut(&named.peer)?.link.as_mut()?;
        let stranger = !link.stun_limit.knows(from);
        if stranger && !self.strangers.admit(now, from) || !stun::is_signed(request, &named.key) {
            return None;
        }
        if stranger {
            self.strangers.acquit(from);
        }
        link.stun_limit.admit(now, from).then_some(named.peer)
    }

    /// Gives a peer a datagram that may be its own, or holds it while the peer's engine is away.
    pub(super) fn take(&mut self, now: Instant, key: PeerKey, from: SocketAddr, datagram: BytesMut) {
        let Some(link) = self.peers.get_mut(&key).and_then(|peer| peer.link.as_mut()) else { return };
        let Some(engine) = &mut link.engine else {
            let gone = link.arrived.push(datagram.len(), (from, datagram));
            return count(&self.counters.refused, gone);
        };
        let (is_request, is_media) = (stun::is_request(&datagram), is_media(&datagram));
        if !engine.receive(now, from, datagram) {
            return count(&self.counters.refused, 1);
        }
        link.dirty = true;
        if is_request {
            self.transmit_stun(now, key);
        }
        if !is_media {
            return self.look(now, key);
        }
        while let Some((stream, packet)) = self.engine(key).and_then(Engine::poll_packet) {
            let track = TrackKey { peer: key, source: stream.source };
            self.route(now, track, &stream.rid, packet);
        }
        while let Some(report) = self.engine(key).and_then(Engine::poll_report) {
            self.report(now, key, report);
        }
    }

    pub(super) fn engine(&mut self, peer: PeerKey) -> Option<&mut Engine> {
        self.peers.get_mut(&peer)?.link.as_mut()?.engine.as_mut()
    }

    /// The engine answers a STUN request with success when it has validated the address. The handshake that follows in
    /// the same batch must already be let through.
    pub(super) fn transmit_stun(&mut self, now: Instant, key: PeerKey) {
        let Some(link) = self.peers.get_mut(&key).and_then(|peer| peer.link.as_mut()) else { return };
        link.dirty = true;
        if let Some(address) = link.engine.as_mut().and_then(Engine::flush) {
            link.seen = now;
            link.stun_limit.validated(address);
            self.demux.validated(address, key);
        }
    }

    /// Reacts to changes of a connection's state.
    pub(super) fn look(&mut self, now: Instant, key: PeerKey) {
        let Some(link) = self.peers.get_mut(&key).and_then(|peer| peer.link.as_mut()) else { return };
        let Some(engine) = &mut link.engine else { return };
        engine.poll_events();
        let (connected, closed) = (engine.is_connected(), engine.is_closed());
        if connected && !std::mem::replace(&mut link.told, true) {
            // Requests keyframes at once, not at the next regular choice.
            for slot in 0..link.slots.len() {
                self.choose_layer(now, (key, slot));
            }
            self.events.push_back(MediaEvent::Connected { peer: key });
            if let Some(peer) = self.peers.get_mut(&key) {
                peer.came = true;
            }
        }
        if closed {
            self.unlink(now, key, true);
        }
    }

    pub(super) fn route(&mut self, now: Instant, key: TrackKey, rid: &str, packet: Packet) {
        let Some(peer) = self.peers.get_mut(&key.peer) else { return };
        if let Some(link) = &mut peer.link {
            link.seen = now;
        }
        if peer.shut.contains(&key.source) {
            return;
        }
        if key.source == Source::Microphone {
            let silent = is_silence(packet.payload.len());
            if peer.claims.hear(now, packet.level, silent) {
                self.events.push_back(MediaEvent::LoudSilence { peer: key.peer });
            }
            let level = credible(packet.level, silent);
            let speaking = peer.voice.get_or_insert_with(|| Voice::new(now)).hear(now, level);
            if let Some(speaking) = speaking {
                self.events.push_back(MediaEvent::Speaking { peer: key.peer, speaking });
            }
        }
        let inspection = codec::inspect(packet.codec, &packet.payload);
        let track = self.tracks.entry(key).or_default();
        if track.layers.see(now, rid, &packet, inspection.as_ref()) {
            // Layers are chosen before the packet is sent: a layer begins with a keyframe, which must not be missed.
            for slot in track.slots.clone() {
                self.choose_layer(now, slot);
            }
            self.drive_tap(now, key);
        }
        let track = self.tracks.entry(key).or_default();
        let mut slots = std::mem::take(&mut track.slots);
        slots.retain(|slot| self.forward(now, key, *slot, &packet, inspection.as_ref()));
        let track = self.tracks.entry(key).or_default();
        track.slots = slots;
        if let Some(tap) = &mut track.tap {
            tap.push(now, &packet, inspection.as_ref());
        }
    }

    /// Sends a packet in a slot if it belongs there. Returns whether the slot still wants or carries the track.
    pub(super) fn forward(
        &mut self,
        now: Instant,
        track: TrackKey,
        slot_key: SlotKey,
        packet: &Packet,
        inspection: Option<&Inspection>,
    ) -> bool {
        let Some(link) = self.peers.get_mut(&slot_key.0).and_then(|peer| peer.link.as_mut()) else { return false };
        let connected = link.is_connected();
        let Some(slot) = link.slots.get_mut(slot_key.1) else { return false };
        if !slot.concerns(track) {
            return false;
        }
        let layer = (track, packet.ssrc);
        if !connected {
            return true;
        }
        let begins = slot.target == Some(layer) && slot.carries != Some(layer) && inspection.is_some_and(|i| i.key);
        if !begins && slot.carries != Some(layer) {
            return true;
        }
        if !track.source.is_audio() && !link.allowance.take_picture(now, packet.payload.len()) {
            return true;
        }
        if begins {
            slot.rewriter.switch(now, packet, inspection);
            let before = slot.carries.replace(layer);
            if before.is_none_or(|(before, _)| before != track) && !track.source.is_audio() {
                link.shown_elsewhere(track, slot_key, &mut self.events);
                let mid = link.slots[slot_key.1].line.mid.clone();
                self.events.push_back(MediaEvent::Slot { peer: slot_key.0, mid, track: Some(track) });
            }
        }
        let slot = &mut link.slots[slot_key.1];
        if let Some(packet) = slot.rewriter.rewrite(now, packet, inspection) {
            link.send(now, slot_key.1, packet);
            count(&self.counters.forwarded, 1);
        }
        true
    }

    pub(super) fn report(&mut self, now: Instant, key: PeerKey, report: Report) {
        match report {
            Report::KeyframeWanted { ssrc } => {
                let Some(link) = self.peers.get(&key).and_then(|peer| peer.link.as_ref()) else { return };
                let slot = link.slots.iter().find(|slot| slot.line.ssrc == ssrc);
                let Some(layer) = slot.and_then(|slot| slot.carries) else { return };
                self.ask_keyframe(now, Some(key), layer);
            }
            Report::Clock { ssrc, ntp, rtp } => {
                let Some(link) = self.peers.get_mut(&key).and_then(|peer| peer.link.as_mut()) else { return };
                link.clock.report(now, ntp);
                let clock = link.clock;
                for source in Source::ALL {
                    let track = self.tracks.get_mut(&TrackKey { peer: key, source });
                    if let Some(tap) = track.and_then(|track| track.tap.as_mut()) {
                        tap.report(clock, ssrc, ntp, rtp);
                    }
                }
            }
        }
    }

    /// Requests a keyframe for a viewer, or for a tap, unless there were too many requests.
    pub(super) fn ask_keyframe(&mut self, now: Instant, viewer: Option<PeerKey>, (track, ssrc): LayerKey) {
        let open = self.peers.get(&track.peer).is_some_and(|peer| !peer.shut.contains(&track.source));
        if track.source.is_audio() || !open {
            return;
        }
        let mut allowance = viewer.and_then(|viewer| Some(&mut self.peers.get_mut(&viewer)?.link.as_mut()?.allowance));
        if allowance.as_mut().is_some_and(|allowance| !allowance.take_keyframe(now, track)) {
            return;
        }
        if !self.tracks.get_mut(&track).is_some_and(|track| track.layers.ask(now, ssrc)) {
            if let Some(allowance) = allowance {
                allowance.put_back_keyframe(track);
            }
            return;
        }
        if let Some(link) = self.peers.get_mut(&track.peer).and_then(|peer| peer.link.as_mut())
            && let Some(engine) = &mut link.engine
        {
            engine.request_keyframe(now, ssrc);
            link.dirty = true;
        }
    }
}

impl Link {
    /// Handles a track that has come into a slot. Another slot of this connection may still carry the track, while that
    /// slot waits for a keyframe of its next track: it carries nothing from now on, because no peer is sent a track
    /// twice.
    fn shown_elsewhere(&mut self, track: TrackKey, (peer, index): SlotKey, events: &mut VecDeque<MediaEvent>) {
        for (other, slot) in self.slots.iter_mut().enumerate() {
            if other != index && slot.carries.is_some_and(|(carried, _)| carried == track) {
                slot.carries = None;
                events.push_back(MediaEvent::Slot { peer, mid: slot.line.mid.clone(), track: None });
            }
        }
    }
}
