//! Work that is handed in: by a breakout room in class, or later by somebody who missed the rooms, alone or with others.

use protocol::{
    Audience, ErrorCode, EventBody, ParticipantId, Refusal, RoomId, Seq, limits, presence::Participant,
    rooms::RoomWatching, work::Work,
};

use crate::{
    decision::{Decision, Fact, own_room},
    state::State,
    text,
    visibility::staff_and,
};

/// Hands in for one's own breakout room. What its people handed in before is kept, and no longer what counts.
pub(super) fn hand_in(
    state: &State,
    by: &Participant,
    room: RoomId,
    (text, on): (&str, Option<Seq>),
) -> Result<Decision, Refusal> {
    let room = own_room(state, by.room, room)?.id;
    if room == RoomId::MAIN {
        return Err(Refusal::because(ErrorCode::NotNow, "the main room has no task"));
    }
    let before = state.whole().work.iter().filter(|work| work.room == room && work.later.is_none());
    must_be_read(before.clone().next_back(), on)?;
    handed_in(state, before, (Audience::Room { room }, by.id, room, Vec::new()), text)
}

/// Hands in later, for oneself, or what was handed in together with others anew, for all whose work it is.
pub(crate) fn hand_in_later(
    state: &State,
    by: ParticipantId,
    room: RoomId,
    (text, on): (&str, Option<Seq>),
) -> Result<Decision, Refusal> {
    let own = LaterWork::of(state, by, room)?;
    must_be_read(own.last, on)?;
    let mut with: Vec<_> = own.last.iter().flat_map(|last| last.authors()).filter(|author| *author != by).collect();
    with.sort_unstable();
    own.hand_in(with, text)
}

/// What somebody who missed rooms has handed in for one of them.
pub(super) struct LaterWork<'a> {
    state: &'a State,
    by: ParticipantId,
    room: RoomId,
    watching: RoomWatching,
    /// What counts; `None` where they handed nothing in, or took it back.
    pub(super) last: Option<&'a Work>,
}

impl<'a> LaterWork<'a> {
    /// Refused for somebody who is in class, was in one of the rooms, or did the task of another of them.
    pub(super) fn of(state: &'a State, by: ParticipantId, room: RoomId) -> Result<Self, Refusal> {
        let membership = state.membership();
        let watching = membership.watching(room).ok_or(ErrorCode::UnknownRoom)?;
        if membership.goes_on(room) {
            return Err(Refusal::because(ErrorCode::NotNow, "the rooms are open"));
        }
        if membership.was_in_rooms_of(by, room) || state.present(by).is_some() {
            return Err(Refusal::because(ErrorCode::NotNow, "they did not miss the rooms"));
        }
        let last = own(state, by, room).last();
        if membership.has_handed_in(by, room) && last.is_none() {
            return Err(Refusal::because(ErrorCode::NotNow, "they took up the task of another of these rooms"));
        }
        Ok(LaterWork { state, by, room, watching, last: last.filter(|work| !work.text.is_empty()) })
    }

    /// Hands in, as the work of these others, too.
    pub(super) fn hand_in(&self, with: Vec<ParticipantId>, text: &str) -> Result<Decision, Refusal> {
        let &LaterWork { state, by, room, .. } = self;
        let audience = match self.watching {
            RoomWatching::Staff | RoomWatching::Members => staff_and(by),
            RoomWatching::AfterOwn | RoomWatching::Everyone => Audience::Room { room },
        };
        handed_in(state, own(state, by, room), (audience, by, room, with), text)
    }
}

/// Refused where what was handed in `last` is another one than what the sender has read of it: nobody puts their words in the place of others
/// that they have not seen.
fn must_be_read(last: Option<&Work>, on: Option<Seq>) -> Result<(), Refusal> {
    let counts = last.filter(|work| !work.text.is_empty()).map_or(0, |work| work.seq);
    match on {
        Some(on) if on != counts => Err(Refusal::because(ErrorCode::NotNow, "something else was handed in meanwhile")),
        _ => Ok(()),
    }
}

fn own(state: &State, by: ParticipantId, room: RoomId) -> impl Iterator<Item = &Work> + Clone {
    state.whole().work.iter().filter(move |work| work.room == room && work.is_later_work_of(by))
}

fn handed_in<'a>(
    state: &State,
    before: impl Iterator<Item = &'a Work> + Clone,
    (audience, participant, room, with): (Audience, ParticipantId, RoomId, Vec<ParticipantId>),
    text: &str,
) -> Result<Decision, Refusal> {
    let text = if text.trim().is_empty() { String::new() } else { text::valid_text(text, limits::WORK_BYTES)? };
    if before.clone().last().map_or("", |work| &work.text) == text {
        return Ok(Decision::nothing());
    }
    let bytes: usize = state.whole().work.iter().map(|work| work.text.len()).sum();
    let is_full = bytes + text.len() > limits::WORK_SESSION_BYTES || before.count() >= limits::WORK_VERSIONS;
    // Whoever finds their name on the words of another can always take them back.
    if is_full && !text.is_empty() {
        return Err(Refusal::because(ErrorCode::Full, "no more can be handed in"));
    }
    let fact: Fact = (audience, EventBody::WorkHandedIn { room, participant, text, with });
    Ok(fact.into())
}
