//! What is shown of a recorded session, as it was a moment ago.

use std::collections::{HashMap, HashSet};

use protocol::{
    Millis, RoomId,
    limits::{MANIFEST_EDGE_MS, MEDIA_KEY_PERIOD_MS},
    manifest::TrackContent,
};

use super::Key;

/// What is on each track, by number, and what staff took out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tracks {
    /// What is on each track.
    pub contents: HashMap<u32, TrackContent>,
    /// The rooms that staff took out.
    pub hidden_rooms: Vec<RoomId>,
    /// The segments that lie wholly in what staff took out: their tracks, and when they start.
    pub hidden: HashSet<(u32, Millis)>,
}

/// What is shown of a session.
#[derive(Debug)]
pub struct Shown {
    /// Nothing once the recording was deleted.
    tracks: Option<Tracks>,
    read_unix: Millis,
}

impl Shown {
    /// What is shown at this time; nothing of a recording that was deleted.
    pub fn at(now_unix: Millis, tracks: Option<Tracks>) -> Self {
        Shown { tracks, read_unix: now_unix }
    }

    /// Whether it may still be asked: not for longer than keys are the same.
    pub fn is_fresh(&self, now_unix: Millis) -> bool {
        now_unix.saturating_sub(self.read_unix) < MEDIA_KEY_PERIOD_MS
    }

    /// Whether the recording was deleted.
    pub fn is_deleted(&self) -> bool {
        self.tracks.is_none()
    }

    /// Whether it tells what there is to know of a track: it has it, or was read so lately that whoever asks for it cannot have
    /// learned of it. So nobody makes the server read for each of their requests.
    pub fn tells(&self, track: u32, now_unix: Millis) -> bool {
        let is_new = now_unix.saturating_sub(self.read_unix) < MANIFEST_EDGE_MS;
        is_new || self.tracks.as_ref().is_none_or(|tracks| tracks.contents.contains_key(&track))
    }

    /// What is in the file of this name, if the key opens it.
    pub fn content_of(&self, key: Key, file: &str) -> Option<TrackContent> {
        let tracks = self.tracks.as_ref()?;
        let track = recorder::track_of_file(file)?;
        let content = *tracks.contents.get(&track)?;
        let is_taken_out = tracks.hidden_rooms.contains(&key.room)
            || recorder::start_of_file(file).is_some_and(|start| tracks.hidden.contains(&(track, start)));
        (room_of(content) == key.room && (key.whole || !is_taken_out)).then_some(content)
    }
}

/// The room in which a track was recorded.
pub fn room_of(content: TrackContent) -> RoomId {
    match content {
        TrackContent::Participant { room, .. } | TrackContent::Mix { room } => room,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{ParticipantId, Source};

    use super::*;

    #[test]
    fn a_key_opens_its_room_without_what_was_taken_out() {
        let camera = |room| TrackContent::Participant { participant: ParticipantId(1), source: Source::Camera, room };
        let mix = TrackContent::Mix { room: RoomId::MAIN };
        let tracks = Tracks {
            contents: HashMap::from([(0, mix), (1, camera(RoomId::MAIN)), (2, camera(RoomId(1)))]),
            hidden_rooms: vec![RoomId(1)],
            hidden: HashSet::from([(0, 2_000)]),
        };
        let shown = Shown::at(5, Some(tracks));
        let opens = |room, whole, file: &str| shown.content_of(Key { room, whole, edits: 0 }, file).is_some();
        assert_eq!(shown.content_of(Key { room: RoomId::MAIN, whole: false, edits: 0 }, "t0-s0.webm"), Some(mix));
        assert!(opens(RoomId::MAIN, false, "t1-s2000.webm") && opens(RoomId::MAIN, false, "t0-i0.webm"));
        assert!(!opens(RoomId::MAIN, false, "t0-s2000.webm"), "it is cut out");
        assert!(!opens(RoomId::MAIN, false, "t0-s02000.webm"), "and so is the one that was made again");
        assert!(opens(RoomId::MAIN, true, "t0-s2000.webm"));
        assert!(!opens(RoomId::MAIN, true, "t2-s0.webm"), "of another room");
        assert!(!opens(RoomId(1), false, "t2-s0.webm") && opens(RoomId(1), true, "t2-s0.webm"));
        for file in ["t9-s0.webm", "t0-s0.webm.zip", "../t0-s0.webm", ""] {
            assert!(!opens(RoomId::MAIN, true, file), "{file}");
        }
        assert!(shown.tells(2, 5 + MANIFEST_EDGE_MS) && !shown.tells(3, 5 + MANIFEST_EDGE_MS) && shown.tells(3, 6));
        assert!(shown.is_fresh(5 + MEDIA_KEY_PERIOD_MS - 1) && !shown.is_fresh(5 + MEDIA_KEY_PERIOD_MS));
        assert_eq!(
            Shown::at(5, None).content_of(Key { room: RoomId::MAIN, whole: true, edits: 0 }, "t0-s0.webm"),
            None
        );
    }
}
