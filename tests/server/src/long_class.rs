//! A class that has gone on for long, without the hours that it takes.

use protocol::{
    Consent, Role,
    event::{Audience, Event, EventBody},
    ids::ParticipantId,
};
use store::{Store, StoreError};

/// The numbers of those who were in class before.
const KNOWN: u32 = 10;

/// Adds people, who join the class that runs, and what they write in turns. A server that knew the class does not know of
/// it: it has to be started again.
pub async fn lengthen(store: &Store, people: u32, messages: u32) {
    let class = store.live_sessions().await.expect("sessions").pop().expect("a class that runs");
    loop {
        let lease = store.lease(class.id).await.expect("to write in its place");
        let (last, at) = store.journal().last(class.id).await.expect("a journal").expect("events");
        let joined = (1..=people).map(joined);
        let said = (1..=messages).map(|number| said(number, KNOWN + 1 + number % people));
        let events = (last + 1..).zip(joined.chain(said));
        let event = |(seq, body)| Event { seq, at, audience: Audience::Everyone, later: None, body };
        match store.journal().append(&lease, events.map(event)).await {
            Ok(_) => return,
            // The class that runs has taken its place back to write something.
            Err(StoreError::LeaseLost) => {}
            Err(error) => panic!("to append: {error}"),
        }
    }
}

fn joined(number: u32) -> EventBody {
    EventBody::Joined {
        participant: ParticipantId(KNOWN + number),
        name: format!("Student {number:03}"),
        namesake: None,
        role: Role::Student,
        room: protocol::RoomId::MAIN,
        consent: Consent::withheld(),
    }
}

/// Some messages have one line, others several.
fn said(number: u32, participant: u32) -> EventBody {
    let more = "and one more word of what somebody thinks of it, ".repeat(number as usize % 7);
    EventBody::ChatSent {
        participant: ParticipantId(participant),
        text: format!("Message {number}: {more}that is all."),
    }
}
