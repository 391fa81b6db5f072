//! Writes all that is kept of a person into a ZIP, while it is being sent: nothing of it is ever whole in memory, or on the disk.

use std::{
    collections::HashSet,
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::body::Body;
use futures_util::StreamExt;
use protocol::{ErrorCode, Source, limits};
use serde_json::{Value, json};
use store::{OwnSeat, OwnTrack, PersonId, Store, StoreError};

use crate::zipped::{self, Zipped};

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
    let person = running.person;
    zipped::stream("the export of somebody's data", running, move |zip| Writer { store, zip }.write_all_of(person))
}

/// Writes the ZIP.
struct Writer<'a> {
    store: Store,
    zip: &'a mut Zipped,
}

impl Writer<'_> {
    fn write_all_of(&mut self, person: PersonId) -> io::Result<()> {
        self.zip.begin("README.txt", u64::MAX)?;
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
        self.zip.begin(&format!("{folder}/what-you-did.json"), u64::MAX)?;
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
            self.zip.begin(&name, u64::MAX)?;
            for file in files {
                self.copy(seat, file)?;
            }
        }
        Ok(())
    }

    /// Copies a recorded file. One that is lost is left out: the rest plays.
    fn copy(&mut self, seat: &OwnSeat, name: &str) -> io::Result<()> {
        let file = match self.zip.wait(self.store.media().file(seat.session, name)) {
            Err(StoreError::NotFound) => return Ok(()),
            file => file.map_err(io::Error::other)?,
        };
        let mut pieces = self.wait(file.read(0..file.size))?;
        while let Some(piece) = self.zip.wait(pieces.next()) {
            self.zip.write_all(&piece.map_err(io::Error::other)?)?;
        }
        Ok(())
    }

    fn write_json(&mut self, name: &str, document: &Value) -> io::Result<()> {
        self.zip.begin(name, u64::MAX)?;
        serde_json::to_writer_pretty(&mut *self.zip, document)?;
        self.zip.write_all(b"\n")
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> io::Result<T> {
        self.zip.wait(work).map_err(io::Error::other)
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
