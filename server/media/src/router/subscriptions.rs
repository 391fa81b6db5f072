//! Decides what slots want: subscriptions, gates, and the choice of a layer for each slot.

use super::*;

impl Router {
    /// Sets what a peer's video slots want by the peer's subscriptions.
    pub(super) fn apply_watch(&mut self, now: Instant, key: PeerKey) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(link) = &mut peer.link else { return };
        let mut changed = Vec::new();
        for (index, slot) in link.slots.iter_mut().enumerate() {
            if slot.line.audio {
                continue;
            }
            let wish = peer.watch.iter().find(|watch| watch.mid == slot.line.mid);
            let wants = wish.filter(|w| !w.track.source.is_audio()).map(|watch| (watch.track, watch.height));
            if slot.wants != wants {
                slot.wants = wants;
                changed.push(index);
            }
        }
        for index in changed {
            self.rewire(now, (key, index));
        }
    }

    /// Lets a slot that wants another track look for it, or carry nothing.
    pub(super) fn rewire(&mut self, now: Instant, slot_key: SlotKey) {
        let Some(slot) = self.slot(slot_key) else { return };
        match slot.wants {
            None => self.rest(slot_key),
            Some((track, _)) => {
                let slots = &mut self.tracks.entry(track).or_default().slots;
                if !slots.contains(&slot_key) {
                    slots.push(slot_key);
                }
                self.choose_layer(now, slot_key);
            }
        }
    }

    pub(super) fn slot(&mut self, (peer, index): SlotKey) -> Option<&mut Slot> {
        self.peers.get_mut(&peer)?.link.as_mut()?.slots.get_mut(index)
    }

    /// Makes a slot carry nothing from now on.
    pub(super) fn rest(&mut self, (key, index): SlotKey) {
        let link = self.peers.get_mut(&key).and_then(|peer| peer.link.as_mut());
        let Some(slot) = link.and_then(|link| link.slots.get_mut(index)) else { return };
        slot.target = None;
        if slot.carries.take().is_some() && !slot.line.audio {
            self.events.push_back(MediaEvent::Slot { peer: key, mid: slot.line.mid.clone(), track: None });
        }
    }

    /// Chooses the layer that a slot shall carry, and requests its keyframe.
    pub(super) fn choose_layer(&mut self, now: Instant, slot_key: SlotKey) {
        let Some(link) = self.peers.get(&slot_key.0).and_then(|peer| peer.link.as_ref()) else { return };
        let Some(slot) = link.slots.get(slot_key.1) else { return };
        let line = &slot.line;
        let Some((track, height)) = slot.wants else { return };
        let apart = |of: PeerKey| !line.audio && !self.together(of, slot_key.0);
        if apart(track.peer) {
            return self.rest(slot_key);
        }
        if slot.carries.is_some_and(|(carried, _)| apart(carried.peer)) {
            // The wanted track may take long to come. Until then, a picture from another group must not stay.
            self.rest(slot_key);
            return self.choose_layer(now, slot_key);
        }
        let accepts = |codec: Codec| line.codecs.iter().any(|(accepted, _)| *accepted == codec);
        let layers = self.tracks.get(&track).map(|track| &track.layers);
        let chosen = layers.and_then(|layers| layers.choose(now, height, accepts)).map(|layer| (track, layer.ssrc));
        let needs = |layer: &LayerKey| slot.carries != Some(*layer) || slot.rewriter.is_torn();
        let missing = chosen.filter(|chosen| needs(chosen) && link.is_connected());
        if let Some(slot) = self.slot(slot_key) {
            slot.target = chosen;
        }
        if let Some(layer) = missing {
            self.ask_keyframe(now, Some(slot_key.0), layer);
        }
    }

    pub(super) fn gate(&mut self, key: PeerKey, source: Source, open: bool) {
        let peer = self.peers.entry(key).or_default();
        if open {
            peer.shut.remove(&source);
            return;
        }
        peer.shut.insert(source);
        let voice = if source == Source::Microphone { peer.voice.take() } else { None };
        if voice.is_some_and(|voice| voice.is_speaking()) {
            self.events.push_back(MediaEvent::Speaking { peer: key, speaking: false });
        }
        self.end_track(TrackKey { peer: key, source });
    }

    /// Ends a track for now. Slots that carried the track carry nothing, and still want it.
    pub(super) fn end_track(&mut self, key: TrackKey) {
        let Some(track) = self.tracks.get_mut(&key) else { return };
        track.layers = Layers::default();
        if let Some(tap) = &mut track.tap {
            tap.interrupt();
        }
        for slot in track.slots.clone() {
            if self.slot(slot).is_some_and(|slot| slot.carries.is_some_and(|(carried, _)| carried == key)) {
                self.rest(slot);
            }
        }
    }

    /// Whether two peers are in one group and so may see each other.
    pub(super) fn together(&self, one: PeerKey, other: PeerKey) -> bool {
        let group = |peer: PeerKey| self.peers.get(&peer).and_then(|peer| peer.placement.group);
        group(one).is_some() && group(one) == group(other)
    }

    pub(super) fn choose_all(&mut self, now: Instant) {
        let ended = |key: &TrackKey, track: &Track| {
            let last = track.layers.last();
            key.source == Source::Camera && last.is_some_and(|last| now.duration_since(last) > SILENT_CAMERA)
        };
        let ended: Vec<TrackKey> = self.tracks.iter().filter(|(k, t)| ended(k, t)).map(|(key, _)| *key).collect();
        for key in ended {
            self.end_track(key);
        }
        let slots_of = |(key, peer): (&PeerKey, &Peer)| {
            let (key, slots) = (*key, peer.link.as_ref().map_or(0, |link| link.slots.len()));
            (0..slots).map(move |slot| (key, slot))
        };
        let slots: Vec<SlotKey> = self.peers.iter().flat_map(slots_of).collect();
        for slot in slots {
            self.choose_layer(now, slot);
        }
    }
}
