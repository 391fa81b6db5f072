//! One example of every frame, command, result, notice and chat destination, as JSON: `golden/frames.json`.
//!
//! The browser's tests read the same file. `UPDATE_GOLDEN=1 cargo test -p protocol --test frames` writes it anew.

use std::collections::BTreeSet;

use protocol::{
    Action, Audience, Command, CommandResult, Consent, Down, ErrorCode, Event, EventBody, Notice, OfferedTrack,
    ParticipantId, PollId, Reaction, RecordedMedia, Refusal, Role, RoomId, SessionId, SettingsChange, Snapshot, Source,
    TrackRef, TrackState, Up, VERSION, WatchedSlot,
    agenda::{Activity, ActivityKind, Feedback},
    chat::ChatTo,
    moderation::ChatPolicy,
    polls::{Answer, Ask, Choice, Form, Key, LateAnswers, Question},
    recording::{Cut, Take},
    rooms::{NewRoom, RoomRules},
    typescript,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Frames {
    up: Vec<Up>,
    commands: Vec<Command>,
    chat_to: Vec<ChatTo>,
    down: Vec<Down>,
    results: Vec<CommandResult>,
    notices: Vec<Notice>,
}

const SOMEBODY: ParticipantId = ParticipantId(4);
const TRACK: TrackRef = TrackRef { participant: SOMEBODY, source: Source::Camera };

fn frames() -> Frames {
    Frames {
        up: vec![
            Up::Hello { version: VERSION, token: "t".into(), resume: None },
            Up::Hello { version: VERSION, token: "t".into(), resume: Some(41) },
            Up::Command { id: 7.into(), command: Command::RaiseHand },
            Up::Ping,
        ],
        commands: [commands(), moderation(), rooms(), polls(), agenda()].concat(),
        chat_to: vec![ChatTo::MAIN, ChatTo::Staff, ChatTo::Everywhere, ChatTo::Person { participant: SOMEBODY }],
        down: down(),
        results: vec![CommandResult::Done, CommandResult::Answer { sdp: "v=0\r\n".into() }],
        notices: vec![
            Notice::Slot { mid: "5".into(), track: Some(TRACK) },
            Notice::Slot { mid: "5".into(), track: None },
            Notice::MediaLost,
            Notice::Recorded { media: RecordedMedia::All },
            Notice::Recorded { media: RecordedMedia::StaffCameras },
            Notice::Recorded { media: RecordedMedia::Screens },
            Notice::Recorded { media: RecordedMedia::Sound },
            Notice::Recorded { media: RecordedMedia::Nothing },
            Notice::LoudSilence { participant: SOMEBODY },
        ],
    }
}

fn commands() -> Vec<Command> {
    let sends = vec![OfferedTrack { mid: "0".into(), source: Source::Microphone }];
    vec![
        Command::Offer { sdp: "v=0\r\n".into(), fresh: true, sends },
        Command::Watch { slots: vec![WatchedSlot { mid: "5".into(), track: TRACK, height: 360 }] },
        Command::SetTrack { source: Source::ScreenAudio, state: TrackState::On },
        Command::MuteTrack { track: TRACK },
        Command::RaiseHand,
        Command::LowerHand { participant: SOMEBODY },
        Command::React { reaction: Reaction::Applause },
        Command::SendChat { text: "\"<b>\u{1F389}\n".into(), to: ChatTo::MAIN },
        Command::SetSpotlight { room: RoomId::MAIN, target: Some(TRACK) },
        Command::SetSpotlight { room: RoomId::MAIN, target: None },
        Command::SetConsent { consent: Consent { record_camera: false, record_voice: true } },
        Command::Leave,
        Command::EndSession,
        Command::CloseSession,
        Command::ReopenSession,
    ]
}

fn moderation() -> Vec<Command> {
    vec![
        Command::LowerAllHands { room: RoomId::MAIN },
        Command::CallNext { room: RoomId::MAIN },
        Command::AskToUnmute { participant: SOMEBODY },
        Command::MuteAll { may_unmute: false },
        Command::DeleteMessage { message: 17 },
        Command::AskToShare,
        Command::SetMayShare { participant: SOMEBODY, may_share: true },
        Command::SetRole { participant: SOMEBODY, role: Role::Assistant },
        Command::Rename { participant: SOMEBODY, name: "Ünal".into() },
        Command::ChangeSettings { settings: SettingsChange { chat: Some(ChatPolicy::ToStaff), ..Default::default() } },
        Command::Admit { participants: vec![SOMEBODY] },
        Command::TellWaiting { text: "We begin at ten".into() },
        Command::Remove { participant: SOMEBODY, ban: true },
        Command::ClearGuests { from: SOMEBODY },
    ]
}

fn rooms() -> Vec<Command> {
    let room = NewRoom {
        name: "Red".into(),
        task: "Measure".into(),
        duration: Some(300_000),
        members: vec![SOMEBODY],
        expected: vec!["Flo".into()],
    };
    vec![
        Command::OpenRooms { rooms: vec![room], rules: RoomRules::default() },
        Command::CloseRooms { countdown: 10_000 },
        Command::ExtendRooms { room: None, by: 60_000 },
        Command::EnterRoom { room: RoomId(1) },
        Command::MovePerson { participant: SOMEBODY, room: RoomId(1) },
        Command::AskForHelp { reason: String::new() },
        Command::HandIn { room: RoomId(2), text: "Seven".into(), on: Some(12) },
        Command::EndHelp { participant: SOMEBODY },
        Command::HandInTogether { room: RoomId(2), text: "Eight".into() },
        Command::SetTogether { room: Some(RoomId(2)) },
        Command::SetPlayback { playing: true, position: 90_000, speed_percent: 150 },
        Command::SetVoiceToAll { on: true },
    ]
}

/// With every form of a question, of an answer, and of asking.
fn polls() -> Vec<Command> {
    let poll = PollId(3);
    let right = Answer::Choices { choices: vec![1] };
    let key = Key { right, tolerance: 0, points: 2, explanation: "See chapter 3".into() };
    let new = Ask::New { question: question(Form::YesNo), key: Some(key) };
    let asks = [new, Ask::Prepared { poll }, Ask::Again { poll }];
    let answers = [
        Answer::Choices { choices: vec![0, 1] },
        Answer::Number { value: -9_810 },
        Answer::Text { text: "é".into() },
        Answer::Order { order: vec![1, 0] },
    ];
    let prepares = forms().map(|form| Command::PreparePoll { question: question(form), key: None });
    let starts = asks.map(|ask| Command::StartPoll { ask, room: Some(RoomId(1)), duration: Some(60_000) });
    let replies = answers.map(|answer| Command::AnswerPoll { poll, answer });
    let rest = [
        Command::DiscardPoll { poll },
        Command::ClosePoll { poll },
        Command::ShareResults { poll, hide: vec!["rude".into()] },
        Command::SetLateAnswers { poll, late_answers: LateAnswers::Until { unix: 1_800_000_000_000 } },
    ];
    prepares.into_iter().chain(starts).chain(replies).chain(rest).collect()
}

fn question(form: Form) -> Question {
    Question { text: "And?".into(), form, anonymous: false }
}

fn forms() -> [Form; 7] {
    let choices = vec![Choice { text: "a".into() }, Choice { text: "b".into() }];
    [
        Form::Single { choices: choices.clone() },
        Form::Multiple { choices: choices.clone() },
        Form::YesNo,
        Form::Scale { steps: 5, low: "lost".into(), high: String::new() },
        Form::Number,
        Form::Text,
        Form::Order { choices },
    ]
}

fn take() -> Take {
    Take { session: SessionId(Uuid::from_u128(7)), duration: 80_000 }
}

fn agenda() -> Vec<Command> {
    let activity = Activity { kind: ActivityKind::Break, title: "Coffee".into(), planned: Some(600_000) };
    vec![
        Command::SetAgenda { activities: vec![activity.clone()] },
        Command::StartActivity { position: Some(0), activity: None },
        Command::StartActivity { position: None, activity: Some(activity) },
        Command::ExtendActivity { by: 60_000 },
        Command::EndActivity,
        Command::SetChapter { from: None, title: "Waves".into() },
        Command::HideChapter { from: 60_000 },
        Command::RemoveChapter { from: 60_000 },
        Command::SetOffRecord { off: true },
        Command::CutOut { cut: Cut::out(60_000, 90_000) },
        Command::CutOut { cut: Cut { take: Some(take()), ..Cut::out(60_000, 90_000) } },
        Command::UndoCut { cut: Cut::out(60_000, 90_000) },
        Command::HideRoom { room: RoomId(1), hidden: true },
        Command::SetFeedback { feedback: Some(Feedback::Slower) },
        Command::SetFeedback { feedback: None },
    ]
}

fn down() -> Vec<Down> {
    let body = EventBody::ChatSent { participant: SOMEBODY, text: "hi".into() };
    let event = Event { seq: 42, at: 61_000, audience: Audience::Room { room: RoomId::MAIN }, later: None, body };
    let welcome = |snapshot| Down::Welcome {
        version: VERSION,
        you: SOMEBODY,
        role: Role::Guest,
        permissions: vec![Action::Attend, Action::Chat],
        now: 60_000,
        snapshot,
    };
    vec![
        welcome(Some(Box::new(Snapshot::empty()))),
        welcome(None),
        Down::Events { events: vec![event] },
        Down::Ack { id: 7.into(), result: CommandResult::Done },
        Down::Refused { id: 8.into(), refusal: ErrorCode::Forbidden.into() },
        Down::Refused { id: 9.into(), refusal: Refusal::because(ErrorCode::BadSdp, "no fingerprint") },
        Down::Notice { notice: Notice::MediaLost },
        Down::Pong { now: 60_500 },
        Down::Bye { code: ErrorCode::Superseded },
    ]
}

#[test]
fn frames_are_as_written() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/frames.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, serde_json::to_string_pretty(&frames()).unwrap() + "\n").unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(serde_json::from_str::<Frames>(&text).unwrap(), frames(), "read");
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(frames()).unwrap(), written, "written");
}

#[test]
fn every_variant_has_an_example() {
    let frames = serde_json::to_value(frames()).unwrap();
    for (list, type_name, tag) in [
        ("up", "Up", "type"),
        ("commands", "Command", "do"),
        ("chat_to", "ChatTo", "to"),
        ("down", "Down", "type"),
        ("results", "CommandResult", "result"),
        ("notices", "Notice", "about"),
    ] {
        let examples: BTreeSet<String> =
            frames[list].as_array().unwrap().iter().map(|v| v[tag].as_str().unwrap().to_owned()).collect();
        assert_eq!(examples, tags(type_name, tag), "{list}");
    }
}

/// What a client must not send is no frame: unknown fields, unknown kinds, wrong types.
#[test]
fn malformed_frames_are_refused() {
    for text in [
        "",
        "null",
        "[]",
        r#"{"type":"hello"}"#,
        r#"{"type":"hello","version":1,"token":"t","admin":true}"#,
        r#"{"type":"welcome"}"#,
        r#"{"type":"hello","version":-1,"token":"t"}"#,
        r#"{"type":"command","id":9007199254740992,"command":{"do":"leave"}}"#,
        r#"{"type":"command","id":1,"command":{"do":"obey"}}"#,
        r#"{"type":"command","id":1,"command":{"do":"remove","participant":1,"ban":true,"and":2}}"#,
        r#"{"type":"command","id":1,"command":{"do":"remove","participant":1}}"#,
        r#"{"type":"command","id":1,"command":{"do":"answer_poll","poll":1,"answer":{"answer":"choices","choices":[-1]}}}"#,
        r#"{"type":"command","id":1,"command":{"do":"answer_poll","poll":1,"answer":{"answer":"number","value":0.5}}}"#,
        r#"{"type":"command","id":1,"command":{"do":"close_poll","poll":1,"key":null}}"#,
        r#"{"type":"command","id":1,"command":{"do":"set_track","source":"brain","state":"on"}}"#,
        r#"{"type":"command","id":1,"command":{"do":"send_chat","text":"\ud800","to":{"to":"room"}}}"#,
    ] {
        assert!(serde_json::from_str::<Up>(text).is_err(), "{text}");
    }
}

/// The tags of a type's variants, from its TypeScript form.
fn tags(type_name: &str, tag: &str) -> BTreeSet<String> {
    let generated = typescript::generate();
    let start = generated.find(&format!("export type {type_name} = ")).unwrap();
    let declaration = generated[start..].split("\nexport ").next().unwrap();
    let mark = format!("\"{tag}\": \"");
    declaration.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
