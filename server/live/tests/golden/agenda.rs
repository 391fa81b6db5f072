//! Scenarios of agenda and feedback.

use protocol::{
    Command, Millis, Role,
    agenda::{Activity, ActivityKind, Feedback},
};

use crate::{
    Scenario,
    class::Class,
    scenarios::{ABSENT, EVERY_ROLE},
};

pub(crate) fn all() -> Vec<Scenario> {
    vec![agenda(), feedback(), chapters()]
}

fn scenario(name: &'static str, class: Class) -> Scenario {
    let viewers = [EVERY_ROLE.to_vec(), vec![(5, Role::Guest), ABSENT]].concat();
    Scenario { name, journal: class.journal, viewers }
}

fn activity(kind: ActivityKind, title: &str, planned: Option<Millis>) -> Activity {
    Activity { kind, title: title.into(), planned }
}

fn starts(position: u32) -> Command {
    Command::StartActivity { position: Some(position), activity: None }
}

fn improvise(activity: Activity) -> Command {
    Command::StartActivity { position: None, activity: Some(activity) }
}

/// As planned, over time, improvised, planned anew, and on to the end.
fn agenda() -> Scenario {
    let mut class = Class::full();
    let lecture = activity(ActivityKind::Lecture, "Waves", Some(600_000));
    let planned = vec![
        lecture.clone(),
        activity(ActivityKind::Individual, "Exercise 3", None),
        activity(ActivityKind::Discussion, "", Some(300_000)),
    ];
    class.does(1, Command::SetAgenda { activities: planned.clone() });
    class.does(1, starts(0));
    class.does(1, starts(0));
    class.does(2, Command::ExtendActivity { by: 60_000 });
    class.wait(700_000).does(2, Command::ExtendActivity { by: 60_000 });
    class.does(1, starts(1));
    class.does(1, Command::ExtendActivity { by: 120_000 });
    let longer = [&planned[..], &planned[1..]].concat();
    class.does(1, Command::SetAgenda { activities: longer });
    class.does(1, Command::SetAgenda { activities: planned[1..].to_vec() });
    class.does(2, improvise(activity(ActivityKind::Break, "  Coffee & tea ", Some(300_000))));
    class.does(1, Command::EndActivity);
    class.does(1, Command::EndActivity);
    class.does(1, starts(1));
    class.does(1, improvise(activity(ActivityKind::Group, "", None)));
    class.does(1, Command::EndSession);
    scenario("agenda", class)
}

/// Named while class goes on and afterwards, out of order, named otherwise, hidden, and taken away.
fn chapters() -> Scenario {
    let mut class = Class::full();
    let name = |from, title: &str| Command::SetChapter { from, title: title.into() };
    class.does(1, name(None, "Waves"));
    class.wait(60_000).does(2, name(None, " Light & <optics> "));
    class.does(1, name(Some(1_000), "Before"));
    class.does(1, name(Some(1_000), "Before all"));
    class.does(1, Command::RemoveChapter { from: 1_000 });
    class.does(1, Command::RemoveChapter { from: 1_000 });
    class.does(2, Command::HideChapter { from: 2_000 });
    class.does(2, Command::HideChapter { from: 2_000 });
    class.does(1, Command::EndSession);
    class.does_later(1, Some(30_000), name(None, "Later"));
    class.does_later(1, None, Command::HideChapter { from: 3_000 });
    class.does_later(1, None, Command::RemoveChapter { from: 3_000 });
    class.does_later(1, None, name(Some(2_000), "Named after all"));
    class.does_later(1, None, Command::HideChapter { from: 2_000 });
    class.does_later(2, None, name(Some(30_000), "Named later"));
    scenario("chapters", class)
}

/// Set, changed, taken back, gone with its owner, and with the next activity.
fn feedback() -> Scenario {
    let mut class = Class::full();
    let say = |feedback| Command::SetFeedback { feedback: Some(feedback) };
    class.does(5, say(Feedback::Confused));
    class.does(3, say(Feedback::Slower));
    class.does(4, say(Feedback::Yes));
    class.does(4, say(Feedback::Yes));
    class.does(3, say(Feedback::Faster));
    class.does(4, Command::SetFeedback { feedback: None });
    class.does(5, Command::Leave);
    class.does(4, say(Feedback::No));
    class.does(1, improvise(activity(ActivityKind::Lecture, "Optics", None)));
    class.does(3, say(Feedback::Yes));
    scenario("feedback", class)
}
