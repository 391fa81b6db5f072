//! Everything durable about a session: the fold of its journal, composed of the state of each feature.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Audience, Consent, ErrorCode, Event, EventBody, Millis, ParticipantId, PollId, RoomId, Seq, Snapshot,
    chat::ChatMessage,
    moderation::Settings,
    polls::Poll,
    presence::{Participant, Waiting},
    recording::Edits,
    rooms::Room,
    table::Table,
};

use crate::{
    agenda,
    chapters::state::ChaptersState,
    chat::state::{ChatState, latest_messages},
    lists::position,
    membership::RoomMembership,
    moderation::state::ModerationState,
    polls::{self, known::answered_by, state::PollsState},
    presence::{self, names::Names, state::PresenceState},
    recording,
    reduce::reduce,
    rooms::{self, state::RoomsState},
    visibility::{Viewer, may_know, open_to_all, subject},
};

/// The fold of a journal. Only [`State::apply`] changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// All but the chat, which stays empty here.
    whole: Snapshot,
    membership: RoomMembership,
    presence: PresenceState,
    chat: ChatState,
    rooms: RoomsState,
    polls: PollsState,
    chapters: ChaptersState,
    moderation: ModerationState,
    last: LastSeen,
    at: Millis,
}

/// The last event of each audience, without those that [`PollsState`] keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct LastSeen {
    by_all: Seq,
    by_staff: Seq,
    /// The last event for staff and this person, or for staff and those with whom this person did something.
    by_person: BTreeMap<ParticipantId, Seq>,
    /// All events for a breakout room, for two people or off the record: the number of the event, the number of the event at whose
    /// moment a person must have been in the room to see it, and the audience.
    talk: Vec<(Seq, Seq, Audience)>,
}

impl LastSeen {
    fn apply(&mut self, event: &Event, membership: &RoomMembership) {
        match event.audience {
            _ if answered_by(event).is_some() => {}
            audience if open_to_all(audience) && !membership.is_off_record(subject(event)) => self.by_all = event.seq,
            Audience::Staff { and } => {
                self.by_staff = event.seq;
                self.by_person.extend(and.map(|person| (person, event.seq)));
                if let EventBody::WorkHandedIn { with, .. } = &event.body {
                    self.by_person.extend(with.iter().map(|&author| (author, event.seq)));
                }
            }
            audience => self.talk.push((event.seq, subject(event), audience)),
        }
    }
}

impl Default for State {
    fn default() -> Self {
        State {
            whole: Snapshot::empty(),
            membership: RoomMembership::default(),
            presence: PresenceState::default(),
            chat: ChatState::default(),
            rooms: RoomsState::default(),
            polls: PollsState::default(),
            chapters: ChaptersState::default(),
            moderation: ModerationState::default(),
            last: LastSeen::default(),
            at: 0,
        }
    }
}

impl State {
    /// Folds one more event in. Never fails, also on events that no session would make.
    pub fn apply(&mut self, event: &Event) {
        self.at = event.at;
        self.membership.apply(event);
        self.last.apply(event, &self.membership);
        self.presence.apply(&event.body);
        self.chat.apply(event);
        self.rooms.apply(&event.body, &self.whole);
        self.polls.apply(event);
        self.chapters.apply(event);
        self.moderation.apply(&event.body, &self.whole);
        if !matches!(event.body, EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. }) {
            reduce(&mut self.whole, event);
        }
        self.whole.seq = event.seq;
    }

    /// The fold of the journal as this viewer may see it, with the latest messages.
    pub fn snapshot_for(&self, viewer: Viewer) -> Snapshot {
        let you = viewer.participant;
        let readable = |m: &&ChatMessage| may_know(m.audience, m.seq, viewer, &self.membership);
        let chat = latest_messages(self.chat.messages().iter().filter(readable));
        let seq = self.last_seen_by(viewer);
        if self.membership.waits(you) {
            let waiting = self.whole.waiting.iter().filter(|waiting| waiting.participant == you).cloned().collect();
            return Snapshot { seq, waiting, chat, ..Snapshot::empty() };
        }
        if viewer.role.is_staff() {
            return Snapshot { seq, chat, ..self.whole.clone() };
        }
        let work = self.whole.work.iter().filter(|work| may_know(work.audience, work.seq, viewer, &self.membership));
        let mut snapshot = Snapshot { seq, chat, work: work.cloned().collect(), ..self.own_part(you) };
        self.polls.tell(&mut snapshot, viewer, &self.membership);
        self.chapters.tell(&mut snapshot, viewer, &self.membership);
        snapshot
    }

    /// The part of the state that somebody who is not staff may see. Nothing else is copied, because a class has far
    /// more answers than one person may see.
    fn own_part(&self, you: ParticipantId) -> Snapshot {
        let whole = &self.whole;
        Snapshot {
            seq: whole.seq,
            session: whole.session,
            kind: whole.kind,
            unrecorded: whole.unrecorded,
            table: whole.table.clone(),
            title: whole.title.clone(),
            started_unix: whole.started_unix,
            ended: whole.ended,
            closed: whole.closed,
            staff_left: whole.staff_left,
            interruptions: whole.interruptions.clone(),
            rooms: whole.rooms.clone(),
            participants: whole.participants.clone(),
            settings: whole.settings,
            waiting: presence::visibility::own(&whole.waiting, you),
            room_rules: whole.room_rules,
            voice_to_all: whole.voice_to_all,
            help: rooms::visibility::own(&whole.help, you),
            work: Vec::new(),
            polls: whole.polls.iter().map(|poll| polls::visibility::own(poll, you)).collect(),
            prepared: Vec::new(),
            agenda: whole.agenda.clone(),
            activity: whole.activity.clone(),
            chapters: Vec::new(),
            off_record: whole.off_record.clone(),
            edits: whole.edits.clone(),
            feedback: agenda::visibility::own(&whole.feedback, you),
            chat: Vec::new(),
        }
    }

    /// The last event that this viewer may see.
    fn last_seen_by(&self, viewer: Viewer) -> Seq {
        let you = viewer.participant;
        let own = self.last.by_person.get(&you).copied().unwrap_or(0);
        if self.membership.waits(you) {
            return own.max(self.last_read_by(viewer));
        }
        let staff = if viewer.role.is_staff() { self.last.by_staff } else { own };
        let told = self.polls.last_told(viewer, &self.membership);
        self.last.by_all.max(staff).max(told).max(self.last_read_by(viewer))
    }

    /// How many events tell this viewer what is right in polls, and what was answered.
    pub(crate) fn count_told(&self, viewer: Viewer) -> usize {
        self.polls.count_told(viewer, &self.membership)
    }

    /// The last event for a breakout room or for two people that this viewer may see.
    fn last_read_by(&self, viewer: Viewer) -> Seq {
        let may =
            |&&(_, moment, audience): &&(Seq, Seq, Audience)| may_know(audience, moment, viewer, &self.membership);
        self.last.talk.iter().rev().find(may).map_or(0, |&(seq, ..)| seq)
    }

    /// The whole state without the chat, by which decisions are made.
    pub(crate) fn whole(&self) -> &Snapshot {
        &self.whole
    }

    /// What is watched at a study table, and who works on something together there.
    pub fn table(&self) -> Option<&Table> {
        self.whole.table.as_ref()
    }

    /// Whether the session has begun.
    pub fn is_started(&self) -> bool {
        self.whole.session.is_some()
    }

    /// Whether the session is over.
    pub fn is_ended(&self) -> bool {
        self.whole.ended.is_some()
    }

    /// Whether the session is closed for later participation.
    pub fn is_closed(&self) -> bool {
        self.whole.closed
    }

    /// The number of the last event.
    pub fn seq(&self) -> Seq {
        self.whole.seq
    }

    /// The time of the last event.
    pub fn at(&self) -> Millis {
        self.at
    }

    /// Who was in which room: [`crate::visible`] needs it.
    pub fn membership(&self) -> &RoomMembership {
        &self.membership
    }
}

/// Recording.
impl State {
    /// Whether the recording shows a poll to whoever is not staff: the moment at which it was put is not cut out, nor is its room hidden.
    pub(crate) fn shows(&self, poll: &Poll) -> bool {
        let Edits { cuts, hidden_rooms } = &self.whole.edits;
        let reaches = |to: Millis| poll.at < to || self.whole.ended.is_some_and(|ended| to >= ended);
        let is_cut = cuts.iter().any(|cut| cut.from <= poll.at && reaches(cut.to));
        !is_cut && poll.room.is_none_or(|room| !hidden_rooms.contains(&room))
    }

    /// Whether class is off the record.
    pub fn is_off_record(&self) -> bool {
        recording::reduce::is_off_record(&self.whole)
    }
}

/// Presence.
impl State {
    /// A person who is or was here.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        position(&self.whole, id).ok().map(|i| &self.whole.participants[i])
    }

    /// A person who is here.
    pub fn present(&self, id: ParticipantId) -> Option<&Participant> {
        self.participant(id).filter(|p| p.present)
    }

    /// Everybody who was ever here, by seat.
    pub fn participants(&self) -> &[Participant] {
        &self.whole.participants
    }

    /// The people who wait to be admitted, longest first.
    pub fn waiting(&self) -> &[Waiting] {
        &self.whole.waiting
    }

    /// Whether this person waits to be admitted.
    pub(crate) fn is_waiting(&self, id: ParticipantId) -> bool {
        self.whole.waiting.iter().any(|waiting| waiting.participant == id)
    }

    /// The number that tells the person from others of this name: absent for the first who took it.
    pub(crate) fn namesake(&self, id: ParticipantId, name: &str) -> Option<u32> {
        self.presence.namesake(id, name)
    }

    /// The names that people have or had.
    pub(crate) fn names(&self) -> &Names {
        self.presence.names()
    }

    /// What may be recorded of somebody who waits.
    pub(crate) fn consent_of_waiting(&self, id: ParticipantId) -> Option<Consent> {
        self.presence.consent_of_waiting(id)
    }

    /// Whether staff removed this person, for good.
    pub fn is_removed(&self, id: ParticipantId) -> bool {
        self.ban_reason(id).is_some()
    }

    /// Why this person cannot come back: `Removed` or `Banned`.
    pub(crate) fn ban_reason(&self, id: ParticipantId) -> Option<ErrorCode> {
        self.presence.ban_reason(id)
    }
}

/// Chat.
impl State {
    /// All messages, oldest first.
    pub(crate) fn messages(&self) -> &[ChatMessage] {
        self.chat.messages()
    }

    /// The message of this number.
    pub(crate) fn message(&self, seq: Seq) -> Option<&ChatMessage> {
        self.chat.message(seq)
    }

    /// The size of all messages, in bytes.
    pub(crate) fn chat_bytes(&self) -> usize {
        self.chat.bytes()
    }

    /// The size of this author's messages, in bytes.
    pub(crate) fn chat_bytes_of(&self, author: ParticipantId) -> usize {
        self.chat.bytes_of(author)
    }
}

/// Rooms.
impl State {
    /// The rooms, main first.
    pub fn rooms(&self) -> &[Room] {
        &self.whole.rooms
    }

    /// A room.
    pub(crate) fn room(&self, id: RoomId) -> Option<&Room> {
        self.rooms().binary_search_by_key(&id, |room| room.id).ok().map(|i| &self.rooms()[i])
    }

    /// Whether people can be in this room.
    pub(crate) fn is_open(&self, id: RoomId) -> bool {
        self.room(id).is_some_and(|room| room.open)
    }

    /// The breakout rooms that are open.
    pub(crate) fn open_rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms().iter().filter(|room| room.open && room.id != RoomId::MAIN)
    }

    /// Whether the person has not been here since rooms were last opened.
    pub(crate) fn comes_late(&self, id: ParticipantId) -> bool {
        self.rooms.is_late(id) || self.participant(id).is_none()
    }

    /// The room in which somebody of this name is expected.
    pub(crate) fn expected_in(&self, name: &str) -> Option<RoomId> {
        self.rooms.expected_in(name)
    }
}

/// Polls.
impl State {
    /// The polls that were asked, by number.
    pub fn polls(&self) -> &[Poll] {
        &self.whole.polls
    }

    /// How many numbers were given to polls, from 1.
    pub(crate) fn poll_numbers(&self) -> u32 {
        self.polls.numbers()
    }

    /// Whether the last results of this poll had this audience.
    pub(crate) fn has_heard_results(&self, poll: PollId, audience: Audience) -> bool {
        self.polls.has_heard_results(poll, audience)
    }
}

/// Moderation.
impl State {
    /// How the class is set.
    pub fn settings(&self) -> &Settings {
        &self.whole.settings
    }

    /// The people who may unmute because staff asked them to, and nobody has muted them since.
    pub(crate) fn asked_to_unmute(&self) -> &BTreeSet<ParticipantId> {
        self.moderation.asked_to_unmute()
    }
}
