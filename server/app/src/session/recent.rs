//! The latest events of a session, for clients that come back.

use std::collections::VecDeque;

use live::{RoomMembership, Viewer};
use protocol::{Event, EventBody, SealedEvent, Seq, limits};

/// The latest events, at most [`limits::RESUME_EVENTS`] and [`limits::RESUME_BYTES`] of JSON, with none left out.
#[derive(Debug, Default)]
pub struct RecentEvents {
    events: VecDeque<SealedEvent>,
    bytes: usize,
}

impl RecentEvents {
    /// The latest events of a journal.
    pub fn of(journal: &[Event]) -> Self {
        let mut recent = RecentEvents::default();
        let first = journal.len().saturating_sub(limits::RESUME_EVENTS);
        journal[first..].iter().for_each(|event| recent.push(SealedEvent::new(event.clone())));
        recent
    }

    /// Adds the event that follows the last, and forgets events that are too old by then.
    pub fn push(&mut self, event: SealedEvent) {
        if let EventBody::ChatDeleted { message, .. } = event.event().body {
            self.erase(message);
        }
        self.bytes += event.json().len();
        self.events.push_back(event);
        while self.events.len() > limits::RESUME_EVENTS || self.bytes > limits::RESUME_BYTES {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.json().len();
        }
    }

    /// Empties the text of a message, as the journal does.
    fn erase(&mut self, message: Seq) {
        let Some(first) = self.events.front().map(SealedEvent::seq) else { return };
        let position = message.checked_sub(first).and_then(|position| usize::try_from(position).ok());
        let Some(event) = position.and_then(|position| self.events.get_mut(position)) else { return };
        if let Some(erased) = event.erased() {
            self.bytes -= event.json().len() - erased.json().len();
            *event = erased;
        }
    }

    /// The events after `after`, as far as the viewer may see them. The client needs a snapshot instead (`None`) when
    /// some of these events are forgotten, when `after` is not in this journal, or when one of them changed what the
    /// viewer may know of the past.
    pub fn missed(&self, after: Seq, you: Viewer, membership: &RoomMembership) -> Option<Vec<&SealedEvent>> {
        let first = self.events.front()?.seq();
        let position = usize::try_from(after.checked_add(1)?.checked_sub(first)?).ok()?;
        let missed = || self.events.range(position..);
        if position > self.events.len() || missed().any(|event| changes_view(event.event(), you)) {
            return None;
        }
        Some(missed().filter(|event| live::visible(event.event(), you, membership)).collect())
    }
}

/// Whether this event changed what somebody may know of the past.
fn changes_view(event: &Event, Viewer { participant: you, role }: Viewer) -> bool {
    match event.body {
        EventBody::RoleChanged { participant, .. } | EventBody::WaitEnded { participant, .. } => participant == you,
        // An answer that comes later shows what is right, and what others answered.
        EventBody::BallotCast { participant, .. } => participant == you && event.later.is_some(),
        // What waited for answers is shown once none are taken, and waits again. Staff are told everything at any time.
        EventBody::LateAnswersSet { .. } => !role.is_staff(),
        // In old journals it has the right answer, which not everybody may know.
        EventBody::PollClosed { key: Some(_), .. } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Audience, ParticipantId, PollId, Role, polls::LateAnswers};

    use super::*;

    const YOU: Viewer = Viewer { participant: ParticipantId(1), role: Role::Guest };

    fn event(seq: Seq, audience: Audience, body: EventBody) -> SealedEvent {
        SealedEvent::new(Event { seq, at: 0, audience, later: None, body })
    }

    fn said(seq: Seq, text: &str) -> SealedEvent {
        let body = EventBody::ChatSent { participant: ParticipantId(2), text: text.into() };
        event(seq, Audience::Everyone, body)
    }

    fn recent(events: impl IntoIterator<Item = SealedEvent>) -> RecentEvents {
        let mut recent = RecentEvents::default();
        events.into_iter().for_each(|event| recent.push(event));
        recent
    }

    fn missed(recent: &RecentEvents, after: Seq) -> Option<Vec<Seq>> {
        let missed = recent.missed(after, YOU, &RoomMembership::default());
        missed.map(|events| events.into_iter().map(SealedEvent::seq).collect())
    }

    #[test]
    fn what_was_missed_is_what_is_visible_of_what_came_after() {
        let to_staff =
            event(12, Audience::Staff { and: None }, EventBody::HandRaised { participant: ParticipantId(2) });
        let recent = recent([said(10, "a"), said(11, "b"), to_staff, said(13, "c")]);
        assert_eq!(missed(&recent, 9), Some(vec![10, 11, 13]));
        assert_eq!(missed(&recent, 11), Some(vec![13]));
        assert_eq!(missed(&recent, 13), Some(vec![]));
    }

    #[test]
    fn who_missed_what_is_forgotten_or_knows_the_future_needs_a_snapshot() {
        let recent = recent([said(10, "a"), said(11, "b")]);
        for after in [0, 8, 12, 99, Seq::MAX - 1, Seq::MAX] {
            assert_eq!(missed(&recent, after), None, "after {after}");
        }
        assert_eq!(missed(&RecentEvents::default(), 0), None);
    }

    #[test]
    fn who_became_somebody_else_meanwhile_needs_a_snapshot() {
        let (participant, role, by) = (YOU.participant, Role::Assistant, ParticipantId(9));
        let other = EventBody::RoleChanged { participant: by, role, by };
        let changed = recent([said(1, "a"), event(2, Audience::Everyone, other)]);
        assert_eq!(missed(&changed, 0), Some(vec![1, 2]));
        let yours = EventBody::RoleChanged { participant, role, by };
        let changed = recent([said(1, "a"), event(2, Audience::Everyone, yours), said(3, "b")]);
        assert_eq!((missed(&changed, 1), missed(&changed, 2)), (None, Some(vec![3])));
    }

    #[test]
    fn until_when_late_answers_are_taken_changes_nothing_of_what_staff_know() {
        let (poll, late_answers, by) = (PollId(1), LateAnswers::Closed, ParticipantId(9));
        let set = event(2, Audience::Everyone, EventBody::LateAnswersSet { poll, late_answers, by });
        let recent = recent([said(1, "a"), set]);
        let staff = Viewer { participant: by, role: Role::Assistant };
        let missed = |viewer| recent.missed(1, viewer, &RoomMembership::default()).map(|events| events.len());
        assert_eq!((missed(YOU), missed(staff)), (None, Some(1)));
    }

    #[test]
    fn the_latest_events_are_kept_and_no_more() {
        let many = recent((1..).take(limits::RESUME_EVENTS + 5).map(|seq| said(seq, "")));
        assert_eq!((missed(&many, 4), missed(&many, 5).unwrap().len()), (None, limits::RESUME_EVENTS));
        let long = "x".repeat(limits::CHAT_TEXT_BYTES);
        let large = recent((1..).take(limits::RESUME_EVENTS).map(|seq| said(seq, &long)));
        assert!(large.bytes <= limits::RESUME_BYTES && large.bytes > limits::RESUME_BYTES / 2);
        let journal: Vec<Event> = (1..).take(2_000).map(|seq| said(seq, "").event().clone()).collect();
        assert_eq!(missed(&RecentEvents::of(&journal), 1_990).unwrap().len(), 10);
    }

    #[test]
    fn the_text_of_a_deleted_message_is_told_to_nobody() {
        let by = ParticipantId(9);
        let deleted = |seq, message| event(seq, Audience::Everyone, EventBody::ChatDeleted { message, by });
        let recent = recent([said(5, "a"), said(6, "secret"), deleted(7, 6), deleted(8, 7), deleted(9, 1)]);
        let json: Vec<&str> =
            recent.missed(4, YOU, &RoomMembership::default()).unwrap().into_iter().map(SealedEvent::json).collect();
        assert_eq!(json.len(), 5);
        assert!(!json.concat().contains("secret"));
        assert_eq!(recent.bytes, json.iter().map(|json| json.len()).sum::<usize>());
    }
}
