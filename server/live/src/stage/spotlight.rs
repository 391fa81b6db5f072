//! The spotlight of a room: one picture in the middle for everybody there.

use protocol::{ErrorCode, EventBody, Refusal, RoomId, TrackRef, presence::Participant};

use crate::{decision::Decision, state::State};

/// Puts a track in the spotlight of one's room, or none.
pub(super) fn set(state: &State, by: &Participant, target: Option<TrackRef>) -> Result<Decision, Refusal> {
    if let Some(track) = target.filter(|&track| !can_be_spotlit(state, by.room, track)) {
        return Err(Refusal::because(ErrorCode::UnknownTrack, format!("{track:?}")));
    }
    let now = state.room(by.room).and_then(|room| room.spotlight);
    Ok(Decision::fact_if(now != target, EventBody::SpotlightSet { room: by.room, target }))
}

/// Whether the track is a published picture of somebody in the room.
pub(crate) fn can_be_spotlit(state: &State, room: RoomId, target: TrackRef) -> bool {
    !target.source.is_audio()
        && state
            .present(target.participant)
            .is_some_and(|p| p.room == room && p.tracks.iter().any(|t| t.source == target.source))
}
