//! What decisions about moderation need and no snapshot shows.

use std::collections::BTreeSet;

use protocol::{EventBody, ParticipantId, Snapshot, Source, TrackState};

/// Who was asked to unmute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ModerationState {
    /// The people who may switch their microphones on although the settings forbid it, because staff asked them to.
    asked_to_unmute: BTreeSet<ParticipantId>,
}

impl ModerationState {
    /// Folds one more event in. `whole` is the state before it.
    pub(crate) fn apply(&mut self, body: &EventBody, whole: &Snapshot) {
        let asked = &mut self.asked_to_unmute;
        match *body {
            EventBody::AskedToUnmute { participant, .. } => {
                asked.insert(participant);
            }
            EventBody::UnmuteRevoked { participant, .. } | EventBody::Left { participant, .. } => {
                asked.remove(&participant);
            }
            EventBody::TrackChanged { participant, source: Source::Microphone, by: Some(_), state }
                if state != TrackState::On =>
            {
                asked.remove(&participant);
            }
            EventBody::SettingsChanged { settings, .. } if settings.may_unmute != whole.settings.may_unmute => {
                asked.clear();
            }
            _ => {}
        }
    }

    /// The people who may switch their microphones on because staff asked them to and nobody has muted them since.
    pub(crate) fn asked_to_unmute(&self) -> &BTreeSet<ParticipantId> {
        &self.asked_to_unmute
    }
}
