//! A recording as a folder that opens without a server: a page, what was said and asked, and picture and sound: one file for each format in
//! which something is to be seen, between which the page changes.
//!
//! Whoever has the folder can pass it on, so it has what [everybody](told) could read.

use std::io::{self, Write};

use axum::body::Body;
use protocol::downloads::OfflineClass;
use store::{PersonId, SessionRow, Store, StoreError};

use super::{
    told::told,
    webm::{Films, Makings, Webm},
};
use crate::{clock::unix_now, places::Place, web_files::WebFiles, zipped};

/// The folder within the web app of the page's files, which lie beside the page in the ZIP.
const PAGE: &str = "offline/";
/// The page and what it is made of.
const PAGE_FILES: [&str; 3] = ["index.html", "page.css", "page.js"];

/// A recording as a folder of which all is known but the content of its films.
#[derive(Debug)]
pub struct Offline {
    class: OfflineClass,
    /// The films and the names of their files.
    films: Vec<(String, Webm)>,
}

impl Offline {
    /// Lays the folder out, with pictures or with sound alone. Fails with [`StoreError::NotFound`] where there is to be sound alone, and is none.
    pub async fn of(store: &Store, row: &SessionRow, public_url: &str, sound_alone: bool) -> Result<Self, StoreError> {
        let staff = if row.pseudonyms { Some(store.staff_seats(row.id).await?) } else { None };
        let makings = Makings::of(store, row.id).await?;
        if sound_alone && !makings.material().has_sound() {
            return Err(StoreError::NotFound);
        }
        let Films { files, reels } = makings.films(sound_alone);
        let mut films = Vec::new();
        for (name, codec) in files {
            films.push((name, makings.webm(store, codec).await?));
        }
        let class = OfflineClass {
            title: row.title.clone(),
            began_unix: row.origin_unix.or(row.started_unix).unwrap_or(row.created_unix),
            made_unix: unix_now(),
            url: format!("{public_url}/watch/{}", row.id),
            film: makings.material().pieces.iter().map(|piece| piece.stretch).collect(),
            reels,
            events: told(&makings.material().events, staff.as_ref(), unix_now()),
        };
        Ok(Offline { class, films })
    }

    /// The folder as a ZIP, as it is read. Its reader's place is given back at its end.
    pub fn body(self, store: Store, place: Place<PersonId>) -> Body {
        zipped::stream("the download of a recording as a folder", place, move |zip| {
            for name in PAGE_FILES {
                let file = WebFiles::get(&format!("{PAGE}{name}")).ok_or_else(|| io::Error::other("no such page"))?;
                zip.begin(name, file.data.len() as u64)?;
                zip.write_all(&file.data)?;
            }
            // JSON is JavaScript: https://tc39.es/proposal-json-superset/. A page that is no server's may read no other kind of file.
            let class = format!("globalThis.meridianClass = {};\n", serde_json::to_string(&self.class)?).into_bytes();
            zip.begin("class.js", class.len() as u64)?;
            zip.write_all(&class)?;
            for (name, webm) in self.films {
                zip.begin(&name, webm.bytes())?;
                let mut film = webm.reading();
                while let Some(piece) = zip.wait(film.next(&store))? {
                    zip.write_all(&piece)?;
                }
            }
            Ok(())
        })
    }
}
