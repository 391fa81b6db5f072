//! Answers to anonymous polls.

use std::{collections::BTreeMap, fmt};

use protocol::{
    ParticipantId,
    polls::{Answer, PollId},
};

/// Answers to anonymous polls that are open, held in memory alone: no event, no snapshot, no log has them. A poll's are
/// forgotten when it closes; only its count goes on. Who answered is kept beside each until then, so that one can think
/// again. At most [`protocol::limits::POLLS_OPEN`] times [`protocol::limits::SEATS`].
#[derive(Default)]
pub(crate) struct SecretBallots(BTreeMap<PollId, BTreeMap<ParticipantId, Answer>>);

/// An answer to an anonymous poll.
pub(crate) struct SecretBallot {
    pub(crate) poll: PollId,
    pub(crate) participant: ParticipantId,
    pub(crate) answer: Answer,
}

impl SecretBallots {
    /// Takes an answer, in place of an earlier one of the same person.
    pub(crate) fn cast(&mut self, ballot: SecretBallot) {
        self.0.entry(ballot.poll).or_default().insert(ballot.participant, ballot.answer);
    }

    /// What was answered.
    pub(crate) fn answers(&self, poll: PollId) -> impl Iterator<Item = &Answer> {
        self.0.get(&poll).into_iter().flat_map(BTreeMap::values)
    }

    /// Who answered.
    pub(crate) fn voters(&self, poll: PollId) -> impl Iterator<Item = ParticipantId> {
        self.0.get(&poll).into_iter().flat_map(BTreeMap::keys).copied()
    }

    /// The polls to which there are answers.
    pub(crate) fn polls(&self) -> impl Iterator<Item = PollId> {
        self.0.keys().copied()
    }

    /// The poll is closed.
    pub(crate) fn forget(&mut self, poll: PollId) {
        self.0.remove(&poll);
    }
}

impl fmt::Debug for SecretBallots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBallots")
    }
}

impl fmt::Debug for SecretBallot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBallot")
    }
}
