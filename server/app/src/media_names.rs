//! Names that participants and rooms have in the media plane, which knows numbers only.

use media::{GroupId, PeerKey};
use protocol::{ParticipantId, RoomId};

/// A session's names in the media plane: the upper half of each is the session's running number in this process, the
/// lower half a participant or a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MediaNames(u32);

impl MediaNames {
    /// The names of the session with this running number.
    pub fn of_session(number: u32) -> Self {
        MediaNames(number)
    }

    /// A participant's connection.
    pub fn peer(self, participant: ParticipantId) -> PeerKey {
        PeerKey(u64::from(self.0) << 32 | u64::from(participant.0))
    }

    /// The members of a room.
    pub fn group(self, room: RoomId) -> GroupId {
        GroupId(u64::from(self.0) << 32 | u64::from(room.0))
    }

    /// The session and the participant of a connection.
    pub fn parse(peer: PeerKey) -> (Self, ParticipantId) {
        (MediaNames((peer.0 >> 32) as u32), ParticipantId(peer.0 as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_tells_its_session_and_its_participant() {
        let names = MediaNames::of_session(u32::MAX);
        for participant in [ParticipantId(1), ParticipantId(u32::MAX)] {
            assert_eq!(MediaNames::parse(names.peer(participant)), (names, participant));
        }
    }
}
