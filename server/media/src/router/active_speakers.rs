//! Chooses the peers that each group hears, and settles peers that move to another group.

use super::*;

impl Router {
    /// Lets the peers that were placed hear and see their group, and no other. Called after commands and before the
    /// next packet, so that a whole class that moves at once is settled once.
    pub(crate) fn settle(&mut self, now: Instant) {
        if self.moved.is_empty() {
            return;
        }
        self.choose_speakers(now);
        for peer in std::mem::take(&mut self.moved) {
            let shown = Source::ALL.iter().filter_map(|&source| self.tracks.get(&TrackKey { peer, source }));
            let mut slots: Vec<SlotKey> = shown.flat_map(|track| track.slots.iter().copied()).collect();
            let own = self.peers.get(&peer).and_then(|peer| peer.link.as_ref()).map_or(0, |link| link.slots.len());
            slots.extend((0..own).map(|index| (peer, index)));
            for slot in slots {
                self.choose_layer(now, slot);
            }
        }
    }

    /// Chooses the active speakers of each group, and the audio slots that carry them to each listener.
    pub(super) fn choose_speakers(&mut self, now: Instant) {
        let recent = |key: TrackKey| {
            let last = self.tracks.get(&key).and_then(|track| track.layers.last());
            last.is_some_and(|last| now.saturating_duration_since(last) < SILENT_AUDIO)
        };
        let mut microphones: HashMap<GroupId, Vec<Candidate>> = HashMap::new();
        let mut screens: HashMap<GroupId, Vec<TrackKey>> = HashMap::new();
        for (key, peer) in &self.peers {
            let track = |source| TrackKey { peer: *key, source };
            let Placement { group, voice_also } = &peer.placement;
            if let Some(voice) = peer.voice.as_ref().filter(|_| recent(track(Source::Microphone))) {
                let candidate =
                    Candidate { peer: *key, voice, to_all: !voice_also.is_empty(), reserved: peer.reserved };
                for group in group.iter().chain(voice_also) {
                    microphones.entry(*group).or_default().push(candidate);
                }
            }
            if let Some(group) = group.filter(|_| recent(track(Source::ScreenAudio))) {
                screens.entry(group).or_default().push(track(Source::ScreenAudio));
            }
        }
        screens.values_mut().for_each(|tracks| tracks.sort());
        self.groups.retain(|group, _| microphones.contains_key(group));
        for (group, candidates) in &microphones {
            choose_speakers(now, self.groups.entry(*group).or_default(), candidates);
        }
        let mut changed = Vec::new();
        for (key, peer) in &mut self.peers {
            let Some(link) = &mut peer.link else { continue };
            let mut wanted: Vec<TrackKey> = Vec::new();
            if let Some(group) = peer.placement.group {
                let (to_all, others): (Vec<_>, Vec<_>) =
                    self.groups.get(&group).into_iter().flatten().partition(|one| one.to_all);
                let microphone = |one: &ActiveSpeaker| TrackKey { peer: one.peer, source: Source::Microphone };
                // When slots do not suffice, the last ones are left out.
                wanted.extend(to_all.into_iter().map(microphone));
                wanted.extend(screens.get(&group).into_iter().flatten());
                wanted.extend(others.into_iter().map(microphone));
                wanted.retain(|track| track.peer != *key);
            }
            let audio: Vec<usize> = (0..link.slots.len()).filter(|index| link.slots[*index].line.audio).collect();
            wanted.truncate(audio.len());
            for index in &audio {
                let slot = &mut link.slots[*index];
                match slot.wants.and_then(|(track, _)| wanted.iter().position(|wanted| *wanted == track)) {
                    Some(position) => drop(wanted.swap_remove(position)),
                    None if slot.wants.take().is_some() => changed.push((*key, *index)),
                    None => {}
                }
            }
            for index in audio {
                if link.slots[index].wants.is_none()
                    && let Some(track) = wanted.pop()
                {
                    link.slots[index].wants = Some((track, 0));
                    changed.push((*key, index));
                }
            }
        }
        for slot in changed {
            // Sound can begin without a keyframe. A speaker who is heard no more may have gone to another group.
            self.rest(slot);
            self.rewire(now, slot);
        }
    }
}
