//! Agenda, activities, and how it goes.

use protocol::{
    Command,
    agenda::{Activity, ActivityKind, Feedback},
};

use super::{
    Action, does,
    scene::{ADA, BEN, CHI, DOV, EVE},
};

/// Ten minutes of group work.
pub(super) fn activity(title: &str) -> Activity {
    Activity { kind: ActivityKind::Group, title: title.into(), planned: Some(600_000) }
}

pub(super) fn actions() -> Vec<Action> {
    let feels = |name, by, feedback| does(name, by, Command::SetFeedback { feedback });
    let plans = |name, activities| does(name, ADA, Command::SetAgenda { activities });
    let more = Command::ExtendActivity { by: 60_000 };
    let pause = Activity { kind: ActivityKind::Break, title: String::new(), planned: None };
    vec![
        plans("the instructor plans otherwise", vec![activity("Light"), activity("Waves")]),
        plans("the instructor plans without what goes on", vec![activity("Light")]),
        does("an assistant starts an activity", BEN, Command::StartActivity { position: Some(1), activity: None }),
        does("an assistant improvises", BEN, Command::StartActivity { position: None, activity: Some(pause) }),
        does("the instructor gives an activity more time", ADA, more.clone()),
        Action { after: 700_000, ..does("an assistant gives one more time whose time is over", BEN, more) },
        does("the instructor ends an activity", ADA, Command::EndActivity),
        does("an assistant names a chapter", BEN, Command::SetChapter { from: None, title: "Light".into() }),
        does("the instructor names one otherwise", ADA, Command::SetChapter { from: Some(0), title: "Waves".into() }),
        does("an assistant lets none begin", BEN, Command::HideChapter { from: 0 }),
        does("the instructor takes one away", ADA, Command::RemoveChapter { from: 0 }),
        feels("a guest is lost", DOV, Some(Feedback::Confused)),
        feels("a student feels otherwise", CHI, Some(Feedback::Faster)),
        feels("a guest feels nothing any more", EVE, None),
    ]
}
