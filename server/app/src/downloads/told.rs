//! What a file that can be passed on tells of a class, whoever downloads it.

use std::collections::BTreeSet;

use live::{Edited, RoomMembership, Viewer};
use protocol::{Event, ParticipantId};

/// What everybody in the main room could read and nothing else: without what was said in rooms, to staff or between two, and without what is
/// cut out. What is right in a quiz, and what others answered, is in it once the session takes no more answers. Where `staff` are given, the
/// others have pseudonyms.
pub fn told(events: &[Event], staff: Option<&BTreeSet<ParticipantId>>) -> Vec<Event> {
    let (mut membership, mut edited) = (RoomMembership::default(), Edited::default());
    for event in events {
        membership.apply(event);
        edited.apply(event);
    }
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
        polls::{Answer, Form, Key, PollId, Question, Tally},
    };

    use super::*;

    #[test]
    fn what_is_right_is_in_it_once_nobody_answers_any_more() {
        let (poll, by) = (PollId(1), ParticipantId(1));
        let question = Question { text: "Why?".into(), form: Form::YesNo, anonymous: false };
        let key =
            Key { right: Answer::Choices { choices: vec![0] }, tolerance: 0, points: 1, explanation: String::new() };
        let bodies = [
            EventBody::PollStarted { poll, room: None, question, quiz: true, until: None, again: None, by },
            EventBody::PollClosed { poll, key: Some(key.clone()) },
            EventBody::PollKeySet { poll, key },
            EventBody::ResultsShared { poll, tally: Tally { ballots: 0, counts: None } },
            EventBody::SessionEnded { by: Some(by) },
            EventBody::SessionClosed { by },
        ];
        let event = |(seq, body)| Event { seq, at: seq, audience: Audience::Everyone, later: None, body };
        let journal: Vec<Event> = (1..).zip(bodies).map(event).collect();
        assert_eq!(told(&journal, None), journal);
        let open = told(&journal[..5], None);
        assert_eq!(open.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 5]);
        assert_eq!(open[1].body, EventBody::PollClosed { poll, key: None });
    }
}
