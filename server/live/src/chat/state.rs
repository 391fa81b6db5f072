//! All messages of the session, whatever their audience.

use std::collections::BTreeMap;

use protocol::{Event, EventBody, ParticipantId, Seq, chat::ChatMessage, limits};

use super::reduce::reduce;

/// The messages. They are kept apart from the rest of the state, because a snapshot has only the last ones that its
/// viewer may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChatState {
    messages: Vec<ChatMessage>,
    bytes: usize,
    bytes_of: BTreeMap<ParticipantId, usize>,
}

/// Of these messages, oldest first, those that a live snapshot holds: the latest, at most [`limits::CHAT_IN_SNAPSHOT`] with
/// [`limits::CHAT_IN_SNAPSHOT_BYTES`] of text.
pub fn latest_messages<'a>(messages: impl DoubleEndedIterator<Item = &'a ChatMessage>) -> Vec<ChatMessage> {
    let mut room = limits::CHAT_IN_SNAPSHOT_BYTES;
    let fits = |message: &&ChatMessage| {
        let left = room.checked_sub(message.text.len());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let mut latest: Vec<_> = messages.rev().take(limits::CHAT_IN_SNAPSHOT).take_while(fits).cloned().collect();
    latest.reverse();
    latest
}

impl ChatState {
    /// Folds one more event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        match &event.body {
            EventBody::ChatSent { participant, text } => {
                self.bytes += text.len();
                *self.bytes_of.entry(*participant).or_default() += text.len();
            }
            EventBody::ChatDeleted { message, .. } => self.forget_text(*message),
            _ => return,
        }
        reduce(&mut self.messages, event);
    }

    /// No longer counts the text of a message.
    fn forget_text(&mut self, seq: Seq) {
        let Some((author, bytes)) = self.message(seq).map(|message| (message.participant, message.text.len())) else {
            return;
        };
        self.bytes -= bytes;
        if let Some(theirs) = self.bytes_of.get_mut(&author) {
            *theirs -= bytes;
        }
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

    /// The size of this author's text, in bytes.
    pub(crate) fn bytes_of(&self, author: ParticipantId) -> usize {
        self.bytes_of.get(&author).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use protocol::Audience;

    use super::*;

    fn messages(count: u64, bytes: usize) -> Vec<ChatMessage> {
        let message = |seq| ChatMessage {
            seq,
            at: seq,
            participant: ParticipantId(1),
            text: "x".repeat(bytes),
            audience: Audience::Everyone,
            deleted: false,
            later: None,
        };
        (1..=count).map(message).collect()
    }

    fn latest(messages: &[ChatMessage]) -> (usize, Option<Seq>) {
        let latest = latest_messages(messages.iter());
        (latest.len(), latest.first().map(|message| message.seq))
    }

    #[test]
    fn a_snapshot_has_the_latest_messages_within_its_bounds() {
        let many = limits::CHAT_IN_SNAPSHOT as u64 + 30;
        assert_eq!(latest(&messages(many, 10)), (limits::CHAT_IN_SNAPSHOT, Some(31)));
        let fit = limits::CHAT_IN_SNAPSHOT_BYTES / limits::CHAT_TEXT_BYTES;
        assert_eq!(latest(&messages(100, limits::CHAT_TEXT_BYTES)), (fit, Some(101 - fit as u64)));
        assert_eq!(latest(&[]), (0, None));
    }
}
