//! All messages of the session, whatever their audience.

use protocol::{Event, EventBody, Seq, chat::ChatMessage};

use super::reduce::reduce;

/// The messages. They are kept apart from the rest of the state, because a snapshot has only the last ones that its
/// viewer may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChatState {
    messages: Vec<ChatMessage>,
    bytes: usize,
}

impl ChatState {
    /// Folds one more event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        match &event.body {
            EventBody::ChatSent { text, .. } => self.bytes += text.len(),
            EventBody::ChatDeleted { message, .. } => {
                self.bytes -= self.message(*message).map_or(0, |message| message.text.len());
            }
            _ => return,
        }
        reduce(&mut self.messages, event);
    }

    /// All messages, oldest first.
    pub(crate) fn messages(&self) -> &[ChatMessage] {
        &self.messages
    }

    /// The message of this number.
    pub(crate) fn message(&self, seq: Seq) -> Option<&ChatMessage> {
        self.messages.binary_search_by_key(&seq, |m| m.seq).ok().map(|i| &self.messages[i])
    }

    /// The size of all text, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}
