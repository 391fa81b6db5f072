//! Commands about chapters.

use protocol::{Command, ErrorCode, EventBody, Millis, Refusal, limits};

use crate::{
    by::{By, Moment},
    decision::{Decision, misdirected},
    state::State,
    text,
};

/// Decides on a command of this feature; `now` is class time, which stands still after class.
pub(crate) fn decide(state: &State, by: By, now: Millis, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SetChapter { from, title } => set(state, from.unwrap_or_else(|| cursor(by, now)), now, &title),
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

fn set(state: &State, from: Millis, now: Millis, title: &str) -> Result<Decision, Refusal> {
    if from > now {
        return Err(Refusal::because(ErrorCode::NotNow, "class has not come to that moment"));
    }
    let title = text::valid_title(title)?;
    let chapters = &state.whole().chapters;
    let present = chapters.iter().find(|chapter| chapter.from == from);
    if present.is_none() && chapters.len() >= limits::CHAPTERS {
        return Err(Refusal::because(ErrorCode::Full, "too many chapters"));
    }
    let news = present.is_none_or(|chapter| chapter.title != title);
    Ok(Decision::fact_if(news, EventBody::ChapterSet { from, title }))
}
