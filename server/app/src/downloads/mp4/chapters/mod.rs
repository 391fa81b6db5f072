//! The chapters of a file, as ffmpeg reads them: those of *Watch*, with the names that staff had given them when it was made.

mod beginnings;
mod names;
mod scenes;
mod stretches;

use std::ops::Range;

use protocol::{Event, EventBody, Millis, SessionKind, Snapshot, chapters::Chapter};

use self::{beginnings::beginnings, scenes::Scenes, stretches::Stretches};
use crate::downloads::material::Piece;

/// The title and the chapters of a class of which this is [told](crate::downloads::told), in the time of a file of these pieces.
pub fn text(title: &str, events: &[Event], pieces: &[Piece]) -> String {
    let chapters = line(events, said(events, pieces));
    let end = pieces.iter().map(Piece::length).sum();
    // Players begin the first chapter at the beginning of the file, wherever it begins.
    let mut starts = vec![(0, names::BEGINNING.to_owned())];
    let gaps = gaps(events);
    for (at, title) in chapters.into_iter().map(|(at, title)| (in_file(seen_from(at, &gaps), pieces), title)) {
        // Of those that begin within what is left out, the last goes on.
        starts.pop_if(|(before, _)| *before == at);
        starts.push((at, title));
    }
    let nexts = starts.iter().skip(1).map(|(at, _)| *at).chain([end]);
    let mut text = format!(";FFMETADATA1\ntitle={}\n", escaped(title));
    for ((start, title), next) in starts.iter().zip(nexts).filter(|((start, _), next)| start < next) {
        text.push_str(&format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={next}\ntitle={}\n", escaped(title)));
    }
    text
}

/// What staff say of chapters: what is cut out, or replaced by a take, has no name for anybody else. Where they let none begin, none does.
fn said(events: &[Event], pieces: &[Piece]) -> Vec<Chapter> {
    let mut class = Snapshot::empty();
    let is_chapter = |event: &&Event| {
        matches!(
            event.body,
            EventBody::ChapterSet { .. } | EventBody::ChapterHidden { .. } | EventBody::ChapterRemoved { .. }
        )
    };
    events.iter().filter(is_chapter).for_each(|event| live::reduce(&mut class, event));
    let is_left = |at: Millis| pieces.iter().any(|piece| piece.stretch.take.is_none() && piece.time.contains(&at));
    class.chapters.into_iter().filter(|chapter| chapter.title.is_none() || is_left(chapter.from)).collect()
}

/// When the chapters of a class begin, in class time, and what they are called.
fn line(events: &[Event], said: Vec<Chapter>) -> Vec<(Millis, String)> {
    let (mut scenes, mut seen) = (Scenes::new(), Stretches::default());
    for event in events.iter().filter(|event| event.later.is_none()) {
        scenes.apply(event);
        if scenes.class.ended.is_none() {
            seen.add(event.at, scenes.now());
        }
    }
    let seen = seen.until(scenes.class.ended.unwrap_or(Millis::MAX));
    let lecture = scenes.class.kind == SessionKind::Lecture;
    names::named(beginnings(seen, said, lecture), &scenes.class)
}

/// Where nothing was recorded, because there was no server or class was off the record, in the order of their beginnings.
fn gaps(events: &[Event]) -> Vec<Range<Millis>> {
    let mut class = Snapshot::empty();
    let is_gap = |event: &&Event| {
        matches!(
            event.body,
            EventBody::Interrupted { .. } | EventBody::OffRecordSet { .. } | EventBody::SessionEnded { .. }
        )
    };
    events.iter().filter(is_gap).for_each(|event| live::reduce(&mut class, event));
    let away = class.interruptions.iter().map(|gap| gap.from..gap.to);
    let off = class.off_record.iter().map(|gap| gap.from..gap.to.unwrap_or(Millis::MAX));
    let mut gaps: Vec<_> = away.chain(off).collect();
    gaps.sort_unstable_by_key(|gap| gap.start);
    gaps
}

/// Where what begins then is to be seen first: behind what is not recorded.
fn seen_from(at: Millis, gaps: &[Range<Millis>]) -> Millis {
    gaps.iter().fold(at, |at, gap| if gap.contains(&at) { gap.end } else { at })
}

/// The time in the file of a moment of class; of one that is left out, or in whose place a take stands, the moment at which class goes on.
fn in_file(at: Millis, pieces: &[Piece]) -> Millis {
    let before = |piece: &Piece| match piece.stretch.take {
        Some(_) if at < piece.stretch.from => 0,
        Some(_) => piece.length(),
        None => at.clamp(piece.time.start, piece.time.end) - piece.time.start,
    };
    pieces.iter().map(before).sum()
}

/// Line breaks and `=;#\` have a backslash before them (<https://ffmpeg.org/ffmpeg-formats.html#Metadata-2>).
fn escaped(title: &str) -> String {
    title.chars().fold(String::new(), |mut text, letter| {
        if matches!(letter, '=' | ';' | '#' | '\\' | '\n') {
            text.push('\\');
        }
        text.push(letter);
        text
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use protocol::{
        Audience, SessionId,
        recording::{Cut, Take},
    };
    use serde::Deserialize;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn named_at(from: Millis, title: &str) -> Event {
        let body = EventBody::ChapterSet { from, title: title.into() };
        Event { seq: 1, at: 0, audience: Audience::Everyone, body, later: None }
    }

    fn of_class(time: Range<Millis>) -> Piece {
        Piece { stretch: Cut::out(time.start, time.end), of: 0, time }
    }

    fn of_take(stretch: Range<Millis>, duration: Millis) -> Piece {
        let take = Some(Take { session: SessionId(Uuid::nil()), duration });
        Piece { stretch: Cut { take, ..Cut::out(stretch.start, stretch.end) }, of: 1, time: 0..duration }
    }

    /// Where the chapters of a whole class of ten minutes begin, in seconds, and what they are called.
    fn told(events: &[Event]) -> Vec<(Millis, String)> {
        let text = text("A", events, &[of_class(0..600_000)]);
        let value = |name| text.lines().filter_map(move |line| line.strip_prefix(name));
        let starts = value("START=").map(|at| at.parse::<Millis>().unwrap() / 1_000);
        starts.zip(value("title=").skip(1).map(str::to_owned)).collect()
    }

    /// A class and what its chapters are on *Watch*, too: when they begin, in seconds, and what they are called.
    #[derive(Deserialize)]
    struct Golden {
        name: String,
        events: Vec<serde_json::Value>,
        chapters: Vec<(Millis, String)>,
    }

    /// Events for everyone, of which the rest is given, in order.
    fn written(events: Vec<serde_json::Value>) -> Vec<Event> {
        let written = (1..).zip(events).map(|(seq, mut event)| {
            event["seq"] = json!(seq);
            event["audience"] = json!({ "to": "everyone" });
            serde_json::from_value(event).unwrap()
        });
        written.collect()
    }

    #[test]
    fn chapters_are_those_of_watch() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/golden/timeline/chapters.json");
        let goldens: Vec<Golden> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert!(goldens.len() > 10);
        for golden in goldens {
            let events = written(golden.events);
            assert!(events.iter().all(|event| event.body != EventBody::Unknown), "{}", golden.name);
            let told = line(&events, said(&events, &[of_class(0..Millis::MAX)]));
            let told: Vec<_> = told.into_iter().map(|(at, name)| (at / 1_000, name)).collect();
            assert_eq!(told, golden.chapters, "{}", golden.name);
        }
    }

    #[test]
    fn the_first_begins_with_the_file() {
        let owned = |told: &[(Millis, &str)]| -> Vec<(Millis, String)> {
            told.iter().map(|(at, name)| (*at, (*name).to_owned())).collect()
        };
        assert_eq!(told(&[named_at(90_000, "Late")]), owned(&[(0, "Start of class"), (90, "Late")]));
        assert_eq!(told(&[named_at(0, "Early")]), owned(&[(0, "Early")]));
        assert_eq!(told(&[]), owned(&[(0, "Start of class")]));
    }

    #[test]
    fn a_chapter_after_a_take_begins_as_much_later_as_the_take_is_longer() {
        let pieces = [of_class(0..2_000), of_take(2_000..4_000, 79_500), of_class(4_000..9_000)];
        let events =
            [named_at(0, "One"), named_at(3_000, "Replaced"), named_at(4_000, "Two"), named_at(5_000, "Three")];
        let told = text("A", &events, &pieces);
        for chapter in ["START=0\nEND=81500\ntitle=One", "START=81500\nEND=82500\ntitle=Two", "START=82500\nEND=86500"]
        {
            assert!(told.contains(chapter), "{told}");
        }
        assert!(!told.contains("Replaced"), "{told}");
        let at = [0, 1_999, 2_000, 3_999, 4_000, 9_999].map(|at| in_file(at, &pieces));
        assert_eq!(at, [0, 1_999, 81_500, 81_500, 81_500, 86_500]);
    }

    #[test]
    fn one_that_is_hidden_stays_so_where_its_beginning_is_cut_out() {
        let consent = json!({ "record_camera": true, "record_voice": true });
        let class = |more: &[serde_json::Value]| {
            let joined = json!({
                "at": 0, "kind": "joined", "participant": 1, "name": "Ada", "role": "instructor", "room": 0, "consent": consent
            });
            let shared =
                json!({ "at": 10_000, "kind": "track_changed", "participant": 1, "source": "screen", "state": "on" });
            let ended = json!({ "at": 60_000, "kind": "session_ended", "by": null });
            let events = [joined, shared].into_iter().chain(more.to_vec()).chain([ended]).collect();
            text("A", &written(events), &[of_class(0..10_000), of_class(12_000..60_000)])
        };
        assert!(class(&[]).contains("Screen of Ada"));
        let hidden = json!({ "at": 50_000, "kind": "chapter_hidden", "from": 10_000 });
        assert!(!class(&[hidden]).contains("Screen of Ada"));
    }

    #[test]
    fn what_begins_where_nothing_is_recorded_is_behind_it() {
        let interrupted = EventBody::Interrupted { from: 4_000, to: 7_000 };
        let events = [
            named_at(5_000, "Unseen"),
            Event { seq: 1, at: 7_000, audience: Audience::Everyone, body: interrupted, later: None },
            named_at(6_000, "Back"),
        ];
        let text = text("A", &events, &[of_class(0..10_000)]);
        assert!(text.contains("START=7000\nEND=10000\ntitle=Back") && !text.contains("Unseen"), "{text}");
    }

    #[test]
    fn a_chapter_lasts_to_the_next_and_one_that_is_cut_out_is_not_named() {
        let events = [named_at(0, "One"), named_at(5_000, "Two; #2"), named_at(6_000, "Gone"), named_at(9_000, "End")];
        let text = text("A=1", &events, &[of_class(0..5_500), of_class(8_000..10_000)]);
        let times: Vec<&str> = text.lines().filter(|line| !line.starts_with("TIMEBASE")).collect();
        assert_eq!(
            times,
            [
                ";FFMETADATA1",
                "title=A\\=1",
                "[CHAPTER]",
                "START=0",
                "END=5000",
                "title=One",
                "[CHAPTER]",
                "START=5000",
                "END=6500",
                "title=Two\\; \\#2",
                "[CHAPTER]",
                "START=6500",
                "END=7500",
                "title=End"
            ]
        );
    }
}
