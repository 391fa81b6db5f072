//! A recording as a folder that opens without a server: a page, what was said and asked, and one file of picture and sound,
//! with new takes beside it whose pictures have another format.
//!
//! Whoever has the folder can pass it on, so it has what everybody in the main room could read and nothing else, whoever downloads it:
//! with pseudonyms where the recording has them, without what was said in rooms, to staff or between two, and without what is cut out. What
//! is right in a quiz, and what others answered, is in it once the session takes no more answers.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use axum::body::Body;
use live::{Edited, RoomMembership, Viewer};
use protocol::{
    Event, ParticipantId,
    downloads::{OfflineClass, PictureCodec, TakeFile},
};
use store::{PersonId, SessionRow, Store, StoreError};

use super::webm::{Makings, Webm};
use crate::{clock::unix_now, places::Place, web_files::WebFiles, zipped};

/// The folder within the web app of the page's files, which lie beside the page in the ZIP.
const PAGE: &str = "offline/";
/// Picture and sound of class.
const FILM: &str = "class.webm";
/// The page and what it is made of.
const PAGE_FILES: [&str; 3] = ["index.html", "page.css", "page.js"];

/// A recording as a folder of which all is known but the content of its film.
#[derive(Debug)]
pub struct Offline {
    class: OfflineClass,
    /// The film, and the takes beside it: their names and what they are.
    files: Vec<(String, Webm)>,
}

impl Offline {
    /// Lays the folder out, with pictures in this codec.
    pub async fn of(
        store: &Store,
        row: &SessionRow,
        codec: Option<PictureCodec>,
        public_url: &str,
    ) -> Result<Self, StoreError> {
        let staff = if row.pseudonyms { Some(store.staff_seats(row.id).await?) } else { None };
        let makings = Makings::of(store, row.id).await?;
        let mut files = vec![(FILM.to_owned(), makings.webm(store, codec).await?)];
        let mut takes = Vec::new();
        for (number, (piece, codec)) in (1..).zip(makings.apart(codec)) {
            let file = format!("take-{number}.webm");
            takes.extend(piece.stretch.take.map(|take| TakeFile { take: take.session, file: file.clone() }));
            files.push((file, makings.piece(store, piece, codec).await?));
        }
        let class = OfflineClass {
            title: row.title.clone(),
            began_unix: row.origin_unix.or(row.started_unix).unwrap_or(row.created_unix),
            made_unix: unix_now(),
            url: format!("{public_url}/watch/{}", row.id),
            film: makings.material().pieces.iter().map(|piece| piece.stretch).collect(),
            takes,
            events: told(&makings.material().events, staff.as_ref()),
        };
        Ok(Offline { class, files })
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
            for (name, webm) in self.files {
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

/// What everybody could read; where `staff` are given, the others have pseudonyms.
fn told(events: &[Event], staff: Option<&BTreeSet<ParticipantId>>) -> Vec<Event> {
    let (mut membership, mut edited) = (RoomMembership::default(), Edited::default());
    for event in events {
        membership.apply(event);
        edited.apply(event);
    }
    let shown = events.iter().filter(|event| edited.shows(event));
    let shown = shown.filter_map(|event| live::told(event.clone(), Viewer::NOBODY, &membership));
    match staff {
        None => shown.collect(),
        Some(staff) => shown.map(|event| live::with_pseudonyms(event, staff)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use protocol::{
        Audience, EventBody,
        polls::{Answer, Form, Key, PollId, Question, Tally},
    };

    use super::*;

    #[test]
    fn what_is_right_is_in_it_once_nobody_answers_any_more() {
        let (poll, by) = (PollId(1), ParticipantId(1));
        let question = Question { text: "Why?".into(), form: Form::YesNo, anonymous: false };
        let key =
            Key { right: Answer::Choices { choices: vec![0] }, tolerance: 0, points: 1, explanation: String::new() };
        let bodies = [
            EventBody::PollStarted { poll, room: None, question, quiz: true, until: None, again: None, by },
            EventBody::PollClosed { poll, key: Some(key.clone()) },
            EventBody::PollKeySet { poll, key },
            EventBody::ResultsShared { poll, tally: Tally { ballots: 0, counts: None } },
            EventBody::SessionEnded { by: Some(by) },
            EventBody::SessionClosed { by },
        ];
        let event = |(seq, body)| Event { seq, at: seq, audience: Audience::Everyone, later: None, body };
        let journal: Vec<Event> = (1..).zip(bodies).map(event).collect();
        assert_eq!(told(&journal, None), journal);
        let open = told(&journal[..5], None);
        assert_eq!(open.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 5]);
        assert_eq!(open[1].body, EventBody::PollClosed { poll, key: None });
    }
}
