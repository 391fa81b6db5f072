//! Answers to anonymous polls.

use std::{collections::BTreeMap, fmt};

use protocol::{
    ParticipantId,
    polls::{Answer, PollId},
};

/// Answers to open anonymous polls. They are in memory alone: no event, no snapshot and no log has them. A poll's
/// answers are forgotten when it closes, and its count remains. Until then each stands beside the person who gave it,
/// so that they can replace it. There are at most [`protocol::limits::POLLS_OPEN`] times [`protocol::limits::PEOPLE`].
#[derive(Default)]
pub(crate) struct SecretBallots(BTreeMap<PollId, BTreeMap<ParticipantId, Answer>>);

/// An answer to an anonymous poll.
pub(crate) struct SecretBallot {
    pub(crate) poll: PollId,
    pub(crate) participant: ParticipantId,
    pub(crate) answer: Answer,
}

impl SecretBallots {
    /// Keeps an answer, in place of an earlier one of the same person.
    pub(crate) fn cast(&mut self, ballot: SecretBallot) {
        self.0.entry(ballot.poll).or_default().insert(ballot.participant, ballot.answer);
    }

    /// The answers to a poll.
    pub(crate) fn answers(&self, poll: PollId) -> impl Iterator<Item = &Answer> {
        self.0.get(&poll).into_iter().flat_map(BTreeMap::values)
    }

    /// The people who answered a poll.
    pub(crate) fn voters(&self, poll: PollId) -> impl Iterator<Item = ParticipantId> {
        self.0.get(&poll).into_iter().flat_map(BTreeMap::keys).copied()
    }

    /// The polls to which there are answers.
    pub(crate) fn polls(&self) -> impl Iterator<Item = PollId> {
        self.0.keys().copied()
    }

    /// Forgets the answers to a poll that is closed.
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
