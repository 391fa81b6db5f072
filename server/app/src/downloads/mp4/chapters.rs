//! The chapters of a file, as ffmpeg reads them: of those of *Watch* (`web/src/view/timeline/fold.ts`) the ones that staff had named when it was
//! made, and before the first of them the activities of class, and whose screen was shared.

use protocol::{
    Event, EventBody, Millis, ParticipantId, Snapshot,
    agenda::{Activity, ActivityKind, RunningActivity},
};

use crate::downloads::{
    material::Piece,
    wanted::{concerns_the_stage, shared_screen},
};

/// A shorter stretch joins the chapter before it: a share that was restarted is one share.
const SHORTEST: Millis = 5_000;

/// Faces alone for less than this still belong to the chapter before.
const SHORTEST_OPEN: Millis = 60_000;

/// Players begin the first chapter at the beginning of the file, wherever it begins.
const BEGINNING: &str = "Start of class";

/// The title and the chapters of a class of which this is [told](crate::downloads::told), in the time of a file of these pieces.
pub fn text(title: &str, events: &[Event], pieces: &[Piece]) -> String {
    let named = named(events, pieces);
    let first = named.first().map_or(Millis::MAX, |(from, _)| *from);
    let before = staged(events).into_iter().filter(|(from, _)| *from < first);
    let end = pieces.iter().map(Piece::length).sum();
    let mut starts = vec![(0, BEGINNING.to_owned())];
    for (at, title) in before.chain(named).map(|(at, title)| (in_file(at, pieces), title)) {
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

/// Those that staff named in what is left: what is cut out, or replaced by a take, has no name for anybody else.
fn named(events: &[Event], pieces: &[Piece]) -> Vec<(Millis, String)> {
    let mut class = Snapshot::empty();
    let is_chapter =
        |event: &&Event| matches!(event.body, EventBody::ChapterSet { .. } | EventBody::ChapterRemoved { .. });
    events.iter().filter(is_chapter).for_each(|event| live::reduce(&mut class, event));
    let is_left = |at: Millis| pieces.iter().any(|piece| piece.stretch.take.is_none() && piece.time.contains(&at));
    let chapters = class.chapters.into_iter().filter(|chapter| is_left(chapter.from));
    chapters.map(|chapter| (chapter.from, chapter.title)).collect()
}

/// What goes on in the main room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scene {
    /// Two equal activities in a row are two.
    activity: Option<RunningActivity>,
    /// Whose screen is shared.
    screen: Option<ParticipantId>,
}

/// A stretch with one scene.
#[derive(Debug)]
struct Stretch {
    from: Millis,
    to: Millis,
    scene: Scene,
}

/// The chapters that follow from what went on.
fn staged(events: &[Event]) -> Vec<(Millis, String)> {
    let mut class = Snapshot::empty();
    let mut found: Vec<Stretch> = Vec::new();
    let mut open = Stretch { from: 0, to: 0, scene: Scene::default() };
    for event in events.iter().filter(|event| event.later.is_none() && concerns_chapters(&event.body)) {
        live::reduce(&mut class, event);
        let scene = Scene { activity: class.activity.clone(), screen: shared_screen(&class) };
        if class.ended.is_none() && scene != open.scene {
            add(&mut found, Stretch { to: event.at, ..open });
            open = Stretch { from: event.at, to: 0, scene };
        }
    }
    add(&mut found, Stretch { to: class.ended.unwrap_or(Millis::MAX), ..open });
    let mut chapters: Vec<(Millis, String)> = Vec::new();
    for Stretch { from, scene, .. } in found {
        let before = chapters.last().map(|(_, name)| name.as_str());
        chapters.push((from, name_of(&scene, before, &class)));
    }
    chapters
}

fn concerns_chapters(body: &EventBody) -> bool {
    let is_activity = matches!(body, EventBody::ActivityStarted { .. } | EventBody::ActivityEnded);
    is_activity || concerns_the_stage(body) || matches!(body, EventBody::Renamed { .. })
}

/// Adds a stretch, or joins it with the one before if either is short, or both are the same.
fn add(found: &mut Vec<Stretch>, stretch: Stretch) {
    if stretch.to <= stretch.from {
        return;
    }
    let is_open = stretch.scene.activity.is_none() && stretch.scene.screen.is_none();
    let least = if is_open { SHORTEST_OPEN } else { SHORTEST };
    match found.last_mut() {
        Some(last) if last.scene == stretch.scene || melts(&stretch, last, least) => last.to = stretch.to,
        Some(last) if melts(last, &stretch, SHORTEST) => *last = Stretch { from: last.from, ..stretch },
        _ => found.push(stretch),
    }
}

/// Whether a stretch is too short to stand beside its neighbour, and has no activity that would be lost with it.
fn melts(stretch: &Stretch, neighbour: &Stretch, least: Millis) -> bool {
    let Scene { activity, .. } = &stretch.scene;
    stretch.to - stretch.from < least && (activity.is_none() || *activity == neighbour.scene.activity)
}

/// The name of a scene, after that of the one before.
fn name_of(scene: &Scene, before: Option<&str>, class: &Snapshot) -> String {
    let activity = scene.activity.as_ref().map(|running| activity_name(&running.activity));
    let screen = scene.screen.map(|whose| format!("Screen of {}", person(whose, class)));
    match (activity, screen, before) {
        (Some(activity), Some(screen), _) => format!("{activity} · {screen}"),
        (Some(name), None, _) | (None, Some(name), _) => name,
        (None, None, None) => BEGINNING.to_owned(),
        (None, None, Some(before)) => format!("After “{before}”"),
    }
}

fn activity_name(activity: &Activity) -> String {
    let kind = match activity.kind {
        ActivityKind::Lecture => "Lecture",
        ActivityKind::Discussion => "Discussion",
        ActivityKind::Individual => "Individual work",
        ActivityKind::Group => "Group work",
        ActivityKind::Break => "Break",
    };
    if activity.title.is_empty() { kind.to_owned() } else { activity.title.clone() }
}

/// What somebody was called at the end.
fn person(whose: ParticipantId, class: &Snapshot) -> String {
    match class.participants.iter().find(|person| person.id == whose) {
        Some(person) => match person.namesake {
            Some(number) => format!("{} ({number})", person.name),
            None => person.name.clone(),
        },
        None => String::new(),
    }
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
        Audience, Consent, Role, RoomId, SessionId, Source, TrackState,
        recording::{Cut, Take},
    };
    use uuid::Uuid;

    use super::*;

    const ADA: ParticipantId = ParticipantId(1);

    fn named_at(from: Millis, title: &str) -> Event {
        let body = EventBody::ChapterSet { from, title: title.into() };
        Event { seq: 1, at: 0, audience: Audience::Everyone, body, later: None }
    }

    fn event(at: Millis, body: EventBody) -> Event {
        Event { seq: 1, at, audience: Audience::Everyone, body, later: None }
    }

    fn activity(at: Millis, kind: ActivityKind, title: &str) -> Event {
        let activity = Activity { kind, title: title.into(), planned: None };
        event(at, EventBody::ActivityStarted { position: None, activity, until: None })
    }

    fn screen(at: Millis, state: TrackState) -> Event {
        event(at, EventBody::TrackChanged { participant: ADA, source: Source::Screen, state, by: None })
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

    #[test]
    fn activities_and_shares_are_chapters_as_on_watch_and_class_begins_at_its_start() {
        let (name, consent, room) = ("Ada".to_owned(), Consent::default(), RoomId::MAIN);
        let joined =
            EventBody::Joined { participant: ADA, name, namesake: Some(2), role: Role::Instructor, room, consent };
        let mut events = vec![
            event(0, joined),
            activity(20_000, ActivityKind::Lecture, ""),
            screen(60_000, TrackState::On),
            screen(100_000, TrackState::Off),
            screen(102_000, TrackState::On),
            screen(200_000, TrackState::Off),
            activity(200_000, ActivityKind::Group, "Limits"),
            event(260_000, EventBody::ActivityEnded),
            screen(400_000, TrackState::On),
            event(600_000, EventBody::SessionEnded { by: None }),
        ];
        let staged = [
            (0, "Start of class"),
            (20, "Lecture"),
            (60, "Lecture · Screen of Ada (2)"),
            (200, "Limits"),
            (260, "After “Limits”"),
            (400, "Screen of Ada (2)"),
        ];
        let owned = |told: &[(Millis, &str)]| -> Vec<(Millis, String)> {
            told.iter().map(|(at, name)| (*at, (*name).to_owned())).collect()
        };
        assert_eq!(told(&events), owned(&staged));
        events.push(named_at(210_000, "Exercises"));
        assert_eq!(
            told(&events),
            owned(&[&staged[..4], &[(210, "Exercises")]].concat()),
            "from the first on staff name"
        );
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
