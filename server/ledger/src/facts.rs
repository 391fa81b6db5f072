//! What the journal tells of participation.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Audience, Event, EventBody, Millis, ParticipantId, RoomId,
    polls::{LateAnswers, PollId},
    recording::Cut,
    stage::{Source, TrackState},
};
use serde::{Deserialize, Serialize};

use crate::{InsightFacts, IsRight, Line, Quiet, RoomFacts, Stretches, tasks::set};

/// What is the same for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassFacts {
    /// When the server was away, or class was off the record: nothing of it can be watched.
    pub gaps: Stretches,
    /// Since when class is off the record; `None` while it is on it.
    pub off_record: Option<Millis>,
    /// What staff cut out of the recording: it counts for nobody, and nobody misses it, but where a take stands in its place.
    pub cuts: Vec<(Millis, Millis)>,
    /// Those of them in whose place staff put a new take.
    pub takes: Vec<Place>,
    /// The polls that count: those that staff opened for all of the class, and that can be answered later. An anonymous one cannot.
    /// Each with when it was opened.
    pub polls: BTreeMap<PollId, Millis>,
    /// Until when they take late answers, where staff said something of it.
    pub late_answers: BTreeMap<PollId, LateAnswers>,
    /// The breakout rooms, and what they handed in.
    pub rooms: RoomFacts,
    /// When something else began: an activity, a shared screen, time in rooms or the class after it.
    pub beginnings: BTreeSet<Millis>,
    /// Where the chapters begin that staff named.
    pub chapters: BTreeSet<Millis>,
    /// Where staff let none begin.
    pub hidden: BTreeSet<Millis>,
    /// Silences and breaks, which nobody has to have seen.
    pub quiet: Quiet,
}

/// A stretch in whose place a new take stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last.
    pub to: Millis,
    /// The length of the take.
    pub duration: Millis,
}

/// What somebody did, by their seat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatFacts {
    /// When they were in class, and not away.
    pub live: Stretches,
    /// Since when they are there; `None` when they are not.
    pub since: Option<Millis>,
    /// The polls that count and that they answered in class.
    pub polls: BTreeSet<PollId>,
    /// Those that they answered later alone.
    pub later_polls: BTreeSet<PollId>,
    /// The breakout rooms in which they were.
    pub rooms: BTreeSet<RoomId>,
    /// Those for whose tasks they handed in something later, and did not take it back.
    pub later_work: BTreeSet<RoomId>,
    /// Messages to the class, to a room or to staff that they wrote in class. What two people write to one another is theirs.
    pub messages: u32,
    /// Those that they wrote later.
    pub later_messages: u32,
}

/// All of it: the fold of a journal, which goes on where it stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What is the same for everybody.
    pub class: ClassFacts,
    /// What each seat did.
    pub seats: BTreeMap<ParticipantId, SeatFacts>,
    /// What staff learn beside it.
    pub insight: InsightFacts,
}

impl Facts {
    /// Folds the next event in.
    pub fn apply(&mut self, event: &Event, is_right: IsRight) {
        let later = event.later.is_some();
        self.insight.apply(event, is_right);
        self.class.quiet.apply(event);
        self.class.rooms.apply(event);
        match event.body {
            EventBody::Interrupted { from, to } => self.class.gaps.add(from, to),
            EventBody::Joined { participant, room, .. } => {
                let seat = self.seat(participant);
                seat.since.get_or_insert(event.at);
                seat.enter(room);
            }
            EventBody::Moved { participant, room, .. } => self.seat(participant).enter(room),
            EventBody::AwayChanged { participant, away: false } => {
                self.seat(participant).since.get_or_insert(event.at);
            }
            EventBody::Left { participant, .. } | EventBody::AwayChanged { participant, away: true } => {
                self.seat(participant).leave(event.at);
            }
            EventBody::CutMade { cut, .. } => self.class.cut_out(cut),
            EventBody::CutUndone { cut, .. } => self.class.put_back(cut),
            EventBody::OffRecordSet { off: true, .. } => drop(self.class.off_record.get_or_insert(event.at)),
            EventBody::OffRecordSet { off: false, .. } => self.class.on_record(event.at),
            EventBody::SessionEnded { .. } => {
                self.class.on_record(event.at);
                self.seats.values_mut().for_each(|seat| seat.leave(event.at));
            }
            EventBody::PollStarted { poll, room, ref question, .. }
                if room.is_none_or(|room| room == RoomId::MAIN) && !question.anonymous =>
            {
                self.class.polls.entry(poll).or_insert(event.moment());
            }
            EventBody::LateAnswersSet { poll, late_answers, .. } => {
                self.class.late_answers.insert(poll, late_answers);
            }
            EventBody::BallotCast { poll, participant, .. } if self.class.polls.contains_key(&poll) => {
                self.seat(participant).answer(poll, later);
            }
            EventBody::ChatSent { participant, .. } if !matches!(event.audience, Audience::Pair { .. }) => {
                let seat = self.seat(participant);
                *if later { &mut seat.later_messages } else { &mut seat.messages } += 1;
            }
            EventBody::WorkHandedIn { participant, room, ref text, ref with } if later => {
                for author in [participant].into_iter().chain(with.iter().copied()) {
                    set(&mut self.seat(author).later_work, room, !text.is_empty());
                }
            }
            EventBody::ActivityStarted { .. }
            | EventBody::ActivityEnded
            | EventBody::RoomsOpened { .. }
            | EventBody::RoomsClosed { .. }
            | EventBody::TrackChanged { source: Source::Screen, state: TrackState::On, .. } => {
                self.class.beginnings.insert(event.at);
            }
            EventBody::ChapterSet { from, .. } => self.class.chapter(from, Some(true)),
            EventBody::ChapterHidden { from } => self.class.chapter(from, Some(false)),
            EventBody::ChapterRemoved { from } => self.class.chapter(from, None),
            _ => {}
        }
    }

    fn seat(&mut self, participant: ParticipantId) -> &mut SeatFacts {
        self.seats.entry(participant).or_default()
    }
}

impl Place {
    pub(crate) fn length(&self) -> Millis {
        self.to - self.from
    }
}

impl ClassFacts {
    /// The timeline as it is played.
    pub fn line(&self) -> Line {
        Line::of(&self.takes)
    }

    /// Staff let a chapter begin at a moment, or none, or say nothing of it any more.
    fn chapter(&mut self, at: Millis, begins: Option<bool>) {
        set(&mut self.chapters, at, begins == Some(true));
        set(&mut self.hidden, at, begins == Some(false));
    }

    /// Where something begins, for whoever looks for a place to rest.
    pub(crate) fn chapters_begin(&self) -> impl Iterator<Item = Millis> {
        self.beginnings.union(&self.chapters).filter(|at| !self.hidden.contains(at)).copied()
    }

    /// Whether a poll was opened in what is cut out.
    pub(crate) fn is_cut(&self, poll: &PollId) -> bool {
        self.polls.get(poll).is_some_and(|&at| self.is_cut_at(at))
    }

    /// Takes note of the time, in Unix ms: what was to be answered until before it is closed.
    pub fn tell_time(&mut self, now_unix: Millis) {
        for late_answers in self.late_answers.values_mut().filter(|late| !late.are_taken(now_unix)) {
            *late_answers = LateAnswers::Closed;
        }
    }

    /// Whether a poll that counts can still be answered.
    pub(crate) fn is_answerable(&self, poll: &PollId) -> bool {
        !self.is_cut(poll) && self.late_answers.get(poll) != Some(&LateAnswers::Closed)
    }

    /// Whether a moment is in what is cut out.
    pub fn is_cut_at(&self, at: Millis) -> bool {
        self.cuts.iter().any(|&(from, to)| from <= at && at < to)
    }

    fn cut_out(&mut self, Cut { from, to, take }: Cut) {
        self.cuts.push((from, to));
        self.takes.extend(take.map(|take| Place { from, to, duration: take.duration }));
    }

    fn put_back(&mut self, Cut { from, to, .. }: Cut) {
        self.cuts.retain(|cut| *cut != (from, to));
        self.takes.retain(|place| (place.from, place.to) != (from, to));
    }

    fn on_record(&mut self, at: Millis) {
        if let Some(since) = self.off_record.take() {
            self.gaps.add(since, at);
        }
    }
}

impl SeatFacts {
    /// Whether they answered a poll.
    pub(crate) fn has_answered(&self, poll: &PollId) -> bool {
        self.polls.contains(poll) || self.later_polls.contains(poll)
    }

    fn leave(&mut self, at: Millis) {
        if let Some(since) = self.since.take() {
            self.live.add(since, at);
        }
    }

    fn enter(&mut self, room: RoomId) {
        if room != RoomId::MAIN {
            self.rooms.insert(room);
        }
    }

    fn answer(&mut self, poll: PollId, later: bool) {
        match later {
            true if self.polls.contains(&poll) => {}
            true => drop(self.later_polls.insert(poll)),
            false => {
                self.later_polls.remove(&poll);
                self.polls.insert(poll);
            }
        }
    }
}
