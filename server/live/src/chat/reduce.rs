//! What the events of this feature mean.

use protocol::{Event, EventBody, chat::ChatMessage};

/// Folds an event of this feature into the list of messages.
pub(crate) fn reduce(chat: &mut Vec<ChatMessage>, event: &Event) {
    match &event.body {
        EventBody::ChatSent { participant, text } => chat.push(ChatMessage {
            seq: event.seq,
            at: event.at,
            audience: event.audience,
            participant: *participant,
            text: text.clone(),
            deleted: false,
            later: event.later,
        }),
        EventBody::ChatDeleted { message, .. } => {
            if let Ok(i) = chat.binary_search_by_key(message, |m| m.seq) {
                chat[i].text.clear();
                chat[i].deleted = true;
            }
        }
        _ => {}
    }
}
