//! The class that is under way when the server is killed for good: much is open.

use std::time::Duration;

use protocol::{
    Command, EventBody, Role, RoomId, Settings, Source,
    agenda::{Activity, ActivityKind, Feedback},
    chat::ChatTo,
    polls::{Answer, Ask, Form},
    rooms::{NewRoom, RoomRules},
};
use server_tests::{film::Codec, plan::room, visitor::Visitor};

use crate::{
    films::{pictures, tone},
    lesson::polls::{choices, key, question},
    stage::{Stage, role},
};

/// As long as a segment and a part of the next.
const SOME_MEDIA: Duration = Duration::from_millis(3_500);

/// Holds the class up to its middle.
pub async fn begin(owner: &Visitor, stage: &mut Stage) -> anyhow::Result<()> {
    stage.enters("Ada", Some(owner.clone())).await;
    for name in ["Ben", "Mia", "Noa", "Oto"] {
        stage.enters(name, None).await;
    }
    stage.does("Ada", role(stage.id("Ben"), Role::Assistant)).await;
    stage.is_welcomed_anew("Ben").await;
    let films = vec![(Source::Microphone, tone(440.0)?), (Source::Camera, pictures(Codec::Vp8, 0)?)];
    stage.publishes("Ada", films).await;
    let films = vec![(Source::Microphone, tone(660.0)?), (Source::Camera, pictures(Codec::H264, 120)?)];
    stage.publishes("Mia", films).await;
    let target = Some(stage.track("Mia", Source::Camera));
    stage.does("Ada", Command::SetSpotlight { room: RoomId::MAIN, target }).await;
    stage.goes_on(SOME_MEDIA).await;

    stage.does("Oto", Command::AskToShare).await;
    stage.does("Ben", Command::SetMayShare { participant: stage.id("Noa"), may_share: true }).await;
    let settings = Settings { private_chat: true, waiting_room: true, ..Settings::default() };
    stage.does("Ada", Command::ChangeSettings { settings: settings.into() }).await;
    stage.enters("Pia", None).await;
    stage.does("Ben", Command::TellWaiting { text: "One moment".into() }).await;
    stage.says("Mia", ChatTo::MAIN, "Hello").await;
    stage.says("Mia", ChatTo::Person { participant: stage.id("Noa") }, "Psst").await;
    plan(stage).await;
    ask(stage).await;
    separate(stage).await;
    for name in stage.names() {
        stage.enters_again(name).await;
    }
    // People who spoke are silent by then, and nothing happens any more.
    stage.goes_on(SOME_MEDIA).await;
    Ok(())
}

async fn plan(stage: &mut Stage) {
    let activity = |kind, title: &str| Activity { kind, title: title.to_owned(), planned: Some(900_000) };
    let activities = vec![activity(ActivityKind::Lecture, "Light"), activity(ActivityKind::Group, "Shadows")];
    stage.does("Ada", Command::SetAgenda { activities }).await;
    stage.does("Ada", Command::StartActivity { position: Some(1), activity: None }).await;
    stage.does("Oto", Command::SetFeedback { feedback: Some(Feedback::Slower) }).await;
    stage.does("Oto", Command::RaiseHand).await;
}

async fn ask(stage: &mut Stage) {
    let chosen = |choice| Answer::Choices { choices: vec![choice] };
    stage.prepares("Ben", question("Later", Form::Text, true), None).await;
    let single = question("Open", Form::Single { choices: choices(&["a", "b"]) }, false);
    let open = Ask::New { question: single, key: Some(key(chosen(0))) };
    let open = stage.asks("Ada", open, None, None).await;
    stage.answer(open, &[("Mia", chosen(0)), ("Noa", chosen(1))]).await;
    let secret = Ask::New { question: question("Open, secretly", Form::YesNo, true), key: None };
    let secret = stage.asks("Ada", secret, None, None).await;
    stage.answer(secret, &[("Mia", chosen(0)), ("Oto", chosen(1))]).await;
}

async fn separate(stage: &mut Stage) {
    let red = NewRoom { duration: Some(3_600_000), ..room("Red", &[stage.id("Mia"), stage.id("Noa")]) };
    let blue = NewRoom { expected: vec!["Rio".into()], ..room("Blue", &[]) };
    stage.does("Ada", Command::OpenRooms { rooms: vec![red, blue], rules: RoomRules::default() }).await;
    stage.hears("Mia", "the move", |body| matches!(body, EventBody::Moved { room: RoomId(1), .. })).await;
    stage.says("Noa", ChatTo::Room { room: RoomId(1) }, "Red alone reads this").await;
    stage.does("Noa", Command::AskForHelp { reason: "Where is the sun?".into() }).await;
    stage.does("Noa", Command::RaiseHand).await;
    stage.does("Ada", Command::SetVoiceToAll { on: true }).await;
    stage.goes_on(SOME_MEDIA).await;
}
