//! Whether a journal can be one: composed of what each feature says of its events.

use protocol::{Audience, Event, EventBody};

use crate::{
    agenda, chapters, chat,
    invalid::{RebuildError, require},
    later, moderation, polls, presence, recording, rooms, stage,
    state::State,
    table,
};

/// Whether this event can come next. A session makes no other events, and does not apply others that a journal has.
pub(crate) fn validate_event(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    if seq != state.seq() + 1 {
        return Err(RebuildError::Sequence { expected: state.seq() + 1, found: seq });
    }
    if event.at < state.at() {
        return Err(RebuildError::Time { seq, at: event.at });
    }
    if matches!(event.body, EventBody::SessionStarted { .. }) == state.is_started() {
        return Err(RebuildError::Start { seq });
    }
    let is_later_act = later::validate::is_later_act(&event.body);
    if (state.is_ended() && event.later.is_none() && event.body != EventBody::Unknown)
        || (event.later.is_some() && !is_later_act)
    {
        return Err(RebuildError::AfterEnd { seq });
    }
    match event.body {
        EventBody::SessionStarted { .. } | EventBody::Interrupted { .. } | EventBody::SessionEnded { .. } => {
            validate_session(state, event)
        }
        EventBody::Unknown => Ok(()),
        EventBody::ViewerJoined { .. } | EventBody::SessionClosed { .. } | EventBody::SessionReopened { .. } => {
            later::validate::validate(state, event)
        }
        EventBody::Joined { .. }
        | EventBody::Left { .. }
        | EventBody::WaitBegan { .. }
        | EventBody::WaitEnded { .. }
        | EventBody::WaitingTold { .. }
        | EventBody::AwayChanged { .. }
        | EventBody::ConsentChanged { .. } => presence::validate::validate(state, event),
        EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. } => chat::validate::validate(state, event),
        EventBody::TrackChanged { .. }
        | EventBody::Speaking { .. }
        | EventBody::HandRaised { .. }
        | EventBody::HandLowered { .. }
        | EventBody::HandsLowered { .. }
        | EventBody::Reacted { .. }
        | EventBody::SpotlightSet { .. } => stage::validate::validate(state, event),
        EventBody::Moved { .. }
        | EventBody::RoomsOpened { .. }
        | EventBody::ArrivalsExpected { .. }
        | EventBody::RoomTimeSet { .. }
        | EventBody::RoomsClosed { .. }
        | EventBody::HelpAsked { .. }
        | EventBody::HelpEnded { .. }
        | EventBody::WorkHandedIn { .. }
        | EventBody::VoiceToAllSet { .. } => rooms::validate::validate(state, event),
        EventBody::PollPrepared { .. }
        | EventBody::PollDiscarded { .. }
        | EventBody::PollStarted { .. }
        | EventBody::PollKeySet { .. }
        | EventBody::BallotCast { .. }
        | EventBody::PollClosed { .. }
        | EventBody::LateAnswersSet { .. }
        | EventBody::PollTallied { .. }
        | EventBody::ResultsShared { .. } => polls::validate::validate(state, event),
        EventBody::AgendaSet { .. }
        | EventBody::ActivityStarted { .. }
        | EventBody::ActivityExtended { .. }
        | EventBody::ActivityEnded
        | EventBody::FeedbackSet { .. } => agenda::validate::validate(state, event),
        EventBody::ChapterSet { .. } | EventBody::ChapterHidden { .. } | EventBody::ChapterRemoved { .. } => {
            chapters::validate::validate(event)
        }
        EventBody::OffRecordSet { .. }
        | EventBody::CutMade { .. }
        | EventBody::CutUndone { .. }
        | EventBody::RoomHidden { .. } => recording::validate::validate(state, event),
        EventBody::PlaybackSet { .. } | EventBody::TogetherSet { .. } => table::validate::validate(state, event),
        EventBody::AskedToUnmute { .. }
        | EventBody::UnmuteRevoked { .. }
        | EventBody::ShareAsked { .. }
        | EventBody::MayShareSet { .. }
        | EventBody::RoleChanged { .. }
        | EventBody::Renamed { .. }
        | EventBody::SettingsChanged { .. } => moderation::validate::validate(state, event),
    }
}

/// Whether this event of the session itself can come next. Everybody who waits must have been told by an event of their
/// own that the session is over before it ends.
fn validate_session(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq })?;
    match (&event.body, state.waiting().first()) {
        (EventBody::SessionEnded { .. }, Some(waiting)) => {
            Err(RebuildError::Waiting { seq, participant: waiting.participant })
        }
        _ => Ok(()),
    }
}
