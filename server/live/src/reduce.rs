//! The meaning of every event: composed of what each feature makes of it.

use protocol::{Event, EventBody, Settings, Snapshot, snapshot::Interruption, table::Table};

use crate::{
    agenda, chapters, chat, later, lists::position, moderation, polls, presence, recording, rooms, stage, table,
};

/// Folds one event into a state. It never fails: an event that makes no sense here (about an unknown person, say)
/// changes nothing but `seq`, because a viewer may not see everything that led to it.
///
/// The browser has the same function. [`EventBody`] says what each event means.
pub fn reduce(state: &mut Snapshot, event: &Event) {
    state.seq = event.seq;
    let had_staff = presence::reduce::changes_staff(&event.body).then(|| presence::reduce::has_staff(state));
    match &event.body {
        EventBody::SessionStarted { session, title, started_unix, kind, unrecorded, watches } => {
            state.session = Some(*session);
            state.kind = *kind;
            state.unrecorded = *unrecorded;
            state.table = watches.map(Table::of);
            state.settings = Settings::of(*kind);
            state.title.clone_from(title);
            state.started_unix = *started_unix;
        }
        EventBody::Interrupted { from, to } => {
            state.interruptions.push(Interruption { from: *from, to: *to });
            stage::reduce::interrupt(state);
            polls::reduce::interrupt(state);
        }
        EventBody::SessionEnded { .. } => {
            state.ended = Some(event.at);
            presence::reduce::end(state);
            stage::reduce::end(state);
            rooms::reduce::end(state);
            agenda::reduce::end(state);
            recording::reduce::end(state, event.at);
            table::reduce::end(state);
        }
        EventBody::ViewerJoined { .. } | EventBody::SessionClosed { .. } | EventBody::SessionReopened { .. } => {
            later::reduce::reduce(state, event);
        }
        EventBody::Unknown => {}
        EventBody::Joined { participant, .. } => {
            stage::reduce::vacate(state, *participant);
            rooms::reduce::vacate(state, *participant);
            presence::reduce::reduce(state, event);
        }
        EventBody::Left { participant, .. } => {
            stage::reduce::vacate(state, *participant);
            rooms::reduce::leave(state, *participant);
            agenda::reduce::leave(state, *participant);
            table::reduce::leave(state, *participant);
            presence::reduce::reduce(state, event);
        }
        EventBody::Moved { participant, .. } => {
            if position(state, *participant).is_ok() {
                stage::reduce::vacate(state, *participant);
                rooms::reduce::vacate(state, *participant);
                rooms::reduce::reduce(state, event);
            }
        }
        EventBody::WaitBegan { .. }
        | EventBody::WaitEnded { .. }
        | EventBody::WaitingTold { .. }
        | EventBody::AwayChanged { .. }
        | EventBody::ConsentChanged { .. } => presence::reduce::reduce(state, event),
        EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. } => chat::reduce::reduce(&mut state.chat, event),
        EventBody::TrackChanged { .. }
        | EventBody::Speaking { .. }
        | EventBody::HandRaised { .. }
        | EventBody::HandLowered { .. }
        | EventBody::HandsLowered { .. }
        | EventBody::Reacted { .. }
        | EventBody::SpotlightSet { .. } => stage::reduce::reduce(state, event),
        EventBody::RoomsOpened { .. }
        | EventBody::ArrivalsExpected { .. }
        | EventBody::RoomTimeSet { .. }
        | EventBody::RoomsClosed { .. }
        | EventBody::HelpAsked { .. }
        | EventBody::HelpEnded { .. }
        | EventBody::WorkHandedIn { .. }
        | EventBody::VoiceToAllSet { .. } => rooms::reduce::reduce(state, event),
        EventBody::PollPrepared { .. }
        | EventBody::PollDiscarded { .. }
        | EventBody::PollStarted { .. }
        | EventBody::PollKeySet { .. }
        | EventBody::BallotCast { .. }
        | EventBody::PollClosed { .. }
        | EventBody::LateAnswersSet { .. }
        | EventBody::PollTallied { .. }
        | EventBody::ResultsShared { .. } => polls::reduce::reduce(state, event),
        EventBody::AgendaSet { .. }
        | EventBody::ActivityStarted { .. }
        | EventBody::ActivityExtended { .. }
        | EventBody::ActivityEnded
        | EventBody::FeedbackSet { .. } => agenda::reduce::reduce(state, event),
        EventBody::ChapterSet { .. } | EventBody::ChapterHidden { .. } | EventBody::ChapterRemoved { .. } => {
            chapters::reduce::reduce(state, event)
        }
        EventBody::OffRecordSet { .. }
        | EventBody::CutMade { .. }
        | EventBody::CutUndone { .. }
        | EventBody::RoomHidden { .. } => recording::reduce::reduce(state, event),
        EventBody::PlaybackSet { .. } | EventBody::TogetherSet { .. } => table::reduce::reduce(state, event),
        EventBody::AskedToUnmute { .. }
        | EventBody::UnmuteRevoked { .. }
        | EventBody::ShareAsked { .. }
        | EventBody::MayShareSet { .. }
        | EventBody::RoleChanged { .. }
        | EventBody::Renamed { .. }
        | EventBody::SettingsChanged { .. } => moderation::reduce::reduce(state, event),
    }
    if let Some(had_staff) = had_staff {
        presence::reduce::note_staff(state, had_staff, event.at);
    }
}
