//! The chapters of a file, as ffmpeg reads them: those that staff named, else the activities of class.

use live::{RoomMembership, Viewer};
use protocol::{Event, EventBody, Millis, Snapshot};

use crate::downloads::material::Piece;

/// The title and the chapters of a class, in the time of a file of these pieces.
pub fn text(title: &str, events: &[Event], pieces: &[Piece]) -> String {
    let mut chapters = named(events, pieces);
    if chapters.is_empty() {
        chapters = activities(events);
    }
    let end = pieces.iter().map(Piece::length).sum();
    let mut starts: Vec<(Millis, String)> = Vec::new();
    for (at, title) in chapters.into_iter().map(|(at, title)| (in_file(at, pieces), title)) {
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

/// Those that staff named in what is left, without names that they gave off the record: what is cut out, or replaced by a take, has no name for
/// anybody else.
fn named(events: &[Event], pieces: &[Piece]) -> Vec<(Millis, String)> {
    let (mut class, mut membership) = (Snapshot::empty(), RoomMembership::default());
    events.iter().for_each(|event| membership.apply(event));
    let is_chapter =
        |event: &&Event| matches!(event.body, EventBody::ChapterSet { .. } | EventBody::ChapterRemoved { .. });
    let named = events.iter().filter(is_chapter).filter(|event| live::visible(event, Viewer::NOBODY, &membership));
    named.for_each(|event| live::reduce(&mut class, event));
    let is_left = |at: Millis| pieces.iter().any(|piece| piece.stretch.take.is_none() && piece.time.contains(&at));
    let chapters = class.chapters.into_iter().filter(|chapter| is_left(chapter.from));
    chapters.map(|chapter| (chapter.from, chapter.title)).collect()
}

fn activities(events: &[Event]) -> Vec<(Millis, String)> {
    let started = |event: &Event| match &event.body {
        EventBody::ActivityStarted { activity, .. } if !activity.title.is_empty() => {
            Some((event.at, activity.title.clone()))
        }
        _ => None,
    };
    events.iter().filter_map(started).collect()
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
    use std::ops::Range;

    use protocol::{
        Audience, SessionId,
        recording::{Cut, Take},
    };
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
