//! Answers to anonymous polls.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

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

/// A later answer to an anonymous poll, which the caller keeps where nothing links it to whoever gave it: no event, no state and no log has it.
#[derive(Clone, PartialEq, Eq)]
pub struct LateSecret {
    /// The poll.
    pub poll: PollId,
    /// The answer, which is valid.
    pub answer: Answer,
}

/// What is known of the later answers to an anonymous poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LateSecrets {
    /// Who answered.
    pub voters: BTreeSet<ParticipantId>,
    /// The answers that are told, in an order that says nothing.
    pub told: Vec<Answer>,
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

impl fmt::Debug for LateSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LateSecret")
    }
}

impl fmt::Debug for SecretBallot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBallot")
    }
}
