//! What happens in the class, in order: who comes, speaks, shows something, writes, is asked.

use protocol::{
    Command, Millis, ParticipantId, Reaction, Source, TrackState,
    agenda::{Activity, ActivityKind},
    polls::{Answer, Ask, Form, PollId, Question},
    rooms::RoomRules,
};
use server_tests::plan::room;

use super::LENGTH;

/// Everybody: seats 1 to this.
pub const PEOPLE: u32 = 120;
/// The instructor.
pub const ADA: ParticipantId = ParticipantId(1);
/// The assistant.
pub const BEN: ParticipantId = ParticipantId(2);
/// The first student.
const FIRST: u32 = 3;
const STUDENTS: u32 = PEOPLE - FIRST + 1;

const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;

/// Messages, one every so often: somewhat more than 10,000.
const MESSAGE_EVERY: Millis = 1_430;
/// Reactions.
const REACTION_EVERY: Millis = 3_900;
/// Hands that are raised, and lowered half a minute later.
const HAND_EVERY: Millis = 24 * SECOND;
/// Somebody leaves, and comes back after a minute.
const LEAVES_EVERY: Millis = 100 * SECOND;
/// Questions, each answered by everybody within a minute.
const POLLS: u32 = 16;
/// Students who speak to all, one after the other, the first three with a camera.
const SPEAKERS: u32 = 14;
const WITH_CAMERA: u32 = 3;
/// Breakout rooms, with one student each who speaks.
const GROUPS: u32 = 4;
/// When they are open.
pub const ROOMS: [Millis; 2] = [120 * MINUTE, 135 * MINUTE];
/// Chapters, activities and screens begin every quarter of an hour.
const QUARTER: Millis = 15 * MINUTE;

const WORDS: [&str; 12] =
    ["vectors", "have", "a", "direction", "and", "length", "which", "matrix", "turns", "them", "because", "example"];

/// What somebody does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Comes into class.
    Comes,
    /// Begins to speak, or stops.
    Speaks(bool),
    /// Writes to the room where they are.
    Says(String),
    /// Gives a command.
    Does(Command),
}

/// Something that happens.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When, in class time.
    pub at: Millis,
    /// Who does it.
    pub who: ParticipantId,
    /// What.
    pub act: Act,
}

/// All that happens, in order.
pub fn script() -> Vec<Moment> {
    let mut moments = arrivals();
    moments.extend(teaching());
    moments.extend(speakers());
    moments.extend(breakouts());
    moments.extend(questions());
    moments.extend(talk());
    // The sort is stable: what is said of one moment stays in its order.
    moments.sort_by_key(|moment| moment.at);
    moments
}

fn moment(at: Millis, who: ParticipantId, act: Act) -> Moment {
    Moment { at, who, act }
}

fn does(at: Millis, who: ParticipantId, command: Command) -> Moment {
    moment(at, who, Act::Does(command))
}

fn track(at: Millis, who: ParticipantId, source: Source, state: TrackState) -> Moment {
    does(at, who, Command::SetTrack { source, state })
}

/// A student, another one for each number.
fn student(number: u64) -> ParticipantId {
    // 7,919 is a prime, so that neighbours are far apart.
    ParticipantId(FIRST + (number * 7_919 % u64::from(STUDENTS)) as u32)
}

fn students() -> impl Iterator<Item = ParticipantId> {
    (FIRST..=PEOPLE).map(ParticipantId)
}

/// Times from the beginning on, this far apart.
fn every(period: Millis) -> impl Iterator<Item = (u64, Millis)> {
    (1..LENGTH / period).map(move |number| (number, number * period))
}

/// Everybody comes within two minutes; later some leave for a minute.
fn arrivals() -> Vec<Moment> {
    let comes = |at, who| moment(at, who, Act::Comes);
    let staff = [comes(100, ADA), comes(200, BEN)];
    let first = students().enumerate().map(|(place, who)| comes(SECOND * (1 + place as Millis), who));
    let leaves = every(LEAVES_EVERY).filter(|(_, at)| *at > 3 * MINUTE).flat_map(|(number, at)| {
        let who = student(number * 3 + 1);
        [does(at, who, Command::Leave), comes(at + MINUTE, who)]
    });
    staff.into_iter().chain(first).chain(leaves).collect()
}

/// The instructor speaks with short pauses, before a camera; a screen is shown in two of three quarters; agenda and chapters.
fn teaching() -> Vec<Moment> {
    let on = |source| track(200, ADA, source, TrackState::On);
    let mut all = vec![on(Source::Microphone), on(Source::Camera)];
    for (_, at) in every(9_500) {
        all.push(moment(at, ADA, Act::Speaks(true)));
        all.push(moment(at + 8 * SECOND, ADA, Act::Speaks(false)));
    }
    for (number, at) in (0..LENGTH / QUARTER).map(|number| (number, number * QUARTER + 5 * SECOND)) {
        let kind = [ActivityKind::Lecture, ActivityKind::Discussion, ActivityKind::Individual][number as usize % 3];
        let activity = Activity { kind, title: format!("Part {}", number + 1), planned: Some(QUARTER) };
        all.push(does(at, ADA, Command::StartActivity { position: None, activity: Some(activity) }));
        all.push(does(at + 1, ADA, Command::SetChapter { from: Some(at), title: format!("Chapter {}", number + 1) }));
        if number % 3 != 2 {
            all.push(track(at + 2, ADA, Source::Screen, TrackState::On));
            all.push(track(at + QUARTER - MINUTE, ADA, Source::Screen, TrackState::Off));
        }
    }
    let second_half = LENGTH / 2 + 20 * MINUTE;
    all.push(track(second_half, BEN, Source::Microphone, TrackState::On));
    all.push(track(second_half, BEN, Source::Camera, TrackState::On));
    all.push(does(LENGTH, ADA, Command::EndSession));
    all
}

/// Students speak to all for three minutes each, one after the other.
fn speakers() -> impl Iterator<Item = Moment> {
    (0..SPEAKERS).flat_map(|number| {
        let (who, from) = (ParticipantId(FIRST + number), 10 * MINUTE + 14 * MINUTE * Millis::from(number));
        let to = from + 3 * MINUTE;
        let camera = (number < WITH_CAMERA).then_some(Source::Camera);
        let tracks = [Source::Microphone].into_iter().chain(camera).flat_map(move |source| {
            [track(from, who, source, TrackState::On), track(to, who, source, TrackState::Off)]
        });
        let turns = (0..6).flat_map(move |turn| {
            let at = from + SECOND + turn * 30 * SECOND;
            [moment(at, who, Act::Speaks(true)), moment(at + 20 * SECOND, who, Act::Speaks(false))]
        });
        tracks.chain(turns)
    })
}

/// Everybody is in a room for a while, and one student speaks in each.
fn breakouts() -> Vec<Moment> {
    let [from, to] = ROOMS;
    let members = |number: u32| students().filter(move |who| who.0 % GROUPS == number);
    let rooms = (0..GROUPS).map(|number| room(&format!("Group {}", number + 1), &members(number).collect::<Vec<_>>()));
    let open = Command::OpenRooms { rooms: rooms.collect(), rules: RoomRules::default() };
    let mut all = vec![does(from, ADA, open), does(to, ADA, Command::CloseRooms { countdown: 0 })];
    for who in (0..GROUPS).filter_map(|number| members(number).next()) {
        all.push(track(from + MINUTE, who, Source::Microphone, TrackState::On));
        all.push(moment(from + 61 * SECOND, who, Act::Speaks(true)));
        all.push(moment(from + 120 * SECOND, who, Act::Speaks(false)));
        all.push(track(from + 5 * MINUTE, who, Source::Microphone, TrackState::Off));
    }
    all
}

/// Questions are asked, answered, closed, and their counts are shown.
fn questions() -> Vec<Moment> {
    let mut all = Vec::new();
    for number in 0..POLLS {
        let (poll, at) = (PollId(number + 1), 8 * MINUTE + Millis::from(number) * 14 * MINUTE);
        let question = Question { text: format!("Question {}", number + 1), form: Form::YesNo, anonymous: false };
        let ask = Ask::New { question, key: None };
        all.push(does(at, ADA, Command::StartPoll { ask, room: None, duration: None }));
        for (place, who) in students().enumerate() {
            let answer = Answer::Choices { choices: vec![u32::from(place % 3 == 0)] };
            all.push(does(at + SECOND + place as Millis * 400, who, Command::AnswerPoll { poll, answer }));
        }
        all.push(does(at + 55 * SECOND, ADA, Command::ClosePoll { poll }));
        all.push(does(at + 60 * SECOND, ADA, Command::ShareResults { poll, hide: Vec::new() }));
    }
    all
}

/// Messages, reactions and hands.
fn talk() -> impl Iterator<Item = Moment> {
    let messages = (0..LENGTH / MESSAGE_EVERY).map(|number| {
        let words = (0..3 + number % 17).map(|word| WORDS[((number + word * 5) % WORDS.len() as u64) as usize]);
        let text = format!("{} ({number})", words.collect::<Vec<_>>().join(" "));
        moment(number * MESSAGE_EVERY + 700, writer(number), Act::Says(text))
    });
    let reactions = every(REACTION_EVERY).map(|(number, at)| {
        let reaction = [Reaction::Agree, Reaction::Applause, Reaction::Laugh][number as usize % 3];
        does(at, student(number), Command::React { reaction })
    });
    let hands = every(HAND_EVERY).flat_map(|(number, at)| {
        let who = student(number);
        let lowers = Command::LowerHand { participant: who };
        [does(at, who, Command::RaiseHand), does(at + 30 * SECOND, who, lowers)]
    });
    messages.chain(reactions).chain(hands)
}

/// Who writes a message. Staff write while the others still come in.
fn writer(number: u64) -> ParticipantId {
    if number < 100 || number.is_multiple_of(9) { BEN } else { student(number) }
}
