//! A model of media and recorder: it does what the effects say, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use live::{Effect, State, Viewer};
use protocol::{ParticipantId, Role, RoomId, Source, TrackState, presence::Participant, rooms::Room};

/// The state of media and the recorder, by person.
#[derive(Debug, Default)]
pub struct Media {
    people: BTreeMap<ParticipantId, Peer>,
    ended: bool,
}

/// The state of one person. Everything is closed at first.
#[derive(Debug, Default, PartialEq, Eq)]
struct Peer {
    /// The one room that they hear, and in which they are heard.
    room: Option<RoomId>,
    /// The other rooms in which they are heard.
    also: BTreeSet<RoomId>,
    reserved: bool,
    open: BTreeSet<Source>,
    recorded: BTreeSet<Source>,
}

impl Media {
    /// Does what the effect says.
    pub fn execute(&mut self, effect: &Effect) {
        match effect {
            // A new connection starts with everything closed.
            Effect::Offer { participant, fresh: true, .. } => {
                let peer = self.people.entry(*participant).or_default();
                peer.room = None;
                peer.also.clear();
                peer.open.clear();
            }
            Effect::Offer { .. } | Effect::Watch { .. } | Effect::Close { .. } | Effect::Welcome { .. } => {}
            Effect::Place { participant, room, also } => {
                let peer = self.people.entry(*participant).or_default();
                peer.room = Some(*room);
                peer.also = also.iter().copied().collect();
            }
            Effect::Reserve { participant, reserved } => {
                self.people.entry(*participant).or_default().reserved = *reserved;
            }
            Effect::Gate { participant, source, open } => {
                let peer = self.people.entry(*participant).or_default();
                if *open {
                    peer.open.insert(*source)
                } else {
                    peer.open.remove(source)
                };
            }
            Effect::Record { participant, sources } => {
                self.people.entry(*participant).or_default().recorded = sources.iter().copied().collect();
            }
            Effect::Release { participant } => {
                let peer = self.people.remove(participant).expect("who is released was there");
                assert!(peer.recorded.is_empty(), "{participant:?} is not recorded any more when released");
            }
            Effect::Ended => {
                assert!(!self.ended, "a session ends once");
                *self = Media { people: BTreeMap::new(), ended: true };
            }
        }
    }

    /// Panics unless media does what the state asks for: nobody who left is heard, nobody hears another room, nobody is
    /// recorded against their will, or off the record.
    pub fn check(&self, state: &State) {
        assert_eq!(self.ended, state.is_ended(), "media ends with the session");
        let all = state.snapshot_for(NOBODY);
        let off_record = all.off_record.last().is_some_and(|last| last.to.is_none());
        let present = state.participants().iter().filter(|person| person.present);
        let mut wanted: BTreeMap<_, _> = present.map(|p| (p.id, wanted(state, all.voice_to_all, p))).collect();
        if off_record {
            wanted.values_mut().for_each(|peer| peer.recorded.clear());
        }
        assert_eq!(self.people, wanted, "media does what the state asks for");
    }
}

/// A viewer who was never there. They see who is heard in all rooms.
const NOBODY: Viewer = Viewer { participant: ParticipantId(0), role: Role::Guest };

/// The state that media shall have for a person. A voice to all is heard in every open room, every other voice in one
/// room alone.
fn wanted(state: &State, voice: Option<ParticipantId>, person: &Participant) -> Peer {
    let mut peer = Peer { room: Some(person.room), ..Peer::default() };
    if voice == Some(person.id) {
        let others = state.rooms().iter().filter(|room| room.open && room.id != person.room);
        peer.also = others.map(|room| room.id).collect();
    }
    let seen = |room: &Room| room.spotlight.is_some_and(|target| target.participant == person.id);
    peer.reserved = person.role.is_staff() || state.rooms().iter().any(seen);
    for track in person.tracks.iter().filter(|t| t.state == TrackState::On) {
        peer.open.insert(track.source);
        let withheld = match track.source {
            Source::Microphone => !person.consent.record_voice,
            Source::Camera => !person.consent.record_camera,
            Source::Screen | Source::ScreenAudio => false,
        };
        if !withheld {
            peer.recorded.insert(track.source);
        }
    }
    peer
}
