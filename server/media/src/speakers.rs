//! Detects who speaks, and chooses the active speakers of a group.
//!
//! Every audio packet carries its loudness (RFC 6464). [`Voice`] smooths it and decides whether a peer speaks, as one
//! loud syllable is not speech. [`choose_speakers`] decides which few peers are heard, with hysteresis so that they do
//! not alternate.

use std::time::{Duration, Instant};

use crate::PeerKey;

/// Microphones of a group that are heard at once: two may talk over each other and a third may object. More voices at a
/// time are noise.
pub(crate) const MAX_ACTIVE_SPEAKERS: usize = 3;
/// Speech at usual gain is at about -30 dBov, a quiet room below -60.
const THRESHOLD: f32 = -50.0;
/// Sound above the threshold this long is speech, not a cough.
const START: Duration = Duration::from_millis(200);
/// Silence this long ends speech; pauses between words are shorter.
const STOP: Duration = Duration::from_millis(800);
/// The smoothed level follows a rise within about two packets of 20 ms.
const RISE: f32 = 0.5;
/// The smoothed level follows a fall within about 300 ms.
const FALL: f32 = 0.07;
/// An active speaker is replaced only by a peer that is louder by this, in dB.
const MARGIN: f32 = 6.0;
/// An active speaker is replaced only after having been heard this long.
const TENURE: Duration = Duration::from_millis(500);
/// Sound in so few bytes is silence, whatever its sender says: Opus takes 1 to 3 bytes for silence, and 15 for 20 ms of
/// speech at the least that it is made for (6 kbit/s, RFC 6716, section 2.1.1).
const SILENT_BYTES: usize = 10;
/// Silence, in -dBov.
const SILENCE: u8 = 127;
/// The level, in -dBov, of a packet that carries none: sound, but less than speech.
const UNKNOWN: u8 = 55;

/// Whether so many bytes of sound are silence.
pub(crate) fn is_silence(bytes: usize) -> bool {
    bytes <= SILENT_BYTES
}

/// The level that a packet can credibly have.
pub(crate) fn credible(level: Option<u8>, silent: bool) -> Option<u8> {
    if silent { Some(SILENCE) } else { level }
}

/// The voice of a peer.
#[derive(Debug)]
pub(crate) struct Voice {
    level: f32,
    /// Since when the level is above the threshold (while silent), or when it last was (while speaking).
    turn: Option<Instant>,
    speaking: bool,
    /// When the last packet arrived.
    last: Instant,
}

impl Voice {
    pub(crate) fn new(now: Instant) -> Self {
        Voice { level: -127.0, turn: None, speaking: false, last: now }
    }

    /// Takes the level of a packet, in -dBov. Returns whether speech began (`true`) or ended (`false`).
    pub(crate) fn hear(&mut self, now: Instant, level: Option<u8>) -> Option<bool> {
        let level = -f32::from(level.unwrap_or(UNKNOWN));
        self.last = now;
        self.level += (level - self.level) * if level > self.level { RISE } else { FALL };
        self.judge(now, level > THRESHOLD)
    }

    /// Lets time pass without packets, as with discontinuous transmission. Returns `false` when speech ended.
    pub(crate) fn wait(&mut self, now: Instant) -> Option<bool> {
        if now.saturating_duration_since(self.last) < STOP / 4 {
            return None;
        }
        self.level = -127.0;
        self.judge(now, false)
    }

    fn judge(&mut self, now: Instant, loud: bool) -> Option<bool> {
        if loud == self.speaking {
            self.turn = if loud { Some(now) } else { self.turn.filter(|_| self.level > THRESHOLD) };
            return None;
        }
        let since = *self.turn.get_or_insert(now);
        let needed = if self.speaking { STOP } else { START };
        if now.saturating_duration_since(since) < needed {
            return None;
        }
        self.speaking = loud;
        self.turn = loud.then_some(now);
        Some(loud)
    }

    pub(crate) fn is_speaking(&self) -> bool {
        self.speaking
    }

    /// The smoothed level in dBov.
    pub(crate) fn level(&self) -> f32 {
        self.level
    }
}

/// A peer who may be heard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub(crate) peer: PeerKey,
    pub(crate) voice: &'a Voice,
    /// The peer speaks to other groups, too, and so is heard before all peers that do not.
    pub(crate) to_all: bool,
    /// While it speaks, the peer is heard before all peers without a reserved place, because loudness is only what
    /// clients claim.
    pub(crate) reserved: bool,
}

/// A peer who is heard, and since when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ActiveSpeaker {
    pub(crate) peer: PeerKey,
    /// As [`Candidate::to_all`].
    pub(crate) to_all: bool,
    /// Whether the peer speaks, with a place reserved.
    firm: bool,
    since: Instant,
}

/// Chooses whom a group hears. Active speakers stay, free places go to the loudest, and a peer who speaks replaces the
/// quietest active speaker who is clearly quieter. A peer who speaks to all replaces the quietest at once, and is not
/// replaced. A peer with a reserved place is not replaced while it speaks, either; the first such peer replaces the
/// quietest at once, too. Returns whether anything changed.
pub(crate) fn choose_speakers(now: Instant, active: &mut Vec<ActiveSpeaker>, candidates: &[Candidate]) -> bool {
    let find = |peer: PeerKey| candidates.iter().find(|candidate| candidate.peer == peer);
    let level = |peer: PeerKey| find(peer).map_or(-127.0, |candidate| candidate.voice.level());
    let before: Vec<PeerKey> = active.iter().map(|one| one.peer).collect();
    let firm = |candidate: &Candidate| candidate.reserved && candidate.voice.is_speaking();
    active.retain_mut(|one| {
        let found = find(one.peer);
        found.map(|candidate| (one.to_all, one.firm) = (candidate.to_all, firm(candidate))).is_some()
    });
    let mut waiting: Vec<Candidate> =
        candidates.iter().filter(|candidate| active.iter().all(|one| one.peer != candidate.peer)).copied().collect();
    waiting.sort_by(|a, b| {
        let louder = b.voice.level().total_cmp(&a.voice.level());
        b.to_all.cmp(&a.to_all).then(firm(b).cmp(&firm(a))).then(louder).then(a.peer.cmp(&b.peer))
    });
    for candidate in waiting {
        let (Candidate { peer, voice, to_all, .. }, firm) = (candidate, firm(&candidate));
        let heard = ActiveSpeaker { peer, to_all, firm, since: now };
        if active.len() < MAX_ACTIVE_SPEAKERS {
            active.push(heard);
            continue;
        }
        if !to_all && !voice.is_speaking() {
            continue;
        }
        let at_once = to_all || firm && active.iter().all(|one| !one.firm);
        let settled = |one: &ActiveSpeaker| at_once || now.saturating_duration_since(one.since) >= TENURE;
        let quietest = active
            .iter_mut()
            .filter(|one| !one.to_all && (to_all || !one.firm) && settled(one))
            .map(|one| (level(one.peer), one))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(quiet, _)| at_once || *quiet + MARGIN <= voice.level());
        match quietest {
            Some((_, one)) => *one = heard,
            None if firm => {}
            None => break,
        }
    }
    !before.iter().eq(active.iter().map(|one| &one.peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: Duration = Duration::from_millis(20);

    fn speak(voice: &mut Voice, now: &mut Instant, level: u8, packets: u32) -> Vec<bool> {
        (0..packets)
            .filter_map(|_| {
                *now += PACKET;
                voice.hear(*now, Some(level))
            })
            .collect()
    }

    #[test]
    fn speech_begins_after_200_ms_and_ends_after_800_ms() {
        let mut now = Instant::now();
        let mut voice = Voice::new(now);
        assert_eq!(speak(&mut voice, &mut now, 30, 10), [true; 0]);
        assert_eq!(speak(&mut voice, &mut now, 30, 2), [true]);
        assert_eq!(speak(&mut voice, &mut now, 90, 38), [true; 0], "a pause between words");
        assert_eq!(speak(&mut voice, &mut now, 30, 1), [true; 0]);
        assert_eq!(speak(&mut voice, &mut now, 90, 45), [false]);
    }

    #[test]
    fn a_cough_is_no_speech() {
        let mut now = Instant::now();
        let mut voice = Voice::new(now);
        for _ in 0..10 {
            assert_eq!(speak(&mut voice, &mut now, 20, 5), [true; 0]);
            assert_eq!(speak(&mut voice, &mut now, 100, 100), [true; 0]);
        }
    }

    #[test]
    fn speech_ends_also_when_packets_cease() {
        let mut now = Instant::now();
        let mut voice = Voice::new(now);
        speak(&mut voice, &mut now, 30, 20);
        let ended: Vec<bool> = (0..60)
            .filter_map(|_| {
                now += PACKET;
                voice.wait(now)
            })
            .collect();
        assert_eq!(ended, [false]);
    }

    /// Peers named by their position. One of them may speak to all.
    fn candidates(voices: &[Voice], to_all: Option<usize>) -> Vec<Candidate<'_>> {
        let candidate =
            |(i, voice)| Candidate { peer: PeerKey(i as u64), voice, to_all: to_all == Some(i), reserved: false };
        voices.iter().enumerate().map(candidate).collect()
    }

    #[test]
    fn a_voice_to_all_is_heard_at_once_and_keeps_its_place() {
        let mut now = Instant::now();
        let mut voices: Vec<Voice> = (0..5).map(|_| Voice::new(now)).collect();
        let mut active = Vec::new();
        let mut speak = |active: &mut Vec<ActiveSpeaker>, levels: [u8; 5], to_all| {
            for _ in 0..100 {
                now += PACKET;
                for (voice, level) in voices.iter_mut().zip(levels) {
                    let _ = voice.hear(now, Some(level));
                }
                choose_speakers(now, active, &candidates(&voices, to_all));
            }
            let mut heard: Vec<u64> = active.iter().map(|one| one.peer.0).collect();
            heard.sort_unstable();
            heard
        };
        assert_eq!(speak(&mut active, [20, 24, 28, 35, 100], None), [0, 1, 2]);
        assert_eq!(speak(&mut active, [20, 24, 28, 35, 100], Some(3)), [0, 1, 3], "though quieter than all of them");
        let heard = speak(&mut active, [20, 10, 100, 100, 10], Some(3));
        assert_eq!(heard, [1, 3, 4], "a pause in speech costs no place, others give way as ever");
    }

    #[test]
    fn silence_is_not_loud_whatever_it_claims() {
        assert!(is_silence(3) && !is_silence(40));
        assert_eq!((credible(Some(0), true), credible(None, true)), (Some(SILENCE), Some(SILENCE)));
        assert_eq!((credible(Some(20), false), credible(None, false)), (Some(20), None));
    }

    #[test]
    fn whoever_has_a_place_reserved_is_heard_over_the_loudest() {
        let mut now = Instant::now();
        let mut voices: Vec<Voice> = (0..5).map(|_| Voice::new(now)).collect();
        let mut active = Vec::new();
        let mut speak = |active: &mut Vec<ActiveSpeaker>, levels: [u8; 5], packets: u32| {
            for _ in 0..packets {
                now += PACKET;
                for (voice, level) in voices.iter_mut().zip(levels) {
                    let _ = voice.hear(now, Some(level));
                }
                let mut candidates = candidates(&voices, None);
                candidates[3..].iter_mut().for_each(|candidate| candidate.reserved = true);
                choose_speakers(now, active, &candidates);
            }
            let mut heard: Vec<u64> = active.iter().map(|one| one.peer.0).collect();
            heard.sort_unstable();
            heard
        };
        assert_eq!(speak(&mut active, [0, 0, 0, 100, 100], 100), [0, 1, 2]);
        let heard = speak(&mut active, [0, 0, 0, 40, 100], 15);
        assert!(heard.contains(&3), "300 ms after it began to speak: {heard:?}");
        assert!(speak(&mut active, [0, 0, 0, 40, 100], 500).contains(&3), "and for as long as it speaks");
        let heard = speak(&mut active, [0, 0, 0, 40, 40], 500);
        assert!(heard.contains(&3) && !heard.contains(&4), "one place is kept, the others are for all: {heard:?}");
        assert_eq!(speak(&mut active, [0, 0, 0, 100, 100], 100), [0, 1, 2], "silence needs no place");
    }

    #[test]
    fn a_small_group_hears_everybody() {
        let now = Instant::now();
        let voices: Vec<Voice> = (0..3).map(|_| Voice::new(now)).collect();
        let candidates = candidates(&voices, None);
        let mut active = Vec::new();
        assert!(choose_speakers(now, &mut active, &candidates));
        assert_eq!(active.len(), 3);
        assert!(!choose_speakers(now, &mut active, &candidates), "and it stays so");
    }

    #[test]
    fn a_speaker_takes_the_place_of_the_quietest_and_nobody_flutters() {
        let mut now = Instant::now();
        let mut voices: Vec<Voice> = (0..5).map(|_| Voice::new(now)).collect();
        let mut active = Vec::new();
        let mut run = |voices: &mut Vec<Voice>, levels: [u8; 5], packets: u32| {
            let mut changes = 0;
            for _ in 0..packets {
                now += PACKET;
                for (voice, level) in voices.iter_mut().zip(levels) {
                    voice.hear(now, Some(level));
                }
                changes += u32::from(choose_speakers(now, &mut active, &candidates(voices, None)));
            }
            let mut heard: Vec<u64> = active.iter().map(|one| one.peer.0).collect();
            heard.sort_unstable();
            (changes, heard)
        };
        assert_eq!(run(&mut voices, [30, 32, 34, 100, 100], 100).1, [0, 1, 2]);
        assert_eq!(run(&mut voices, [30, 32, 34, 31, 100], 100), (0, vec![0, 1, 2]), "as loud is not louder");
        assert_eq!(run(&mut voices, [30, 32, 100, 31, 100], 100), (1, vec![0, 1, 3]));
        assert_eq!(run(&mut voices, [100, 100, 100, 100, 100], 100), (0, vec![0, 1, 3]), "silence changes nothing");
    }
}
