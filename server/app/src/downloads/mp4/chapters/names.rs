//! The names of chapters: as `web/src/view/timeline/chapterNames.ts`, in English.

use protocol::{
    Millis, ParticipantId, Snapshot,
    agenda::{Activity, ActivityKind},
    polls::PollId,
};

use super::{
    beginnings::{Beginning, Of},
    scenes::{Scene, Sight},
};

/// What faces alone are called that nothing was before.
pub const BEGINNING: &str = "Start of class";

/// Longer questions do not fit beside the time.
const QUESTION_CHARS: usize = 40;

/// When the chapters of a class begin and what they are called, with the names that people had at its end.
pub fn named(beginnings: Vec<Beginning>, class: &Snapshot) -> Vec<(Millis, String)> {
    let mut chapters: Vec<(Millis, String)> = Vec::new();
    for Beginning { from, of } in beginnings {
        let before = chapters.last().map(|(_, name)| name.as_str());
        let name = match of {
            Of::Name(name) => name,
            Of::Scene(scene) => name_of(&scene, before, class),
        };
        chapters.push((from, name));
    }
    chapters
}

/// The name of a scene, after that of the chapter before.
fn name_of(scene: &Scene, before: Option<&str>, class: &Snapshot) -> String {
    let activity = scene.activity.as_ref().map(|running| activity_name(&running.activity));
    let sight = match scene.sight {
        Sight::Faces => None,
        Sight::Screen(whose) => Some(format!("Screen of {}", person(whose, class))),
        Sight::Spotlight(on) => Some(format!("Spotlight on {}", person(on, class))),
        Sight::Rooms => Some("Breakout rooms".to_owned()),
        Sight::Poll(poll) => Some(format!("Poll: {}", question(poll, class))),
    };
    match (activity, sight, before) {
        (Some(activity), Some(sight), _) => format!("{activity} · {sight}"),
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

/// A question in one line, which is not long.
fn question(poll: PollId, class: &Snapshot) -> String {
    let Some(poll) = class.polls.iter().find(|each| each.id == poll) else { return String::new() };
    let line = poll.question.text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUESTION_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
