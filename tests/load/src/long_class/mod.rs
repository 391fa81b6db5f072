//! A class of four hours in a data folder, as the server would have written it: the live session decides, the recorder writes, and
//! the store keeps what they make. Time alone is told to them, so that it takes a minute or two.

mod cameras;
mod holding;
mod script;

use std::{path::Path, time::Instant};

use anyhow::ensure;
use meridian::{clock::unix_now, recording_sink::StoreSink};
use protocol::{
    Consent, Event, EventBody, Millis, ParticipantId, Role, SessionId, http::Seat, manifest::ManifestEntry,
};
use recorder::{Recorded, Recording};
use serde_json::json;
use server_tests::server::{OWNER_EMAIL, OWNER_PASSWORD};
use store::{SeatRequest, SessionRow, Store};

use self::{
    holding::Holding,
    script::{ADA, BEN, PEOPLE, ROOMS},
};

/// How long the class is.
pub const LENGTH: Millis = 4 * 3_600_000;
/// How long ago it ended.
const AGO: Millis = 600_000;
/// Events of an append.
const EVENTS: usize = 1_000;

/// Writes the class into a data folder that is empty. Prints a line of JSON: the seats of the students who were in it, the code of
/// its link, its length, when its
/// rooms are open, and how much there is of it.
pub async fn write(folder: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    store::private_data_folder(folder)?;
    let store = Store::open(folder).await?;
    let owner = store.create_owner(name(ADA).as_str(), OWNER_EMAIL, OWNER_PASSWORD).await?;
    let started = unix_now() - LENGTH - AGO;
    let SessionRow { id: session, code, .. } = store.create_session(owner.id, "A long day", true, started).await?;
    store.set_live(session, started).await?;
    let seats = seats(&store, session, started).await?;

    let lease = store.lease(session).await?;
    let (writer, _) = store.recording(&lease).await?;
    let hold = move || {
        let recording = Recording::open(StoreSink(writer), &Recorded::default(), 0)?;
        Holding::begin(session, started, recording)?.hold(LENGTH)
    };
    let events = tokio::task::spawn_blocking(hold).await??;
    for some in events.chunks(EVENTS) {
        store.journal().append(&lease, some.iter().cloned()).await?;
    }
    store.set_ended(session, LENGTH, started + LENGTH).await?;
    let said = json!({
        "seats": seats,
        "code": code,
        "length": LENGTH,
        "rooms": ROOMS,
        "people": PEOPLE,
        "events": events.len(),
        "messages": events.iter().filter(is_message).count(),
        "recorded": recorded(&store, session).await?,
        "seconds": begun.elapsed().as_secs(),
    });
    drop(lease);
    store.close().await?;
    println!("{said}");
    Ok(())
}

/// Takes a seat for everybody. Returns those of students.
async fn seats(store: &Store, session: SessionId, started: Millis) -> anyhow::Result<Vec<Seat>> {
    let mut all = Vec::new();
    for participant in (1..=PEOPLE).map(ParticipantId) {
        let (name, role) = (name(participant), role(participant));
        let taken = store.create_seat(session, SeatRequest::new(&name, role, Consent::default()), started).await?;
        ensure!(taken.participant == participant, "seats are numbered from 1");
        all.push(Seat { token: taken.token.reveal().to_owned(), session, participant, role });
    }
    all.retain(|seat| seat.role == Role::Student);
    Ok(all)
}

/// Tracks, segments and bytes of the recording.
async fn recorded(store: &Store, session: SessionId) -> anyhow::Result<serde_json::Value> {
    let (mut tracks, mut segments, mut kept) = (0, 0, 0);
    for (_, entry) in store.manifest(session, 0).await?.entries {
        match entry {
            ManifestEntry::Track { .. } => tracks += 1,
            ManifestEntry::Segment { bytes, .. } => (segments, kept) = (segments + 1, kept + bytes),
            _ => {}
        }
    }
    Ok(json!({ "tracks": tracks, "segments": segments, "bytes": kept }))
}

fn is_message(event: &&Event) -> bool {
    matches!(event.body, EventBody::ChatSent { .. })
}

/// What somebody in this class is called.
fn name(participant: ParticipantId) -> String {
    match participant {
        ADA => "Ada Teacher".to_owned(),
        BEN => "Ben Assistant".to_owned(),
        ParticipantId(number) => format!("Student {number:03}"),
    }
}

/// What somebody in this class is.
fn role(participant: ParticipantId) -> Role {
    match participant {
        ADA => Role::Instructor,
        BEN => Role::Assistant,
        _ => Role::Student,
    }
}
