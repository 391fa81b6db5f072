//! Everything durable about a session: the fold of its journal.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Audience, Consent, ErrorCode, Event, EventBody, LeaveReason, Millis, ParticipantId, RoomId, Seq, Settings,
    Snapshot, Source, TrackState, limits,
    polls::{Poll, PollId},
    settings::Waiting,
    snapshot::{ChatMessage, Participant, Room},
};

use crate::{
    polls::asked_breakout,
    reduce::{chat, position, reduce},
    text,
    visibility::{Viewer, Whereabouts, may_know, open_to_all, subject, visible},
};

/// The fold of a journal. Only [`State::apply`] changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// All but the chat, which stays empty here.
    whole: Snapshot,
    /// All messages, to whomever.
    chat: Vec<ChatMessage>,
    chat_bytes: usize,
    whereabouts: Whereabouts,
    /// Who cannot come back, and what they are told.
    removed: BTreeMap<ParticipantId, ErrorCode>,
    /// What may be recorded of those who wait, once they are in.
    consents: BTreeMap<ParticipantId, Consent>,
    /// Whose microphone may be switched on although the settings let nobody: staff asked them to.
    asked: BTreeSet<ParticipantId>,
    /// Who was not here when rooms were last opened, and has not come since.
    late: BTreeSet<ParticipantId>,
    /// Names of people who are not here yet, and where they go.
    expected: BTreeMap<String, RoomId>,
    /// The last number that was given to a poll.
    poll_numbers: u32,
    /// Keys and results of polls that a breakout room alone was asked: to whom they were told differs.
    told_of_polls: Vec<Event>,
    last: LastSeen,
    at: Millis,
}

/// The last events of each audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct LastSeen {
    by_all: Seq,
    by_staff: Seq,
    /// What was said to staff and this person.
    by_person: BTreeMap<ParticipantId, Seq>,
    /// All that was said in breakout rooms and between two people: the event, and by whose moment it is judged who may know.
    talk: Vec<(Seq, Seq, Audience)>,
}

impl LastSeen {
    fn apply(&mut self, event: &Event) {
        match event.audience {
            audience if open_to_all(audience) => self.by_all = event.seq,
            Audience::Staff { and } => {
                self.by_staff = event.seq;
                self.by_person.extend(and.map(|person| (person, event.seq)));
            }
            audience => self.talk.push((event.seq, subject(event), audience)),
        }
    }
}

impl Default for State {
    fn default() -> Self {
        State {
            whole: Snapshot::empty(),
            chat: Vec::new(),
            chat_bytes: 0,
            whereabouts: Whereabouts::default(),
            removed: BTreeMap::new(),
            consents: BTreeMap::new(),
            asked: BTreeSet::new(),
            late: BTreeSet::new(),
            expected: BTreeMap::new(),
            poll_numbers: 0,
            told_of_polls: Vec::new(),
            last: LastSeen::default(),
            at: 0,
        }
    }
}

impl State {
    /// Folds one more event in. Never fails, also on events that no session would make.
    pub fn apply(&mut self, event: &Event) {
        self.at = event.at;
        self.whereabouts.apply(event);
        self.last.apply(event);
        self.note(&event.body);
        match &event.body {
            EventBody::ChatSent { text, .. } => {
                self.chat_bytes += text.len();
                chat(&mut self.chat, event);
            }
            EventBody::ChatDeleted { message, .. } => {
                self.chat_bytes -= self.message(*message).map_or(0, |message| message.text.len());
                chat(&mut self.chat, event);
            }
            EventBody::ArrivalsExpected { room, names } => {
                self.expected.extend(names.iter().map(|name| (text::folded_name(name), *room)));
            }
            EventBody::PollKeySet { poll, .. } | EventBody::ResultsShared { poll, .. }
                if self.polls().iter().any(|asked| asked.id == *poll && asked_breakout(asked).is_some()) =>
            {
                self.told_of_polls.push(event.clone());
            }
            _ => {}
        }
        if !matches!(event.body, EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. }) {
            reduce(&mut self.whole, event);
        }
        self.whole.seq = event.seq;
    }

    /// Keeps what decisions need and no snapshot shows.
    fn note(&mut self, body: &EventBody) {
        match *body {
            EventBody::Joined { participant, .. } => {
                self.late.remove(&participant);
            }
            EventBody::WaitBegan { participant, consent, .. } => {
                self.consents.insert(participant, consent);
            }
            EventBody::WaitEnded { participant, reason } => {
                self.consents.remove(&participant);
                self.removed.extend(reason.and_then(lasting).map(|code| (participant, code)));
            }
            EventBody::Left { participant, reason } => {
                self.asked.remove(&participant);
                self.removed.extend(lasting(reason).map(|code| (participant, code)));
            }
            EventBody::AskedToUnmute { participant, .. } => {
                self.asked.insert(participant);
            }
            EventBody::UnmuteTakenBack { participant, .. } => {
                self.asked.remove(&participant);
            }
            EventBody::TrackChanged { participant, source: Source::Microphone, by: Some(_), state }
                if state != TrackState::On =>
            {
                self.asked.remove(&participant);
            }
            EventBody::SettingsChanged { settings, .. } if settings.may_unmute != self.whole.settings.may_unmute => {
                self.asked.clear();
            }
            EventBody::PollPrepared { poll, .. } | EventBody::PollStarted { poll, .. } => {
                self.poll_numbers = self.poll_numbers.max(poll.0);
            }
            EventBody::RoomsOpened { .. } => {
                self.late = self.whole.participants.iter().filter(|p| !p.present).map(|p| p.id).collect();
            }
            _ => {}
        }
    }

    /// The fold of the journal as this viewer may see it, with the last [`limits::CHAT_IN_SNAPSHOT`] messages.
    pub fn snapshot_for(&self, viewer: Viewer) -> Snapshot {
        let you = viewer.participant;
        let readable = |m: &&ChatMessage| may_know(m.audience, m.seq, viewer, &self.whereabouts);
        let mut chat: Vec<_> =
            self.chat.iter().rev().filter(readable).take(limits::CHAT_IN_SNAPSHOT).cloned().collect();
        chat.reverse();
        let seq = self.last_seen_by(viewer);
        if self.whereabouts.waits(you) {
            let waiting = self.whole.waiting.iter().filter(|waiting| waiting.participant == you).cloned().collect();
            return Snapshot { seq, waiting, chat, ..Snapshot::empty() };
        }
        let mut snapshot = Snapshot { seq, chat, ..self.whole.clone() };
        if !viewer.role.is_staff() {
            keep_own(&mut snapshot, you);
            let told = self.told_of_polls.iter().filter(|event| visible(event, viewer, &self.whereabouts));
            told.for_each(|event| reduce(&mut snapshot, event));
            snapshot.seq = seq;
        }
        snapshot
    }

    /// Whether the last results of this poll were told to these people.
    pub(crate) fn has_heard_results(&self, poll: PollId, audience: Audience) -> bool {
        let of_poll = |event: &&Event| matches!(event.body, EventBody::ResultsShared { poll: of, .. } if of == poll);
        self.told_of_polls.iter().rfind(of_poll).is_none_or(|event| event.audience == audience)
    }

    /// The last event that this viewer may see.
    fn last_seen_by(&self, viewer: Viewer) -> Seq {
        let you = viewer.participant;
        let own = self.last.by_person.get(&you).copied().unwrap_or(0);
        if self.whereabouts.waits(you) {
            return own.max(self.last_read_by(viewer));
        }
        let staff = if viewer.role.is_staff() { self.last.by_staff } else { own };
        self.last.by_all.max(staff).max(self.last_read_by(viewer))
    }

    /// The last thing said in a breakout room or between two people that this viewer may know.
    fn last_read_by(&self, viewer: Viewer) -> Seq {
        let may =
            |&&(_, moment, audience): &&(Seq, Seq, Audience)| may_know(audience, moment, viewer, &self.whereabouts);
        self.last.talk.iter().rev().find(may).map_or(0, |&(seq, ..)| seq)
    }

    /// All that is known but the chat: what the session decides by.
    pub(crate) fn whole(&self) -> &Snapshot {
        &self.whole
    }

    /// A message.
    pub(crate) fn message(&self, seq: Seq) -> Option<&ChatMessage> {
        self.chat.binary_search_by_key(&seq, |m| m.seq).ok().map(|i| &self.chat[i])
    }

    /// All messages, oldest first.
    pub(crate) fn chat(&self) -> &[ChatMessage] {
        &self.chat
    }

    /// How the class is set.
    pub fn settings(&self) -> &Settings {
        &self.whole.settings
    }

    /// Who waits to be admitted, longest first.
    pub fn waiting(&self) -> &[Waiting] {
        &self.whole.waiting
    }

    /// Whether this person waits to be admitted.
    pub(crate) fn is_waiting(&self, id: ParticipantId) -> bool {
        self.whole.waiting.iter().any(|waiting| waiting.participant == id)
    }

    /// What may be recorded of somebody who waits.
    pub(crate) fn consent_of_waiting(&self, id: ParticipantId) -> Option<Consent> {
        self.consents.get(&id).copied()
    }

    /// Whose microphones may be switched on because staff asked them to, and nobody muted them since.
    pub(crate) fn asked_to_unmute(&self) -> &BTreeSet<ParticipantId> {
        &self.asked
    }

    /// Whether the person has not been here since rooms were last opened.
    pub(crate) fn comes_late(&self, id: ParticipantId) -> bool {
        self.late.contains(&id) || self.participant(id).is_none()
    }

    /// A room.
    pub(crate) fn room(&self, id: RoomId) -> Option<&Room> {
        self.rooms().binary_search_by_key(&id, |room| room.id).ok().map(|i| &self.rooms()[i])
    }

    /// The breakout rooms that are open.
    pub(crate) fn open_rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms().iter().filter(|room| room.open && room.id != RoomId::MAIN)
    }

    /// The room in which somebody of this name is expected.
    pub(crate) fn expected_in(&self, name: &str) -> Option<RoomId> {
        self.expected.get(&text::folded_name(name)).copied()
    }

    /// The polls that were asked, by number.
    pub fn polls(&self) -> &[Poll] {
        &self.whole.polls
    }

    /// How many numbers were given to polls, from 1.
    pub(crate) fn poll_numbers(&self) -> u32 {
        self.poll_numbers
    }

    /// A person who is or was here.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        position(&self.whole, id).ok().map(|i| &self.whole.participants[i])
    }

    /// A person who is here.
    pub fn present(&self, id: ParticipantId) -> Option<&Participant> {
        self.participant(id).filter(|p| p.present)
    }

    /// Everybody who ever was here, by seat.
    pub fn participants(&self) -> &[Participant] {
        &self.whole.participants
    }

    /// The rooms, main first.
    pub fn rooms(&self) -> &[Room] {
        &self.whole.rooms
    }

    /// Who was where: what [`crate::visible`] needs.
    pub fn whereabouts(&self) -> &Whereabouts {
        &self.whereabouts
    }

    /// Whether staff removed this person, for good.
    pub fn is_removed(&self, id: ParticipantId) -> bool {
        self.removed.contains_key(&id)
    }

    /// Why this person cannot come back: `Removed` or `Banned`.
    pub(crate) fn kept_out(&self, id: ParticipantId) -> Option<ErrorCode> {
        self.removed.get(&id).copied()
    }

    /// Whether the session has begun.
    pub fn is_started(&self) -> bool {
        self.whole.session.is_some()
    }

    /// Whether the session is over.
    pub fn is_ended(&self) -> bool {
        self.whole.ended.is_some()
    }

    /// All text of the chat, in bytes.
    pub(crate) fn chat_bytes(&self) -> usize {
        self.chat_bytes
    }

    /// The number of the last event.
    pub fn seq(&self) -> Seq {
        self.whole.seq
    }

    /// The time of the last event.
    pub fn at(&self) -> Millis {
        self.at
    }
}

/// What somebody who left for this reason is told when they come back; `None`: they may.
fn lasting(reason: LeaveReason) -> Option<ErrorCode> {
    match reason {
        LeaveReason::Removed => Some(ErrorCode::Removed),
        LeaveReason::Banned => Some(ErrorCode::Banned),
        LeaveReason::Left | LeaveReason::Lost => None,
    }
}

/// Takes out what is told to staff, or to others, alone.
fn keep_own(snapshot: &mut Snapshot, you: ParticipantId) {
    snapshot.waiting.retain(|waiting| waiting.participant == you);
    snapshot.help.retain(|help| help.participant == you);
    snapshot.feedback.retain(|given| given.participant == you);
    snapshot.prepared.clear();
    for poll in &mut snapshot.polls {
        poll.answered.retain(|&participant| participant == you);
        poll.ballots.retain(|ballot| ballot.participant == you);
        poll.tally = None;
        let in_breakout = asked_breakout(poll).is_some();
        if in_breakout {
            poll.shared = None;
        }
        if in_breakout || poll.closed.is_none() {
            poll.key = None;
        }
    }
}
