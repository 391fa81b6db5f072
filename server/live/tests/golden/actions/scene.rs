//! Where actions happen.

use protocol::{
    Command, Consent, ParticipantId, Reaction, Role, RoomId, Settings, Source,
    TrackState::{Muted, On},
    agenda::Feedback,
    chat::ChatTo,
    moderation::{ChatPolicy, SharePolicy, WithoutStaff},
    polls::{Answer, Ask, Choice, Form, Key, Question},
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
};

use super::agenda::activity;
use crate::class::{Class, track};

/// Instructor, in the main room, heard in all rooms.
pub(super) const ADA: u32 = 1;
/// Assistant, in the main room.
pub(super) const BEN: u32 = 2;
/// Student in Red, with everything on.
pub(super) const CHI: u32 = 3;
/// Guest in Blue, muted, asked to unmute.
pub(super) const DOV: u32 = 4;
/// Guest in the main room.
pub(super) const EVE: u32 = 5;
/// A student in Red who may share.
pub(super) const FLO: u32 = 6;
/// A guest who waits.
pub(super) const GIL: u32 = 7;
/// A guest who left.
pub(super) const HAL: u32 = 8;
/// A student in Blue whose connection is lost.
pub(super) const IVY: u32 = 9;

/// A breakout room with a time.
pub(super) const RED: RoomId = RoomId(1);
/// A breakout room without.
pub(super) const BLUE: RoomId = RoomId(2);

/// A quiz question that is prepared.
pub(super) const PREPARED: u32 = 1;
/// Open for all, with a time.
pub(super) const OPEN: u32 = 2;
/// Anonymous, open for all.
pub(super) const SECRET: u32 = 3;
/// A quiz question, open in Red.
pub(super) const IN_RED: u32 = 4;
/// In words, closed, not shared.
pub(super) const WORDS: u32 = 5;
/// A quiz question, closed in Red and shared there.
pub(super) const OVER_IN_RED: u32 = 6;

/// How the class is set.
pub(super) const SETTINGS: Settings = Settings {
    waiting_room: true,
    private_chat: true,
    locked: false,
    chat: ChatPolicy::Everyone,
    chat_gap: 0,
    sharing: SharePolicy::Asking,
    may_unmute: true,
    cameras: true,
    without_staff: WithoutStaff::Ends,
    open_recording: false,
};

/// The rules of the rooms.
pub(super) const RULES: RoomRules =
    RoomRules { may_return: true, may_choose: true, late: LatePlacement::Main, watching: RoomWatching::Members };

/// Everybody has left.
pub(super) fn empty() -> Class {
    let mut class = Class::full();
    for id in 1..=5 {
        class.does(id, Command::Leave);
    }
    class
}

/// Class is over.
pub(super) fn ended() -> Class {
    let mut class = class();
    class.does(ADA, Command::EndSession);
    for cut in super::later::CUTS {
        class.input(super::later::act(ADA, None, Command::CutOut { cut }));
    }
    class
}

/// Class is over, and the session closed.
pub(super) fn closed() -> Class {
    let mut class = ended();
    class.input(super::later::act(ADA, None, Command::CloseSession));
    class
}

/// Much is going on.
pub(super) fn class() -> Class {
    let mut class = Class::full();
    for (id, name, role) in [(FLO, "Flo", Role::Student), (HAL, "Hal", Role::Guest), (IVY, "Ivy", Role::Student)] {
        class.wait(100).join(id, name, role);
    }
    class.does(HAL, Command::Leave);
    class.does(ADA, Command::ChangeSettings { settings: SETTINGS.into() });
    class.wait(100).join(GIL, "Gil", Role::Guest);
    class.does(BEN, Command::TellWaiting { text: "A moment".into() });
    separate(&mut class);
    publish(&mut class);
    turn_to_each_other(&mut class);
    ask(&mut class);
    class.does(ADA, Command::SetAgenda { activities: vec![activity("Waves"), activity("Light")] });
    class.does(ADA, Command::StartActivity { position: Some(0), activity: None });
    class.does(ADA, Command::SetChapter { from: Some(0), title: "Beginning".into() });
    class.does(ADA, Command::SetChapter { from: None, title: "Going on".into() });
    class.does(CHI, Command::SetFeedback { feedback: Some(Feedback::Slower) });
    class.does(EVE, Command::SetFeedback { feedback: Some(Feedback::Yes) });
    class.drop(IVY);
    class
}

fn separate(class: &mut Class) {
    let members = |ids: &[u32]| ids.iter().copied().map(ParticipantId).collect();
    let red = NewRoom { duration: Some(600_000), ..room("Red", members(&[CHI, FLO])) };
    let blue = NewRoom { expected: vec!["Kim".into()], ..room("Blue", members(&[DOV, IVY])) };
    class.does(ADA, Command::OpenRooms { rooms: vec![red, blue], rules: RULES });
    class.does(FLO, Command::AskForHelp { reason: "Which one?".into() });
    class.does(DOV, Command::AskForHelp { reason: String::new() });
    class.does(FLO, Command::HandIn { room: RED, text: "Six".into(), on: None });
}

/// A room.
pub(super) fn room(name: &str, members: Vec<ParticipantId>) -> NewRoom {
    NewRoom { name: name.into(), task: "Measure".into(), duration: None, members, expected: vec![] }
}

fn publish(class: &mut Class) {
    for (id, source) in [
        (ADA, Source::Microphone),
        (ADA, Source::Screen),
        (CHI, Source::Microphone),
        (CHI, Source::Camera),
        (DOV, Source::Microphone),
        (EVE, Source::Microphone),
        (EVE, Source::Camera),
    ] {
        class.track(id, source, On);
    }
    class.does(ADA, Command::SetVoiceToAll { on: true });
    for id in [ADA, CHI] {
        class.speaks(id, true);
    }
    class.does(BEN, Command::MuteTrack { track: track(DOV, Source::Microphone) });
    class.does(BEN, Command::AskToUnmute { participant: ParticipantId(DOV) });
    class.track(EVE, Source::Microphone, Muted);
    class.does(EVE, Command::AskToShare);
    class.does(ADA, Command::SetMayShare { participant: ParticipantId(FLO), may_share: true });
    class.track(FLO, Source::Screen, On);
    class.does(FLO, Command::SetConsent { consent: Consent { record_camera: false, record_voice: true } });
    class.does(ADA, Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(EVE, Source::Camera)) });
}

fn turn_to_each_other(class: &mut Class) {
    for id in [EVE, CHI, FLO, DOV] {
        class.does(id, Command::RaiseHand);
    }
    class.does(EVE, Command::React { reaction: Reaction::Agree });
    let to = |id| ChatTo::Person { participant: ParticipantId(id) };
    for (id, to, text) in [
        (EVE, ChatTo::MAIN, "in main"),
        (CHI, ChatTo::Room { room: RED }, "in Red"),
        (DOV, ChatTo::Room { room: BLUE }, "in Blue"),
        (DOV, ChatTo::Staff, "to staff"),
        (ADA, to(DOV), "to Dov"),
        (CHI, to(FLO), "between two"),
        (BEN, ChatTo::Everywhere, "everywhere"),
    ] {
        class.says(id, to, text);
    }
}

fn ask(class: &mut Class) {
    let yes_no = |text| question(text, Form::YesNo, false);
    class.does(BEN, Command::PreparePoll { question: yes_no("Prepared"), key: Some(key(yes())) });
    let start = |question, key, room, duration| Command::StartPoll { ask: Ask::New { question, key }, room, duration };
    class.does(ADA, start(yes_no("Open"), None, None, Some(300_000)));
    class.does(ADA, start(question("Secret", Form::YesNo, true), None, None, None));
    class.does(ADA, start(yes_no("In Red"), Some(key(yes())), Some(RED), None));
    class.does(ADA, start(question("Words", Form::Text, false), None, None, None));
    class.does(ADA, start(yes_no("Over in Red"), Some(key(yes())), Some(RED), None));
    for (id, poll, answer) in [
        (CHI, OPEN, yes()),
        (DOV, OPEN, no()),
        (CHI, SECRET, yes()),
        (EVE, SECRET, no()),
        (FLO, SECRET, no()),
        (CHI, IN_RED, yes()),
        (CHI, WORDS, words("wave")),
        (EVE, WORDS, words("rude")),
        (FLO, OVER_IN_RED, no()),
    ] {
        class.answers(id, poll, answer);
    }
    class.closes(WORDS);
    class.closes(OVER_IN_RED);
    class.shares(OVER_IN_RED, &[]);
}

/// A question.
pub(super) fn question(text: &str, form: Form, anonymous: bool) -> Question {
    Question { text: text.into(), form, anonymous }
}

/// Choices with these texts.
pub(super) fn choices(texts: &[&str]) -> Vec<Choice> {
    texts.iter().map(|&text| Choice { text: text.into() }).collect()
}

/// The key of a quiz question.
pub(super) fn key(right: Answer) -> Key {
    Key { right, tolerance: 0, points: 2, explanation: "Because".into() }
}

/// An answer.
pub(super) fn yes() -> Answer {
    Answer::Choices { choices: vec![0] }
}

/// The other answer.
pub(super) fn no() -> Answer {
    Answer::Choices { choices: vec![1] }
}

/// An answer in words.
pub(super) fn words(text: &str) -> Answer {
    Answer::Text { text: text.into() }
}
