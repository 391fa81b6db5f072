//! Commands about messages.

use protocol::{
    Audience, Command, ErrorCode, EventBody, ParticipantId, Refusal, Seq, chat::ChatTo, limits, presence::Participant,
};

use crate::{
    by::{By, Moment},
    decision::{Decision, misdirected, own_room, present},
    state::State,
    text,
    visibility::{STAFF, Viewer, may_know, staff_and},
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: By, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SendChat { text, to } => send(state, by, &text, to),
        Command::DeleteMessage { message } => delete(state, by, message),
        _ => Err(misdirected()),
    }
}

fn send(state: &State, by: By, text: &str, to: ChatTo) -> Result<Decision, Refusal> {
    let text = text::valid_message(text)?;
    has_room(state, by, text.len())?;
    let audience = match to {
        ChatTo::Room { room } => Audience::Room { room: own_room(state, by.room(), room)?.id },
        ChatTo::Staff => Audience::Staff { and: (!by.role.is_staff()).then_some(by.id) },
        ChatTo::Everywhere => Audience::Everyone,
        ChatTo::Person { participant } => to_person(by, addressee(state, by, participant)?)?,
    };
    Ok((audience, EventBody::ChatSent { participant: by.id, text }).into())
}

/// Whether the session's chat has room for so many more bytes of this author.
fn has_room(state: &State, by: By, bytes: usize) -> Result<(), Refusal> {
    let all = state.chat_bytes() + bytes;
    if by.role.is_staff() {
        return if all <= limits::CHAT_SESSION_BYTES { Ok(()) } else { Err(full("the session's chat is full")) };
    }
    let left = (limits::CHAT_SESSION_BYTES - limits::CHAT_FOR_STAFF_BYTES).checked_sub(all);
    let left = left.ok_or_else(|| full("the session's chat is full"))?;
    if state.chat_bytes_of(by.id) + bytes > left / limits::CHAT_SHARE {
        return Err(full("one person has no larger share of the session's chat"));
    }
    Ok(())
}

fn full(detail: &str) -> Refusal {
    Refusal::because(ErrorCode::Full, detail)
}

/// The person to whom a message goes. In class they must be present; a later message may go to anybody who was ever in
/// class.
fn addressee<'a>(state: &'a State, by: By, id: ParticipantId) -> Result<&'a Participant, Refusal> {
    match by.moment {
        Moment::Live(_) => present(state, id),
        Moment::Later(_) => state.participant(id).ok_or_else(|| ErrorCode::UnknownParticipant.into()),
    }
}

/// The audience of a message to one person. All staff see the messages that one of them writes or receives.
fn to_person(by: By, person: &Participant) -> Result<Audience, Refusal> {
    if person.id == by.id {
        return Err(Refusal::because(ErrorCode::Forbidden, "to oneself"));
    }
    Ok(match (by.role.is_staff(), person.role.is_staff()) {
        (true, true) => STAFF,
        (true, false) => staff_and(person.id),
        (false, true) => staff_and(by.id),
        (false, false) => Audience::Pair { from: by.id, with: person.id },
    })
}

fn delete(state: &State, by: By, seq: Seq) -> Result<Decision, Refusal> {
    let viewer = Viewer { participant: by.id, role: by.role };
    let message = state
        .message(seq)
        .filter(|message| may_know(message.audience, seq, viewer, state.membership()))
        .ok_or(ErrorCode::NotFound)?;
    if message.participant != by.id && !by.role.is_staff() {
        return Err(Refusal::because(ErrorCode::Forbidden, "another's message"));
    }
    if message.deleted {
        return Ok(Decision::nothing());
    }
    Ok((message.audience, EventBody::ChatDeleted { message: seq, by: by.id }).into())
}
