//! From whom the right answers and the results of a poll are kept: from whoever can still answer it later, until they have.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Audience, Event, EventBody, Millis, ParticipantId, Role, RoomId,
    polls::{Counts, LateAnswers, LateCount, PollId, Question, Tally},
};

use super::{ballots::LateSecrets, groups::LateGroups, tally::tally};
use crate::text::folded;

/// Who answered which poll, and whether answers are still taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PollsKnown {
    polls: BTreeMap<PollId, Asked>,
    /// Whether the session takes no later acts.
    session_closed: bool,
    /// The time by which deadlines are over, in Unix ms. Nobody tells it to a live class, where only an event ends the waiting for later answers:
    /// what somebody may see there follows from the journal alone.
    now_unix: Millis,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    /// The breakout room that alone is asked.
    room: Option<RoomId>,
    /// Whether what is answered is in no journal.
    anonymous: bool,
    closed: bool,
    /// Until when it takes later answers.
    late_answers: LateAnswers,
    /// The poll that puts the question once more to all of the class. It has the same right answer.
    second: Option<PollId>,
    /// The poll whose question it puts once more.
    first: Option<PollId>,
    in_class: BTreeSet<ParticipantId>,
    later: LateGroups,
    /// Of an anonymous one, what somebody else than the journal knows of later answers.
    secrets: LateSecrets,
    /// The question, once it was asked.
    question: Option<Question>,
    /// The event that shared its results last.
    shared: Option<Event>,
}

impl PollsKnown {
    /// Folds one more event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        match &event.body {
            EventBody::PollStarted { poll, room, question, again, .. } => {
                let room = room.filter(|&room| room != RoomId::MAIN);
                let anonymous = question.anonymous;
                // A journal that makes no sense can name a later poll here.
                let first = again.filter(|first| first < poll && room.is_none());
                if let Some(first) = first.and_then(|first| self.polls.get_mut(&first)) {
                    first.second.get_or_insert(*poll);
                }
                let question = Some(question.clone());
                self.polls.insert(*poll, Asked { room, anonymous, question, first, ..Asked::default() });
            }
            EventBody::BallotCast { poll, participant, answer } => {
                if let Some(asked) = self.polls.get_mut(poll) {
                    match answer.as_ref().filter(|_| asked.closed && event.later.is_some()) {
                        Some(answer) => asked.later.cast(*participant, answer.clone()),
                        None => drop(asked.in_class.insert(*participant)),
                    }
                }
            }
            EventBody::ResultsShared { poll, .. } => {
                if let Some(asked) = self.polls.get_mut(poll) {
                    asked.shared = Some(event.clone());
                }
            }
            EventBody::PollClosed { poll, .. } => {
                if let Some(asked) = self.polls.get_mut(poll) {
                    asked.closed = true;
                }
            }
            EventBody::LateAnswersSet { poll, late_answers, .. } => {
                if let Some(asked) = self.polls.get_mut(poll) {
                    asked.late_answers = *late_answers;
                }
            }
            // What was answered is lost, and whoever answered is asked again.
            EventBody::Interrupted { .. } => {
                self.polls.values_mut().filter(|it| it.anonymous && !it.closed).for_each(|it| it.in_class.clear());
            }
            EventBody::SessionClosed { .. } => self.session_closed = true,
            EventBody::SessionReopened { .. } => self.session_closed = false,
            _ => {}
        }
    }

    /// From now on deadlines are over by this time, in Unix ms.
    pub(crate) fn tell_time(&mut self, now_unix: Millis) {
        self.now_unix = now_unix;
    }

    /// Whether any anonymous poll was asked.
    pub(crate) fn has_anonymous(&self) -> bool {
        self.polls.values().any(|asked| asked.anonymous)
    }

    /// From now on this is known of later answers to anonymous polls.
    pub(crate) fn tell_secrets(&mut self, secrets: impl IntoIterator<Item = (PollId, LateSecrets)>) {
        for (poll, secrets) in secrets {
            if let Some(asked) = self.polls.get_mut(&poll).filter(|asked| asked.anonymous) {
                asked.secrets = secrets;
            }
        }
    }

    /// The anonymous polls that somebody answered later.
    pub(crate) fn answered_secretly(&self, you: ParticipantId) -> Vec<PollId> {
        let by_you = |(&poll, asked): (&PollId, &Asked)| asked.secrets.voters.contains(&you).then_some(poll);
        self.polls.iter().filter_map(by_you).collect()
    }

    /// Whether a poll waits for the later answer of somebody with this role. `was_in` says whether they were ever in a room. Of two rounds
    /// it waits for the other one, too: it has the same right answer.
    pub(crate) fn awaits(
        &self,
        poll: PollId,
        (you, role): (ParticipantId, Role),
        was_in: impl Fn(RoomId) -> bool,
    ) -> bool {
        let answers = matches!(role, Role::Student | Role::Guest);
        let is_asked = |asked: &Asked| asked.room.is_none_or(&was_in);
        let lacks = |asked: &Asked| self.lacks(asked, you) || self.lacks_before(asked, you, &is_asked);
        answers && !self.session_closed && self.polls.get(&poll).is_some_and(|asked| is_asked(asked) && lacks(asked))
    }

    /// What was answered later to the polls whose results somebody reads who is not of staff, by groups of people. Of written answers only those
    /// that staff shared.
    pub(crate) fn late_counts(&self, reads: impl Fn(&Event) -> bool) -> Vec<LateCount> {
        let count = |(&poll, asked): (&PollId, &Asked)| {
            let shared = asked.shared.as_ref().filter(|event| reads(event))?;
            let mut tally = asked.told_later()?;
            if let (Some(Counts::Texts { texts }), EventBody::ResultsShared { tally: told, .. }) =
                (&mut tally.counts, &shared.body)
            {
                texts.retain(|group| tells(told, &group.text));
            }
            Some(LateCount { poll, tally })
        };
        self.polls.iter().filter_map(count).collect()
    }

    /// What was answered later to anonymous polls, for staff, who read the answers to the others.
    pub(crate) fn secret_counts(&self) -> Vec<LateCount> {
        let anonymous = self.polls.iter().filter(|(_, asked)| asked.anonymous);
        anonymous.filter_map(|(&poll, asked)| Some(LateCount { poll, tally: asked.told_later()? })).collect()
    }

    fn lacks(&self, asked: &Asked, you: ParticipantId) -> bool {
        let second = || asked.second.and_then(|second| self.polls.get(&second));
        asked.waits_for(you, self.now_unix) || second().is_some_and(|it| self.lacks(it, you))
    }

    fn lacks_before(&self, asked: &Asked, you: ParticipantId, is_asked: &impl Fn(&Asked) -> bool) -> bool {
        let first = asked.first.and_then(|first| self.polls.get(&first));
        first.is_some_and(|it| {
            (is_asked(it) && it.waits_for(you, self.now_unix)) || self.lacks_before(it, you, is_asked)
        })
    }
}

impl Asked {
    /// The count of later answers, as far as they are told.
    fn told_later(&self) -> Option<Tally> {
        let answers: Vec<_> = self.later.told().chain(&self.secrets.told).collect();
        let question = self.question.as_ref().filter(|_| !answers.is_empty())?;
        Some(tally(question, answers))
    }

    /// Whether it takes an answer of somebody who has given none.
    fn waits_for(&self, you: ParticipantId, now_unix: Millis) -> bool {
        let answered = self.in_class.contains(&you) || self.later.has(you) || self.secrets.voters.contains(&you);
        !answered && self.late_answers.are_taken(now_unix)
    }
}

/// Whether a count has these words.
fn tells(tally: &Tally, text: &str) -> bool {
    matches!(&tally.counts, Some(Counts::Texts { texts }) if texts.iter().any(|group| folded(&group.text) == folded(text)))
}

/// The poll of which an event tells, to others than staff, what is right or what was answered.
pub(crate) fn answered_by(event: &Event) -> Option<PollId> {
    match event.body {
        _ if matches!(event.audience, Audience::Staff { .. }) => None,
        EventBody::PollKeySet { poll, .. } | EventBody::ResultsShared { poll, .. } => Some(poll),
        // So old journals have it.
        EventBody::PollClosed { poll, key: Some(_) } => Some(poll),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use protocol::permission::Action;

    use super::*;
    use crate::permission::allows;

    #[test]
    fn polls_wait_for_those_who_may_answer() {
        let mut known = PollsKnown::default();
        known.polls.insert(PollId(1), Asked { closed: true, ..Asked::default() });
        for role in Role::ALL {
            let awaits = known.awaits(PollId(1), (ParticipantId(1), role), |_| true);
            assert_eq!(awaits, allows(role, Action::Answer), "{role:?}");
        }
    }

    #[test]
    fn a_poll_waits_for_nobody_once_its_deadline_is_over() {
        let mut known = PollsKnown::default();
        let (poll, late_answers) = (PollId(1), LateAnswers::Until { unix: 1_000 });
        known.polls.insert(poll, Asked { closed: true, late_answers, ..Asked::default() });
        let mut awaits = |now_unix| {
            known.tell_time(now_unix);
            known.awaits(poll, (ParticipantId(1), Role::Student), |_| true)
        };
        assert_eq!([awaits(0), awaits(999), awaits(1_000)], [true, true, false]);
    }
}
