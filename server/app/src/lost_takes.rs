//! What happens to a recording once a new take that stands in it is gone, because whoever recorded it was erased.

use std::collections::BTreeSet;

use live::Edited;
use protocol::{Audience, Event, EventBody, Later, Millis, SessionId, recording::Cut};

/// The events by which takes that are gone stand nowhere any more: their stretches are cut out, and nothing else. They are the acts of
/// whoever placed the takes.
pub fn without_lost(events: &[Event], lost: &BTreeSet<SessionId>, now_unix: Millis) -> Vec<Event> {
    let mut edited = Edited::default();
    events.iter().for_each(|event| edited.apply(event));
    let Some(last) = events.last() else { return Vec::new() };
    let cuts = edited.edits().cuts.iter().copied();
    let bodies = cuts.filter(|cut| cut.take.is_some_and(|take| lost.contains(&take.session))).flat_map(|cut| {
        let placed = |event: &Event| match event.body {
            EventBody::CutMade { cut: made, by } if made == cut => Some(by),
            _ => None,
        };
        let by = events.iter().rev().find_map(placed);
        by.into_iter().flat_map(move |by| {
            [EventBody::CutUndone { cut, by }, EventBody::CutMade { cut: Cut::out(cut.from, cut.to), by }]
        })
    });
    let later = Some(Later { unix: now_unix, anchor: None });
    let event = |(seq, body)| Event { seq, at: last.at, audience: Audience::Everyone, later, body };
    (last.seq + 1..).zip(bodies).map(event).collect()
}
