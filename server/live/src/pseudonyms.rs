//! Pseudonyms for the people of a recording: what they are called there by whoever is not to read their names.

use std::collections::BTreeSet;

use protocol::{Event, EventBody, ParticipantId, privacy::pseudonym};

/// The event as it is read by somebody who is not to read names: everybody but `staff` is called by a pseudonym, which is the same
/// in all events of the session. What people typed stays as it is.
pub fn with_pseudonyms(mut event: Event, staff: &BTreeSet<ParticipantId>) -> Event {
    match &mut event.body {
        EventBody::ViewerJoined { participant, name, namesake, .. }
        | EventBody::Joined { participant, name, namesake, .. }
        | EventBody::WaitBegan { participant, name, namesake, .. }
        | EventBody::Renamed { participant, name, namesake, .. } => {
            if !staff.contains(participant) {
                (*name, *namesake) = (pseudonym(*participant), None);
            }
        }
        // Nobody knows yet whose seats these names will be.
        EventBody::ArrivalsExpected { names, .. } => names.clear(),
        // No wildcard: whoever adds a kind says here whether it has names.
        EventBody::SessionStarted { .. }
        | EventBody::Interrupted { .. }
        | EventBody::SessionEnded { .. }
        | EventBody::SessionClosed { .. }
        | EventBody::SessionReopened { .. }
        | EventBody::Left { .. }
        | EventBody::AwayChanged { .. }
        | EventBody::WaitEnded { .. }
        | EventBody::WaitingTold { .. }
        | EventBody::ConsentChanged { .. }
        | EventBody::ChatSent { .. }
        | EventBody::ChatDeleted { .. }
        | EventBody::TrackChanged { .. }
        | EventBody::Speaking { .. }
        | EventBody::HandRaised { .. }
        | EventBody::HandLowered { .. }
        | EventBody::HandsLowered { .. }
        | EventBody::Reacted { .. }
        | EventBody::SpotlightSet { .. }
        | EventBody::Moved { .. }
        | EventBody::RoomsOpened { .. }
        | EventBody::RoomTimeSet { .. }
        | EventBody::RoomsClosed { .. }
        | EventBody::HelpAsked { .. }
        | EventBody::HelpEnded { .. }
        | EventBody::WorkHandedIn { .. }
        | EventBody::VoiceToAllSet { .. }
        | EventBody::PlaybackSet { .. }
        | EventBody::TogetherSet { .. }
        | EventBody::PollPrepared { .. }
        | EventBody::PollDiscarded { .. }
        | EventBody::PollStarted { .. }
        | EventBody::PollKeySet { .. }
        | EventBody::BallotCast { .. }
        | EventBody::PollClosed { .. }
        | EventBody::LateAnswersSet { .. }
        | EventBody::PollTallied { .. }
        | EventBody::ResultsShared { .. }
        | EventBody::AgendaSet { .. }
        | EventBody::ActivityStarted { .. }
        | EventBody::ActivityExtended { .. }
        | EventBody::ActivityEnded
        | EventBody::ChapterSet { .. }
        | EventBody::ChapterHidden { .. }
        | EventBody::ChapterRemoved { .. }
        | EventBody::FeedbackSet { .. }
        | EventBody::OffRecordSet { .. }
        | EventBody::CutMade { .. }
        | EventBody::CutUndone { .. }
        | EventBody::RoomHidden { .. }
        | EventBody::AskedToUnmute { .. }
        | EventBody::UnmuteRevoked { .. }
        | EventBody::ShareAsked { .. }
        | EventBody::MayShareSet { .. }
        | EventBody::RoleChanged { .. }
        | EventBody::SettingsChanged { .. }
        | EventBody::Unknown => {}
    }
    event
}
