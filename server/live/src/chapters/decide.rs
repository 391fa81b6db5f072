//! Commands about chapters.

use protocol::{Command, ErrorCode, EventBody, Millis, Refusal, chapters::Chapter, limits};

use crate::{
    by::{By, Moment},
    decision::{Decision, misdirected},
    state::State,
    text,
};

/// Decides on a command of this feature; `now` is class time, which stands still after class.
pub(crate) fn decide(state: &State, by: By, now: Millis, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SetChapter { from, title } => {
            let from = from.unwrap_or_else(|| cursor(by, now));
            say(state, now, Chapter { from, title: Some(text::valid_title(&title)?) })
        }
        Command::HideChapter { from } => say(state, now, Chapter { from, title: None }),
        Command::RemoveChapter { from } => {
            let is_there = state.whole().chapters.iter().any(|chapter| chapter.from == from);
            Ok(Decision::fact_if(is_there, EventBody::ChapterRemoved { from }))
        }
        _ => Err(misdirected()),
    }
}

/// Where the cursor of whoever acts stands.
fn cursor(by: By, now: Millis) -> Millis {
    match by.moment {
        Moment::Live(_) => now,
        Moment::Later(later) => later.anchor.unwrap_or(now),
    }
}

/// Says something of a moment, in place of what was said of it.
fn say(state: &State, now: Millis, chapter: Chapter) -> Result<Decision, Refusal> {
    if chapter.from > now {
        return Err(Refusal::because(ErrorCode::NotNow, "class has not come to that moment"));
    }
    let chapters = &state.whole().chapters;
    let present = chapters.iter().find(|present| present.from == chapter.from);
    if present.is_none() && chapters.len() >= limits::CHAPTERS {
        return Err(Refusal::because(ErrorCode::Full, "too many chapters"));
    }
    let news = present.is_none_or(|present| *present != chapter);
    let Chapter { from, title } = chapter;
    let fact = title.map_or(EventBody::ChapterHidden { from }, |title| EventBody::ChapterSet { from, title });
    Ok(Decision::fact_if(news, fact))
}
