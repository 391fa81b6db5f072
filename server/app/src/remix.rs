//! Makes the mixed sound of a class again, without some of its voices: each microphone is recorded beside the mix, by itself.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io,
    time::Instant,
};

use protocol::{
    Millis, ParticipantId, RoomId, SessionId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::Remix;
use store::{Lease, RecordingWriter, Store, StoreError};
use tokio::runtime::Handle;

use crate::recorded_files::read;

/// What was recorded of the sound of a room.
#[derive(Debug, Default)]
struct RoomSound {
    /// The segments of the mix, with the numbers of their lines.
    mix: Vec<(u32, ManifestEntry)>,
    /// The files of the voices that stay, each with its beginning, in their order.
    voices: BTreeMap<(ParticipantId, Source), VecDeque<(Millis, String)>>,
    /// Whether a voice is among them that is to go.
    has_gone: bool,
}

/// Makes the mixes again in which these seats are heard, and returns the lines of the manifest that name the new files. The old
/// files are there still, and nothing says yet that the new ones are.
pub async fn remix(
    store: &Store,
    lease: &Lease,
    without: &BTreeSet<ParticipantId>,
) -> Result<Vec<(u32, ManifestEntry)>, StoreError> {
    let entries = store.manifest(lease.session(), 0).await?.entries;
    let rooms: Vec<RoomSound> = rooms(entries, without).into_values().filter(|room| room.has_gone).collect();
    if rooms.is_empty() {
        return Ok(Vec::new());
    }
    let (writer, _) = store.recording(lease).await?;
    let (store, session, handle) = (store.clone(), lease.session(), Handle::current());
    let mixed = tokio::task::spawn_blocking(move || {
        let mut lines = Vec::new();
        for room in rooms {
            mix(&store, session, &handle, &writer, room, &mut lines)?;
        }
        Ok(lines)
    });
    mixed.await.map_err(io::Error::other)?
}

/// The sound of each room, by the lines of a manifest.
fn rooms(entries: Vec<(u32, ManifestEntry)>, without: &BTreeSet<ParticipantId>) -> BTreeMap<RoomId, RoomSound> {
    let mut rooms: BTreeMap<RoomId, RoomSound> = BTreeMap::new();
    let mut tracks = BTreeMap::new();
    for (line, entry) in entries {
        match entry {
            ManifestEntry::Track { track, content } => drop(tracks.insert(track, content)),
            ManifestEntry::Segment { track, start, ref file, .. } => match tracks.get(&track) {
                Some(TrackContent::Mix { room }) => rooms.entry(*room).or_default().mix.push((line, entry)),
                Some(TrackContent::Participant { participant, source, room }) if is_sound(*source) => {
                    let room = rooms.entry(*room).or_default();
                    if without.contains(participant) {
                        room.has_gone = true;
                    } else {
                        room.voices.entry((*participant, *source)).or_default().push_back((start, file.clone()));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    rooms
}

fn is_sound(source: Source) -> bool {
    match source {
        Source::Microphone | Source::ScreenAudio => true,
        Source::Camera | Source::Screen => false,
    }
}

/// Mixes a room. Half of the time this thread sleeps: classes that run need the processor more.
fn mix(
    store: &Store,
    session: SessionId,
    handle: &Handle,
    writer: &RecordingWriter,
    mut room: RoomSound,
    lines: &mut Vec<(u32, ManifestEntry)>,
) -> Result<(), StoreError> {
    let mut remix = Remix::default();
    for (line, entry) in room.mix {
        let ManifestEntry::Segment { track, init, file, start, duration, key, quiet, .. } = entry else { continue };
        let began = Instant::now();
        let end = start + duration;
        for (voice, files) in &mut room.voices {
            while let Some((_, name)) = files.pop_front_if(|(start, _)| *start < end + recorder::MIX_LATENCY) {
                let content = handle.block_on(read(store, session, &name))?;
                // What is lost of a recording is not heard, as before.
                if content.is_some_and(|content| !remix.voice(*voice, &content)) {
                    tracing::warn!(%session, name, "a recorded voice cannot be read, and is not in the mix that was made again");
                }
            }
        }
        let content = remix.segment(start, end).map_err(io::Error::other)?;
        let file = common::made_again(&file);
        writer.put(&file, &content)?;
        let bytes = content.len() as u64;
        // What is quiet stays so without some of the voices. That more is quiet now is not said: what had to be watched stays the same.
        lines.push((line, ManifestEntry::Segment { track, init, file, start, duration, key, bytes, quiet }));
        std::thread::sleep(began.elapsed());
    }
    Ok(())
}
