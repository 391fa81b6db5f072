//! The spotlight of a room: one picture in the middle for everybody there.

use protocol::{ErrorCode, EventBody, Refusal, RoomId, TrackRef, rooms::Room};

use crate::{decision::Decision, state::State};

/// Puts a track in the spotlight of a room, or none.
pub(super) fn set(state: &State, room: &Room, target: Option<TrackRef>) -> Result<Decision, Refusal> {
    if let Some(track) = target.filter(|&track| !can_be_spotlit(state, room.id, track)) {
        return Err(Refusal::because(ErrorCode::UnknownTrack, format!("{track:?}")));
    }
    Ok(Decision::fact_if(room.spotlight != target, EventBody::SpotlightSet { room: room.id, target }))
}

/// Whether the track is a published picture of somebody in the room.
pub(crate) fn can_be_spotlit(state: &State, room: RoomId, target: TrackRef) -> bool {
    !target.source.is_audio()
        && state
            .present(target.participant)
            .is_some_and(|p| p.room == room && p.tracks.iter().any(|t| t.source == target.source))
}
