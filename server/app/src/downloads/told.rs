//! What a file that can be passed on tells of a class, whoever downloads it.

use std::collections::BTreeSet;

use live::{Edited, RoomMembership, Viewer};
use protocol::{Event, Millis, ParticipantId};

/// What everybody in the main room could read and nothing else: without what was said in rooms, to staff or between two, and without what is
/// cut out. What is right in a quiz, and what others answered, is in it once the poll takes no more answers, at `now_unix` in Unix ms. Where `staff` are
/// given, the others have pseudonyms.
pub fn told(events: &[Event], staff: Option<&BTreeSet<ParticipantId>>, now_unix: Millis) -> Vec<Event> {
    let (mut membership, mut edited) = (RoomMembership::default(), Edited::default());
    for event in events {
        membership.apply(event);
        edited.apply(event);
    }
    membership.tell_time(now_unix);
    let shown = events.iter().filter(|event| edited.shows(event));
    let shown = shown.filter_map(|event| live::told(event.clone(), Viewer::NOBODY, &membership));
    match staff {
        None => shown.collect(),
        Some(staff) => shown.map(|event| live::with_pseudonyms(event, staff)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use protocol::{
        Audience, EventBody,
        polls::{Answer, Form, Key, LateAnswers, PollId, Question, Tally},
    };

    use super::*;

    fn journal(bodies: impl IntoIterator<Item = EventBody>) -> Vec<Event> {
        let event = |(seq, body)| Event { seq, at: seq, audience: Audience::Everyone, later: None, body };
        (1..).zip(bodies).map(event).collect()
    }

    fn started() -> EventBody {
        let question = Question { text: "Why?".into(), form: Form::YesNo, anonymous: false };
        let (poll, by) = (PollId(1), ParticipantId(1));
        EventBody::PollStarted { poll, room: None, question, quiz: true, until: None, again: None, by }
    }

    fn shared() -> EventBody {
        EventBody::ResultsShared { poll: PollId(1), tally: Tally { ballots: 0, counts: None } }
    }

    #[test]
    fn what_is_right_is_in_it_once_nobody_answers_any_more() {
        let (poll, by) = (PollId(1), ParticipantId(1));
        let key =
            Key { right: Answer::Choices { choices: vec![0] }, tolerance: 0, points: 1, explanation: String::new() };
        let journal = journal([
            started(),
            EventBody::PollClosed { poll, key: Some(key.clone()) },
            EventBody::PollKeySet { poll, key },
            shared(),
            EventBody::SessionEnded { by: Some(by) },
            EventBody::SessionClosed { by },
        ]);
        assert_eq!(told(&journal, None, 0), journal);
        let open = told(&journal[..5], None, 0);
        assert_eq!(open.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 5]);
        assert_eq!(open[1].body, EventBody::PollClosed { poll, key: None });
    }

    #[test]
    fn what_others_answered_is_in_it_once_the_deadline_of_later_answers_is_over() {
        let (poll, by, late_answers) = (PollId(1), ParticipantId(1), LateAnswers::Until { unix: 1_000 });
        let journal = journal([
            started(),
            EventBody::PollClosed { poll, key: None },
            shared(),
            EventBody::LateAnswersSet { poll, late_answers, by },
        ]);
        assert_eq!([told(&journal, None, 999).len(), told(&journal, None, 1_000).len()], [3, 4]);
    }
}
