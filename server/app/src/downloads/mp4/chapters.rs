//! The chapters of a file, as ffmpeg reads them: those that staff named, else the activities of class.

use std::ops::Range;

use live::Edited;
use protocol::{Event, EventBody, Millis, Snapshot};

/// The title and the chapters of a class, in the time of a file that has the stretches `kept`. Where a new take stands in the place of a
/// stretch, which is not in the file, a chapter begins that says so.
pub fn text(title: &str, events: &[Event], kept: &[Range<Millis>]) -> String {
    let mut chapters = named(events, kept);
    if chapters.is_empty() {
        chapters = activities(events);
    }
    let end = kept.iter().map(|stretch| stretch.end - stretch.start).sum();
    let mut starts: Vec<(Millis, String)> = Vec::new();
    for (at, title) in chapters.into_iter().map(|(at, title)| (in_file(at, kept), title)) {
        // Of those that begin within what is left out, the last goes on.
        starts.pop_if(|(before, _)| *before == at);
        starts.push((at, title));
    }
    for (at, length) in takes(events).into_iter().rev() {
        let at = in_file(at, kept);
        let seconds = length.div_ceil(1_000);
        let said = format!("[New take of {}:{:02} on Watch]", seconds / 60, seconds % 60);
        match starts.partition_point(|(from, _)| *from <= at).checked_sub(1) {
            Some(same) if starts[same].0 == at => starts[same].1 = format!("{said} {}", starts[same].1),
            Some(before) => starts.insert(before + 1, (at, format!("{said} {}", starts[before].1))),
            None => starts.insert(0, (at, said)),
        }
    }
    let nexts = starts.iter().skip(1).map(|(at, _)| *at).chain([end]);
    let mut text = format!(";FFMETADATA1\ntitle={}\n", escaped(title));
    for ((start, title), next) in starts.iter().zip(nexts).filter(|((start, _), next)| start < next) {
        text.push_str(&format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={next}\ntitle={}\n", escaped(title)));
    }
    text
}

/// Those that staff named in what is left: what is cut out has no name for anybody else.
fn named(events: &[Event], kept: &[Range<Millis>]) -> Vec<(Millis, String)> {
    let mut class = Snapshot::empty();
    let is_chapter =
        |event: &&Event| matches!(event.body, EventBody::ChapterSet { .. } | EventBody::ChapterRemoved { .. });
    events.iter().filter(is_chapter).for_each(|event| live::reduce(&mut class, event));
    let is_kept = |at: Millis| kept.iter().any(|stretch| stretch.contains(&at));
    let chapters = class.chapters.into_iter().filter(|chapter| is_kept(chapter.from));
    chapters.map(|chapter| (chapter.from, chapter.title)).collect()
}

/// Where new takes stand, and how long they are.
fn takes(events: &[Event]) -> Vec<(Millis, Millis)> {
    let mut edited = Edited::default();
    events.iter().for_each(|event| edited.apply(event));
    edited.edits().cuts.iter().filter_map(|cut| cut.take.map(|take| (cut.from, take.duration))).collect()
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

/// The time in the file of a moment of class; of one that is left out the moment at which the file goes on.
fn in_file(at: Millis, kept: &[Range<Millis>]) -> Millis {
    kept.iter().map(|stretch| at.clamp(stretch.start, stretch.end) - stretch.start).sum()
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
    use protocol::{
        Audience, ParticipantId, SessionId,
        recording::{Cut, Take},
    };
    use uuid::Uuid;

    use super::*;

    fn named_at(from: Millis, title: &str) -> Event {
        let body = EventBody::ChapterSet { from, title: title.into() };
        Event { seq: 1, at: 0, audience: Audience::Everyone, body, later: None }
    }

    #[test]
    fn where_a_take_stands_a_chapter_says_that_it_is_not_in_the_file() {
        let take = Some(Take { session: SessionId(Uuid::nil()), duration: 79_500 });
        let cut = Cut { take, ..Cut::out(2_000, 4_000) };
        let made = Event { body: EventBody::CutMade { cut, by: ParticipantId(1) }, ..named_at(0, "") };
        let told = text("A", &[named_at(0, "One"), made.clone()], &[0..2_000, 4_000..9_000]);
        assert!(told.contains("START=2000\nEND=7000\ntitle=[New take of 1:20 on Watch] One"), "{told}");
        assert!(text("A", &[made], &[0..2_000, 4_000..9_000]).contains("title=[New take of 1:20 on Watch]\n"));
    }

    #[test]
    fn of_chapters_that_begin_at_the_same_moment_of_the_file_none_hides_a_take() {
        let cut = |number: u128, from, to| {
            let take = Some(Take { session: SessionId(Uuid::from_u128(number)), duration: 60_000 * number as Millis });
            let body = EventBody::CutMade { cut: Cut { take, ..Cut::out(from, to) }, by: ParticipantId(1) };
            Event { body, ..named_at(0, "") }
        };
        let events = [named_at(0, "One"), named_at(4_000, "Two"), cut(1, 2_000, 3_000), cut(2, 3_000, 4_000)];
        let told = text("A", &events, &[0..2_000, 4_000..9_000]);
        assert!(told.contains("title=[New take of 1:00 on Watch] [New take of 2:00 on Watch] Two\n"), "{told}");
    }

    #[test]
    fn a_chapter_lasts_to_the_next_and_one_that_is_cut_out_is_not_named() {
        let events = [named_at(0, "One"), named_at(5_000, "Two; #2"), named_at(6_000, "Gone"), named_at(9_000, "End")];
        let text = text("A=1", &events, &[0..5_500, 8_000..10_000]);
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
