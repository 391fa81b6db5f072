//! What always holds of the chat.

use std::collections::BTreeSet;

use protocol::{ParticipantId, limits};

use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let messages = state.messages();
    assert!(messages.is_sorted_by(|a, b| a.seq < b.seq), "messages are in order of their numbers, each once");
    assert!(messages.is_sorted_by_key(|message| message.at), "messages are in order of writing");
    assert!(messages.last().is_none_or(|last| last.seq <= state.seq()), "no message is newer than the last event");
    for message in messages {
        let seq = message.seq;
        assert!(!message.deleted || message.text.is_empty(), "message {seq}: a deleted message has no text");
        assert!(state.participant(message.participant).is_some(), "message {seq}: its author is known");
    }
    let bytes: usize = messages.iter().map(|message| message.text.len()).sum();
    assert_eq!(state.chat_bytes(), bytes, "all text that is left is counted");
    let authors: BTreeSet<ParticipantId> = messages.iter().map(|message| message.participant).collect();
    let by_author: usize = authors.into_iter().map(|author| state.chat_bytes_of(author)).sum();
    assert_eq!(by_author, bytes, "each author's text is counted");
    assert!(bytes <= limits::CHAT_SESSION_BYTES, "at most {} bytes of text", limits::CHAT_SESSION_BYTES);
    assert!(state.whole().chat.is_empty(), "messages are kept in one place");
}
