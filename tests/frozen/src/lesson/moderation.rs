//! Keeping a class in order.

use protocol::{
    Command, Consent, EventBody, Settings, Source, TrackState,
    moderation::{ChatPolicy, SharePolicy},
};

use crate::stage::Stage;

/// Changes what others may do, and what may be recorded of them.
pub async fn settings(stage: &mut Stage) {
    sharing(stage).await;
    microphones(stage).await;
    let quiet = Settings { chat: ChatPolicy::ToStaff, chat_gap: 5_000, cameras: false, ..Settings::default() };
    stage.does("Ada", Command::ChangeSettings { settings: quiet.into() }).await;
    stage.does("Ada", Command::ChangeSettings { settings: Settings::default().into() }).await;
    stage.does("Chi", Command::SetTrack { source: Source::Camera, state: TrackState::On }).await;
    let consents = [("Dov", false, true), ("Chi", true, false), ("Chi", true, true), ("Gil", false, false)];
    for (name, record_camera, record_voice) in consents {
        let consent = Consent { record_camera, record_voice };
        stage.does(name, Command::SetConsent { consent }).await;
    }
}

async fn sharing(stage: &mut Stage) {
    let (chi, fay) = (stage.id("Chi"), stage.id("Fay"));
    stage.does("Chi", Command::AskToShare).await;
    stage.does("Fay", Command::AskToShare).await;
    stage.does("Ben", Command::SetMayShare { participant: chi, may_share: true }).await;
    stage.does("Ben", Command::SetMayShare { participant: fay, may_share: false }).await;
    stage.does("Chi", Command::SetTrack { source: Source::Screen, state: TrackState::On }).await;
    stage.does("Ada", Command::MuteTrack { track: stage.track("Chi", Source::Screen) }).await;
    let sharing = Settings { sharing: SharePolicy::Everyone, ..Settings::default() };
    stage.does("Ada", Command::ChangeSettings { settings: sharing.into() }).await;
    stage.does("Fay", Command::SetTrack { source: Source::Screen, state: TrackState::On }).await;
    let sharing = Settings { sharing: SharePolicy::Staff, ..Settings::default() };
    stage.does("Ada", Command::ChangeSettings { settings: sharing.into() }).await;
}

async fn microphones(stage: &mut Stage) {
    let microphone = |state| Command::SetTrack { source: Source::Microphone, state };
    stage.does("Dov", microphone(TrackState::On)).await;
    stage.does("Ben", Command::MuteTrack { track: stage.track("Dov", Source::Microphone) }).await;
    stage.does("Ada", Command::AskToUnmute { participant: stage.id("Dov") }).await;
    stage.does("Ada", Command::AskToUnmute { participant: stage.id("Fay") }).await;
    stage.does("Dov", microphone(TrackState::On)).await;
    stage.does("Ada", Command::MuteAll { may_unmute: false }).await;
    stage.does("Ada", Command::AskToUnmute { participant: stage.id("Chi") }).await;
    stage.does("Chi", microphone(TrackState::On)).await;
}

/// Runs a waiting room: one person is let in, another is sent away, another waits to the end, and another finds the
/// class locked.
pub async fn waiting(stage: &mut Stage) {
    let closed = Settings { waiting_room: true, ..Settings::default() };
    stage.does("Ada", Command::ChangeSettings { settings: closed.into() }).await;
    for name in ["Hal", "Ivy", "Jon"] {
        stage.enters(name, None).await;
    }
    stage.does("Ben", Command::TellWaiting { text: "In five minutes".into() }).await;
    stage.does("Ben", Command::Admit { participants: vec![stage.id("Hal")] }).await;
    stage.is_welcomed_anew("Hal").await;
    stage.does("Ada", Command::Remove { participant: stage.id("Ivy"), ban: false }).await;
    stage.is_sent_away("Ivy").await;
    stage.does("Ada", Command::ChangeSettings { settings: Settings { locked: true, ..closed }.into() }).await;
}

/// Removes some people, one of them for good.
pub async fn out(stage: &mut Stage) {
    stage.does("Ben", Command::Remove { participant: stage.id("Fay"), ban: false }).await;
    stage.is_sent_away("Fay").await;
    stage.does("Ada", Command::Remove { participant: stage.id("Gil"), ban: true }).await;
    stage.is_sent_away("Gil").await;
    let is_out = |body: &EventBody| matches!(body, EventBody::Left { .. });
    stage.hears("Chi", "somebody's end", is_out).await;
}
