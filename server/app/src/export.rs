//! Writes all that is kept of a person into a ZIP, while it is being sent: nothing of it is ever whole in memory, or on the disk.

use std::{
    collections::HashSet,
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use protocol::{ErrorCode, Source, limits};
use serde_json::{Value, json};
use store::{OwnSeat, OwnTrack, PersonId, Store, StoreError};
use tokio::{runtime::Handle, sync::mpsc};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions, write::StreamWriter};

/// Pieces of this size go out.
const PIECE: usize = 64 * 1024;

/// Pieces that wait for a slow reader.
const PIECES_WAITING: usize = 4;

/// How long a piece waits for its reader, who is given up then.
const PATIENCE: Duration = Duration::from_secs(60);

/// The explanation in each ZIP.
const README: &str = include_str!("export_readme.txt");

/// Whose data is being sent.
#[derive(Debug, Default)]
pub struct Exports(Mutex<HashSet<PersonId>>);

/// An export that goes on until this is dropped.
#[derive(Debug)]
pub struct Running {
    exports: Arc<Exports>,
    person: PersonId,
}

impl Exports {
    /// Begins the export of a person's data, unless one goes on, or [`limits::EXPORTS`] of others do.
    pub fn begin(self: &Arc<Self>, person: PersonId) -> Result<Running, ErrorCode> {
        let mut running = self.running();
        if running.len() >= limits::EXPORTS || !running.insert(person) {
            return Err(ErrorCode::RateLimited);
        }
        Ok(Running { exports: Arc::clone(self), person })
    }

    fn running(&self) -> MutexGuard<'_, HashSet<PersonId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.exports.running().remove(&self.person);
    }
}

/// The ZIP of a person's data, as it is read. It breaks off when something of it cannot be read.
pub fn stream(store: Store, running: Running) -> Body {
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || {
        let to = Pieces { sender: sender.clone(), handle: handle.clone(), piece: Vec::with_capacity(PIECE) };
        let mut writer = Writer { store, handle: handle.clone(), zip: ZipWriter::new_stream(to) };
        if let Err(error) = writer.write_all_of(running.person).and_then(|()| writer.finish()) {
            tracing::warn!(%error, "the export of somebody's data broke off");
            // The reader may have gone.
            let _ = handle.block_on(sender.send(Err(error)));
        }
        // Whoever has read the end may ask again at once: the reader is told of it by the last sender.
        drop(running);
        drop(sender);
    });
    Body::from_stream(stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) }))
}

/// Sends what is written, piece by piece.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    handle: Handle,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE)));
        self.handle.block_on(self.sender.send_timeout(Ok(piece), PATIENCE)).map_err(io::Error::other)
    }
}

/// Writes the ZIP, on a thread that may wait.
struct Writer {
    store: Store,
    handle: Handle,
    zip: ZipWriter<StreamWriter<Pieces>>,
}

impl Writer {
    fn write_all_of(&mut self, person: PersonId) -> io::Result<()> {
        self.begin("README.txt")?;
        self.zip.write_all(README.as_bytes())?;
        let seats = self.wait(self.store.own_seats(person))?;
        for (name, mut document) in self.wait(self.store.documents_of(person))? {
            if name == "classes" {
                document["seats"] = seats.iter().enumerate().map(about).collect();
            }
            self.write_json(&format!("{name}.json"), &document)?;
        }
        for (number, seat) in seats.iter().enumerate() {
            self.write_class(&folder(number), seat)?;
        }
        Ok(())
    }

    fn write_class(&mut self, folder: &str, seat: &OwnSeat) -> io::Result<()> {
        self.begin(&format!("{folder}/what-you-did.json"))?;
        self.zip.write_all(b"[")?;
        let (mut next, mut separator) = (Some(1), "\n");
        while let Some(from) = next {
            let (events, after) = self.wait(self.store.own_events(seat.session, seat.participant, from))?;
            for event in events {
                write!(self.zip, "{separator}{event}")?;
                separator = ",\n";
            }
            next = after;
        }
        self.zip.write_all(b"\n]\n")?;
        for track in self.wait(self.store.own_tracks(seat.session, seat.participant))? {
            self.write_track(folder, seat, &track)?;
        }
        Ok(())
    }

    fn write_track(&mut self, folder: &str, seat: &OwnSeat, track: &OwnTrack) -> io::Result<()> {
        for (part, files) in track.parts.iter().enumerate() {
            let ending = files.first().and_then(|file| file.rsplit_once('.')).map_or("webm", |(_, ending)| ending);
            let name = format!("{folder}/{}-{}-{}.{ending}", source_name(track.source), track.track, part + 1);
            self.begin(&name)?;
            for file in files {
                self.copy(seat, file)?;
            }
        }
        Ok(())
    }

    /// Copies a recorded file. One that is lost is left out: the rest plays.
    fn copy(&mut self, seat: &OwnSeat, name: &str) -> io::Result<()> {
        let file = match self.handle.block_on(self.store.media().file(seat.session, name)) {
            Err(StoreError::NotFound) => return Ok(()),
            file => file.map_err(io::Error::other)?,
        };
        let mut pieces = self.wait(file.read(0..file.size))?;
        while let Some(piece) = self.handle.block_on(pieces.next()) {
            self.zip.write_all(&piece.map_err(io::Error::other)?)?;
        }
        Ok(())
    }

    fn write_json(&mut self, name: &str, document: &Value) -> io::Result<()> {
        self.begin(name)?;
        serde_json::to_writer_pretty(&mut self.zip, document)?;
        self.zip.write_all(b"\n")
    }

    /// Begins a file, of whatever size.
    fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
        self.zip.start_file(name, options).map_err(io::Error::other)
    }

    fn finish(self) -> io::Result<()> {
        self.zip.finish().map_err(io::Error::other)?.flush()
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> io::Result<T> {
        self.handle.block_on(work).map_err(io::Error::other)
    }
}

/// The folder of a class, by its place in the list.
fn folder(number: usize) -> String {
    format!("classes/{:04}", number + 1)
}

fn about((number, seat): (usize, &OwnSeat)) -> Value {
    json!({ "folder": folder(number), "seat": seat.about })
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Camera => "camera",
        Source::Microphone => "microphone",
        Source::Screen => "screen",
        Source::ScreenAudio => "screen-sound",
    }
}
