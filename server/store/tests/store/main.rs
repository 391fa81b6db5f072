//! The store over a real database in a temporary folder.

mod durability;
mod journal;
mod links;
mod media;
mod people;
mod seats;
mod sessions;

use protocol::{Audience, Consent, Event, EventBody, ParticipantId, Seq, SessionId};
use store::{Person, SessionRow, Store};
use tempfile::TempDir;

/// Some moment, in milliseconds of the Unix epoch.
const NOW: u64 = 1_700_000_000_000;
const PASSWORD: &str = "correct horse battery staple";
const NOTHING_RECORDED: Consent = Consent { record_camera: false, record_voice: false };

async fn empty() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&folder.path().join("data")).await.expect("open");
    (folder, store)
}

/// A store with an owner and one session.
async fn with_session() -> (TempDir, Store, Person, SessionRow) {
    let (folder, store) = empty().await;
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.expect("owner");
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.expect("session");
    (folder, store, owner, session)
}

fn unknown_session() -> SessionId {
    "5f7ad1c5-0a3c-4ed7-a1b5-0c1d6e0c3a11".parse().expect("uuid")
}

fn chat(seq: Seq, text: &str) -> Event {
    Event {
        seq,
        at: seq * 10,
        audience: Audience::Everyone,
        later: None,
        body: EventBody::ChatSent { participant: ParticipantId(1), text: text.into() },
    }
}

/// Whether a token has the form of one: 256 bits in base64url.
fn looks_like_a_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
}
