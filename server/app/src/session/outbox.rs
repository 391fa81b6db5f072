//! Collects what a batch sends to each client while the batch is carried out, so that it is sent as few frames.

use std::collections::HashMap;

use axum::extract::ws::Utf8Bytes;
use protocol::{SealedEvent, Seq, sealed::events_frame};

/// What a batch sends to one client, in order.
#[derive(Debug, Default)]
pub struct Outbox(Vec<Item>);

#[derive(Debug)]
enum Item {
    /// Events that follow one another, as one frame.
    Events(Vec<Seq>),
    Frame(Utf8Bytes),
}

/// The events of a batch, and the frames that were made of them: most clients get the same.
#[derive(Debug, Default)]
pub struct BatchEvents {
    events: Vec<SealedEvent>,
    frames: HashMap<Vec<Seq>, Utf8Bytes>,
}

impl Outbox {
    /// Adds an event of the batch.
    pub fn event(&mut self, seq: Seq) {
        match self.0.last_mut() {
            Some(Item::Events(seqs)) => seqs.push(seq),
            _ => self.0.push(Item::Events(vec![seq])),
        }
    }

    /// Adds a frame.
    pub fn frame(&mut self, frame: Utf8Bytes) {
        self.0.push(Item::Frame(frame));
    }

    /// Empties the outbox, and returns its frames in order.
    pub fn take(&mut self, batch: &mut BatchEvents) -> Vec<Utf8Bytes> {
        let frame = |item| match item {
            Item::Events(seqs) => batch.frame(seqs),
            Item::Frame(frame) => frame,
        };
        std::mem::take(&mut self.0).into_iter().map(frame).collect()
    }
}

impl BatchEvents {
    /// Adds the next event of the batch.
    pub fn push(&mut self, event: SealedEvent) {
        self.events.push(event);
    }

    /// Forgets all events.
    pub fn clear(&mut self) {
        self.events.clear();
        self.frames.clear();
    }

    /// The frame of these events of the batch. Each such frame is made once.
    fn frame(&mut self, seqs: Vec<Seq>) -> Utf8Bytes {
        let BatchEvents { events, frames } = self;
        let make = |seqs: &Vec<Seq>| {
            let found = seqs.iter().filter_map(|seq| events.binary_search_by_key(seq, SealedEvent::seq).ok());
            events_frame(found.map(|position| &events[position])).into()
        };
        frames.entry(seqs).or_insert_with_key(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Audience, Down, Event, EventBody, ParticipantId};

    use super::{super::clients::text, *};

    fn seqs(frame: &Utf8Bytes) -> Vec<Seq> {
        match serde_json::from_str(frame).unwrap() {
            Down::Events { events } => events.into_iter().map(|event| event.seq).collect(),
            other => panic!("no events: {other:?}"),
        }
    }

    #[test]
    fn events_in_a_row_are_one_frame_which_clients_share() {
        let mut batch = BatchEvents::default();
        for seq in 4..8 {
            let body = EventBody::HandRaised { participant: ParticipantId(1) };
            batch.push(SealedEvent::new(Event { seq, at: 0, audience: Audience::Everyone, later: None, body }));
        }
        let (mut all, mut same, mut acknowledged) = (Outbox::default(), Outbox::default(), Outbox::default());
        for seq in 4..8 {
            all.event(seq);
            same.event(seq);
            if seq != 6 {
                acknowledged.event(seq);
            }
            if seq == 5 {
                acknowledged.frame(text(&Down::Pong { now: 1 }));
            }
        }
        let [all, same, acknowledged] = [&mut all, &mut same, &mut acknowledged].map(|outbox| outbox.take(&mut batch));
        assert_eq!(all.iter().map(seqs).collect::<Vec<_>>(), [vec![4, 5, 6, 7]]);
        assert_eq!(all[0].as_str().as_ptr(), same[0].as_str().as_ptr(), "the text is in memory once");
        assert_eq!(acknowledged[1], text(&Down::Pong { now: 1 }));
        assert_eq!([&acknowledged[0], &acknowledged[2]].map(seqs), [vec![4, 5], vec![7]]);
    }

    #[test]
    fn an_outbox_is_emptied() {
        let (mut batch, mut outbox) = (BatchEvents::default(), Outbox::default());
        outbox.frame("1".into());
        assert_eq!(outbox.take(&mut batch).len(), 1);
        assert_eq!(outbox.take(&mut batch).len(), 0);
    }
}
