//! The class that ends: all that people do in one, a crash of the server in the middle, and the end.

mod later;
mod moderation;
pub mod polls;
mod rooms;
mod talk;

use std::time::Duration;

use anyhow::Context;
use protocol::{
    Command, EventBody, LeaveReason, Role, RoomId, Source, TrackState,
    agenda::{Activity, ActivityKind, Feedback},
};
use server_tests::{film::Codec, visitor::Visitor};

use crate::{
    films::{pictures, tone},
    process::Process,
    stage::{Stage, role},
};

/// As long as a segment and a part of the next.
const SOME_MEDIA: Duration = Duration::from_millis(3_500);

/// Holds the class. People who are still on the stage then may watch; also somebody who waited in vain.
pub async fn hold(process: &mut Process, owner: &Visitor, stage: &mut Stage) -> anyhow::Result<()> {
    come_in(stage, owner).await;
    publish(stage).await?;
    stage.goes_on(SOME_MEDIA).await;
    talk::talk(stage).await;
    teach(stage).await;
    moderation::settings(stage).await;
    polls::every_form(stage).await;
    let open = rooms::open(stage).await;
    let secret = polls::secret_before_a_crash(stage).await;
    crash(process, stage).await.context("the crash")?;
    polls::secret_after_a_crash(stage, secret).await;
    rooms::go_on(stage, open).await;
    rooms::close(stage, open).await;
    moderation::waiting(stage).await;
    moderation::out(stage).await;
    let is_lost = |body: &EventBody| matches!(body, EventBody::Left { reason: LeaveReason::Lost, .. });
    stage.goes_on_until("Ada", is_lost).await;
    for name in stage.names() {
        stage.enters_again(name).await;
    }
    // The end of class closes everything that is open then.
    rooms::open_again(stage).await;
    let poll = polls::open_at_the_end(stage).await;
    stage.does("Ada", Command::EndSession).await;
    stage.ends().await;
    later::take_part(stage, poll).await;
    Ok(())
}

async fn come_in(stage: &mut Stage, owner: &Visitor) {
    stage.enters("Ada", Some(owner.clone())).await;
    for name in ["Ben", "Chi", "Dov", "Eve 🌊", "Fay", "Gil", "Zoë \"Z\" <b>"] {
        stage.enters(name, None).await;
    }
    let (ben, chi) = (stage.id("Ben"), stage.id("Chi"));
    for (name, command) in [("Ben", role(ben, Role::Assistant)), ("Chi", role(chi, Role::Student))] {
        stage.does("Ada", command).await;
        stage.is_welcomed_anew(name).await;
    }
    stage.does("Ada", Command::Rename { participant: stage.id("Gil"), name: "Gilbert".into() }).await;
    stage.leaves("Eve 🌊").await;
}

/// Publishes pictures in each of the codecs that browsers send.
async fn publish(stage: &mut Stage) -> anyhow::Result<()> {
    let ada = vec![
        (Source::Microphone, tone(440.0)?),
        (Source::Screen, pictures(Codec::Vp9, 90)?),
        (Source::ScreenAudio, tone(660.0)?),
    ];
    stage.publishes("Ada", ada).await;
    let ben = vec![(Source::Microphone, tone(550.0)?), (Source::Camera, pictures(Codec::H264, 180)?)];
    stage.publishes("Ben", ben).await;
    let chi = vec![(Source::Microphone, tone(880.0)?), (Source::Camera, pictures(Codec::Vp8, 270)?)];
    stage.publishes("Chi", chi).await;
    Ok(())
}

/// Sets an agenda, runs activities, and gives feedback.
async fn teach(stage: &mut Stage) {
    let activity = |kind, title: &str, planned| Activity { kind, title: title.to_owned(), planned };
    let activities = vec![
        activity(ActivityKind::Lecture, "Waves", Some(600_000)),
        activity(ActivityKind::Individual, "Exercise 3", None),
        activity(ActivityKind::Discussion, "", Some(300_000)),
    ];
    let starts = |position| Command::StartActivity { position: Some(position), activity: None };
    stage.does("Ada", Command::SetAgenda { activities: activities.clone() }).await;
    stage.does("Ada", starts(0)).await;
    stage.does("Ben", Command::ExtendActivity { by: 60_000 }).await;
    for (name, feedback) in [("Chi", Feedback::Slower), ("Dov", Feedback::Confused), ("Chi", Feedback::Yes)] {
        stage.does(name, Command::SetFeedback { feedback: Some(feedback) }).await;
    }
    stage.does("Dov", Command::SetFeedback { feedback: None }).await;
    stage.does("Ada", starts(1)).await;
    stage.does("Ada", Command::SetAgenda { activities: activities[1..].to_vec() }).await;
    let coffee = activity(ActivityKind::Break, "Coffee & tea", Some(300_000));
    stage.does("Ben", Command::StartActivity { position: None, activity: Some(coffee) }).await;
    stage.does("Dov", Command::SetFeedback { feedback: Some(Feedback::Faster) }).await;
    stage.does("Ada", Command::EndActivity).await;
    let group = activity(ActivityKind::Group, "In rooms", Some(900_000));
    stage.does("Ada", Command::StartActivity { position: None, activity: Some(group) }).await;
    stage.does("Chi", Command::SetFeedback { feedback: Some(Feedback::No) }).await;
}

/// Kills the server (`kill -9`) with people in rooms; some resume, some come back with nothing known, and one does not
/// come back.
async fn crash(process: &mut Process, stage: &mut Stage) -> anyhow::Result<()> {
    stage.goes_on(SOME_MEDIA).await;
    process.kill()?;
    process.start_again().await?;
    for name in stage.names() {
        match name {
            "Zoë \"Z\" <b>" => stage.vanishes(name),
            "Ada" | "Dov" => stage.resumes(name).await,
            _ => stage.enters_again(name).await,
        }
    }
    let films = vec![(Source::Microphone, tone(440.0)?), (Source::Camera, pictures(Codec::Vp8, 0)?)];
    stage.publishes("Ada", films).await;
    let films = vec![(Source::Microphone, tone(880.0)?), (Source::Camera, pictures(Codec::Vp8, 270)?)];
    stage.publishes("Chi", films).await;
    stage.goes_on(SOME_MEDIA).await;
    for source in [Source::Camera, Source::Screen, Source::ScreenAudio] {
        stage.does("Ada", Command::SetTrack { source, state: TrackState::Off }).await;
    }
    stage.does("Chi", Command::SetTrack { source: Source::Camera, state: TrackState::Off }).await;
    for name in ["Ada", "Chi"] {
        stage.does(name, Command::SetTrack { source: Source::Microphone, state: TrackState::Muted }).await;
    }
    Ok(())
}

/// The first of the breakout rooms.
const RED: RoomId = RoomId(1);
/// The second.
const BLUE: RoomId = RoomId(2);
