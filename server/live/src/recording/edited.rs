//! What of a recording is for whoever is not staff, once staff took parts of it out.

use std::{collections::BTreeMap, ops::Range};

use common::Kept;
use protocol::{
    Audience, Event, EventBody, Millis, PollId, RoomId,
    recording::{Cut, Edits},
};

use super::reduce::edit;

/// What staff took out of a recording, folded from its journal, and the rule of what is shown nevertheless to whoever is not staff:
/// beside [`visible`](crate::visible) and [`may_watch`](crate::may_watch), for journal, manifest and files once class is over.
///
/// Of what happened in a cut, all that was said, asked or shown of people goes. What the rest of the journal needs stays: who came
/// and went, rooms, tracks and settings, so that it folds into the same class.
#[derive(Debug, Clone)]
pub struct Edited {
    edits: Edits,
    /// How many edits there were, also of those that are undone.
    times: u32,
    kept: Kept,
    /// When class ended.
    ended: Option<Millis>,
    /// When each question was asked, and of which room.
    polls: BTreeMap<PollId, (Millis, Option<RoomId>)>,
}

impl Default for Edited {
    fn default() -> Self {
        Edited {
            edits: Edits::default(),
            times: 0,
            kept: Kept::of([], Millis::MAX),
            ended: None,
            polls: BTreeMap::new(),
        }
    }
}

impl Edited {
    /// Folds one more event in. The caller passes all events of the journal, in order.
    pub fn apply(&mut self, event: &Event) {
        match event.body {
            EventBody::PollStarted { poll, room, .. } => drop(self.polls.insert(poll, (event.moment(), room))),
            EventBody::SessionEnded { .. } => self.ended = Some(event.moment()),
            EventBody::CutMade { .. } | EventBody::CutUndone { .. } | EventBody::RoomHidden { .. } => {
                edit(&mut self.edits, event);
                self.times += 1;
                self.kept = Kept::of(self.cut_out(), Millis::MAX);
            }
            _ => {}
        }
    }

    /// The stretches that are cut out, in order. They may overlap. One up to the end of class has no end: the last segments go on for
    /// some milliseconds after it.
    pub fn cut_out(&self) -> impl Iterator<Item = Range<Millis>> {
        let reaches = |to| if self.ended.is_some_and(|ended| to >= ended) { Millis::MAX } else { to };
        self.edits.cuts.iter().map(move |&Cut { from, to, .. }| from..reaches(to))
    }

    /// What is taken out.
    pub fn edits(&self) -> &Edits {
        &self.edits
    }

    /// How often staff took something out or put something back.
    pub fn times(&self) -> u32 {
        self.times
    }

    /// Whether a room is shown.
    pub fn shows_room(&self, room: RoomId) -> bool {
        !self.edits.hidden_rooms.contains(&room)
    }

    /// Whether the media from `start` until before `end` are shown: only if nothing of them is cut out, so that what goes with a cut goes wholly.
    pub fn shows_media(&self, start: Millis, end: Millis) -> bool {
        self.kept.holds_all(start, end)
    }

    /// Whether an event is shown.
    pub fn shows(&self, event: &Event) -> bool {
        if self.edits.is_empty() {
            return true;
        }
        if let Audience::Room { room } = event.audience
            && !self.shows_room(room)
        {
            return false;
        }
        match event.body {
            EventBody::ChatSent { .. }
            | EventBody::WorkHandedIn { .. }
            | EventBody::Reacted { .. }
            | EventBody::HandRaised { .. }
            | EventBody::Speaking { speaking: true, .. } => self.kept.holds(event.moment()),
            EventBody::ChapterSet { from, .. } => self.kept.holds(from),
            EventBody::ResultsShared { poll, .. } => self.kept.holds(event.moment()) && self.shows_poll(poll),
            EventBody::PollStarted { poll, .. }
            | EventBody::PollKeySet { poll, .. }
            | EventBody::BallotCast { poll, .. }
            | EventBody::PollClosed { poll, .. }
            | EventBody::PollTallied { poll, .. } => self.shows_poll(poll),
            _ => true,
        }
    }

    fn shows_poll(&self, poll: PollId) -> bool {
        self.polls
            .get(&poll)
            .is_none_or(|&(asked, room)| self.kept.holds(asked) && room.is_none_or(|room| self.shows_room(room)))
    }
}
