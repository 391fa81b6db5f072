//! The rights of every role: every command, every place of the person whom it concerns, and every setting that matters,
//! against a table.

use std::{collections::BTreeSet, fmt::Write};

use live::{ConnectionId, Input, Made, Session, permission};
use protocol::{
    Command, Consent, ErrorCode, Later, ParticipantId, PollId, Reaction, Role, RoomId, SessionId, Settings, Source,
    TrackRef, TrackState, WatchedSlot,
    agenda::{Activity, ActivityKind, Feedback},
    chat::ChatTo,
    moderation::{ChatPolicy, SharePolicy, WithoutStaff},
    polls::{Answer, Ask, Form, LateAnswers, Question},
    recording::Cut,
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
    table::WatchedClass,
};

/// Actors, in the order of the columns.
const ACTORS: [ParticipantId; 4] = [ParticipantId(1), ParticipantId(2), ParticipantId(3), ParticipantId(4)];
/// The student whom commands concern. Camera and microphone are on, the hand is up.
const TARGET: ParticipantId = ParticipantId(5);
/// An instructor who sets the scene.
const OWNER: ParticipantId = ParticipantId(6);
/// A guest who waits.
const WAITING: ParticipantId = ParticipantId(7);

/// Where actor and target are.
#[derive(Debug, Clone, Copy)]
enum Relation {
    /// Both in one breakout room.
    Same,
    /// Each in a breakout room of their own.
    Other,
    /// The actor in the main room, the target in a breakout room.
    Main,
    /// The actor in a breakout room, the target in the main room.
    Away,
    /// Both in the main room, while rooms are open.
    Together,
}

const RELATIONS: [Relation; 5] = [Relation::Same, Relation::Other, Relation::Main, Relation::Away, Relation::Together];

/// A line of the table: its name, the command, the settings and the rules of the rooms.
struct Case {
    name: String,
    command: Command,
    settings: Settings,
    rules: RoomRules,
}

const SETTINGS: Settings = Settings {
    waiting_room: true,
    locked: false,
    chat: ChatPolicy::Everyone,
    chat_gap: 0,
    private_chat: false,
    sharing: SharePolicy::Asking,
    may_unmute: true,
    cameras: true,
    without_staff: WithoutStaff::Ends,
    open_recording: false,
};

const RULES: RoomRules =
    RoomRules { may_return: false, may_choose: false, late: LatePlacement::Main, watching: RoomWatching::Members };

fn case(name: &str, command: Command) -> Case {
    under(name, command, SETTINGS)
}

fn under(name: &str, command: Command, settings: Settings) -> Case {
    Case { name: name.into(), command, settings, rules: RULES }
}

/// A class in which the actors are as the relation says; the settings hold from before anybody speaks or sends.
fn scene(relation: Relation, case: &Case) -> Session {
    // Something is watched there, as at a study table.
    let watches = WatchedClass { session: SessionId(uuid::Uuid::nil()), length: 600_000 };
    let made = Made { watches: Some(watches), ..Made::default() };
    let mut session = Session::start(SessionId(uuid::Uuid::nil()), made, "Class".into(), 0).0;
    let roles = [Role::Instructor, Role::Assistant, Role::Student, Role::Guest, Role::Student, Role::Instructor];
    for (id, role) in (1..).zip(roles) {
        connect(&mut session, ParticipantId(id), role);
    }
    let mut does = |by, command: Command| {
        let told = format!("{by:?} {command:?}");
        session.handle(0, Input::Command { participant: by, command }).unwrap_or_else(|e| panic!("{told}: {e}"));
    };
    let room = |members: Vec<ParticipantId>| NewRoom {
        name: "Room".into(),
        task: String::new(),
        duration: Some(60_000),
        members,
        expected: Vec::new(),
    };
    let [first, second] = match relation {
        Relation::Same => [[&ACTORS[..], &[TARGET]].concat(), vec![]],
        Relation::Other => [ACTORS.to_vec(), vec![TARGET]],
        Relation::Main => [vec![], vec![TARGET]],
        Relation::Away => [ACTORS.to_vec(), vec![]],
        Relation::Together => [vec![], vec![]],
    };
    let apart = !matches!(relation, Relation::Away | Relation::Together);
    for source in [Source::Microphone, Source::Camera] {
        does(TARGET, Command::SetTrack { source, state: TrackState::On });
    }
    does(TARGET, Command::SendChat { text: "one".into(), to: ChatTo::MAIN });
    does(OWNER, Command::OpenRooms { rooms: vec![room(first), room(second)], rules: case.rules });
    does(TARGET, Command::RaiseHand);
    if apart {
        does(TARGET, Command::AskForHelp { reason: String::new() });
    }
    let ask = Ask::New { question: question(), key: None };
    does(OWNER, Command::StartPoll { ask, room: None, duration: None });
    does(OWNER, Command::PreparePoll { question: question(), key: None });
    does(OWNER, Command::StartActivity { position: None, activity: Some(activity()) });
    does(OWNER, Command::ChangeSettings { settings: case.settings.into() });
    does(OWNER, Command::SetTrack { source: Source::Camera, state: TrackState::On });
    connect(&mut session, WAITING, Role::Guest);
    session
}

/// The command with the room in which its sender is, if it speaks to a room.
fn from(session: &Session, by: ParticipantId, mut command: Command) -> Command {
    if let Command::SendChat { to: ChatTo::Room { room }, .. }
    | Command::SetSpotlight { room, .. }
    | Command::LowerAllHands { room }
    | Command::CallNext { room } = &mut command
    {
        *room = session.participant(by).expect("they are here").room;
    }
    command
}

fn connect(session: &mut Session, participant: ParticipantId, role: Role) {
    let (connection, name) = (ConnectionId(u64::from(participant.0)), format!("P{}", participant.0));
    let input = Input::Connect { participant, connection, name, role, consent: Consent::default(), near_ban: false };
    session.handle(0, input).expect("there is room");
}

fn question() -> Question {
    Question { text: "Clear?".into(), form: Form::YesNo, anonymous: false }
}

fn activity() -> Activity {
    Activity { kind: ActivityKind::Lecture, title: String::new(), planned: Some(60_000) }
}

/// The verdict in a word: `yes`, `-` (done already), or why not.
fn verdict(relation: Relation, case: &Case, by: ParticipantId) -> String {
    let mut session = scene(relation, case);
    let verdict = match session
        .handle(1_000, Input::Command { participant: by, command: from(&session, by, case.command.clone()) })
    {
        Ok(outcome) if outcome.events.is_empty() && outcome.effects.is_empty() => "-".into(),
        Ok(_) => "yes".into(),
        Err(refusal) => match refusal.code {
            ErrorCode::Forbidden => "no".into(),
            ErrorCode::NotNow => "now".into(),
            ErrorCode::UnknownTrack => "unknown".into(),
            code => format!("{code:?}"),
        },
    };
    session.check_invariants();
    verdict
}

/// One word when the place makes no difference, else one for each relation.
fn cell(case: &Case, by: ParticipantId) -> String {
    let verdicts = RELATIONS.map(|relation| verdict(relation, case, by));
    if verdicts.iter().all(|v| *v == verdicts[0]) { verdicts[0].clone() } else { verdicts.join("/") }
}

fn cases() -> Vec<Case> {
    [own(), about_others(), chat(), rooms(), order(), polls_and_agenda()].into_iter().flatten().collect()
}

fn own() -> Vec<Case> {
    let set = |source, state| Command::SetTrack { source, state };
    let track = TrackRef { participant: TARGET, source: Source::Camera };
    let watch = Command::Watch { slots: vec![WatchedSlot { mid: "1".into(), track, height: 100 }] };
    let (on, off) = (TrackState::On, TrackState::Off);
    let sharing = |sharing| Settings { sharing, ..SETTINGS };
    vec![
        case("offer", Command::Offer { sdp: "v=0".into(), fresh: false, sends: Vec::new() }),
        case("watch", watch),
        case("set_track microphone", set(Source::Microphone, on)),
        under(
            "set_track microphone !may_unmute",
            set(Source::Microphone, on),
            Settings { may_unmute: false, ..SETTINGS },
        ),
        case("set_track camera", set(Source::Camera, on)),
        under("set_track camera !cameras", set(Source::Camera, on), Settings { cameras: false, ..SETTINGS }),
        under("set_track camera_off !cameras", set(Source::Camera, off), Settings { cameras: false, ..SETTINGS }),
        case("set_track screen asking", set(Source::Screen, on)),
        under("set_track screen everyone", set(Source::Screen, on), sharing(SharePolicy::Everyone)),
        under("set_track screen staff", set(Source::Screen, on), sharing(SharePolicy::Staff)),
        under("set_track screen_audio staff", set(Source::ScreenAudio, on), sharing(SharePolicy::Staff)),
        case("ask_to_share asking", Command::AskToShare),
        under("ask_to_share everyone", Command::AskToShare, sharing(SharePolicy::Everyone)),
        under("ask_to_share staff", Command::AskToShare, sharing(SharePolicy::Staff)),
        case("raise_hand", Command::RaiseHand),
        case("react", Command::React { reaction: Reaction::Agree }),
        case("set_consent", Command::SetConsent { consent: Consent { record_camera: false, record_voice: false } }),
        case("set_playback", Command::SetPlayback { playing: true, position: 1_000, speed_percent: 150 }),
        case("set_together", Command::SetTogether { room: Some(RoomId(1)) }),
        case("leave", Command::Leave),
        case("end_session", Command::EndSession),
        case("close_session", Command::CloseSession),
        case("reopen_session", Command::ReopenSession),
    ]
}

fn about_others() -> Vec<Case> {
    let track = |source| TrackRef { participant: TARGET, source };
    vec![
        case("mute_track microphone", Command::MuteTrack { track: track(Source::Microphone) }),
        case("mute_track camera", Command::MuteTrack { track: track(Source::Camera) }),
        case("lower_hand", Command::LowerHand { participant: TARGET }),
        case("set_spotlight", Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(Source::Camera)) }),
        case("lower_all_hands", Command::LowerAllHands { room: RoomId::MAIN }),
        case("call_next", Command::CallNext { room: RoomId::MAIN }),
        case("ask_to_unmute", Command::AskToUnmute { participant: OWNER }),
        case("mute_all", Command::MuteAll { may_unmute: false }),
        case("delete_message another's", Command::DeleteMessage { message: MESSAGE }),
        case("set_may_share", Command::SetMayShare { participant: TARGET, may_share: true }),
        case("mute_track staff", Command::MuteTrack { track: TrackRef { participant: OWNER, source: Source::Camera } }),
        case("set_may_share staff", Command::SetMayShare { participant: OWNER, may_share: true }),
    ]
}

/// The number of the target's message: it comes after the start, six arrivals, and two tracks.
const MESSAGE: u64 = 10;

fn chat() -> Vec<Case> {
    let person = |participant| ChatTo::Person { participant };
    let targets = [
        ("room", ChatTo::MAIN),
        ("staff", ChatTo::Staff),
        ("everywhere", ChatTo::Everywhere),
        ("student", person(TARGET)),
        ("instructor", person(OWNER)),
    ];
    let settings = [
        ("", SETTINGS),
        (" private", Settings { private_chat: true, ..SETTINGS }),
        (" to_staff", Settings { chat: ChatPolicy::ToStaff, private_chat: true, ..SETTINGS }),
        (" off", Settings { chat: ChatPolicy::Off, private_chat: true, ..SETTINGS }),
    ];
    let wish = |to| Command::SendChat { text: "hi".into(), to };
    let all = targets.into_iter().flat_map(|(to, target)| settings.map(|(set, settings)| (to, target, set, settings)));
    all.map(|(to, target, set, settings)| under(&format!("send_chat {to}{set}"), wish(target), settings)).collect()
}

fn rooms() -> Vec<Case> {
    let room = NewRoom {
        name: "New".into(),
        task: String::new(),
        duration: None,
        members: vec![TARGET],
        expected: Vec::new(),
    };
    let ruled = |name: &str, room, rules| Case { name: name.into(), command: enter(room), settings: SETTINGS, rules };
    vec![
        case("open_rooms", Command::OpenRooms { rooms: vec![room], rules: RULES }),
        case("close_rooms", Command::CloseRooms { countdown: 0 }),
        case("extend_rooms", Command::ExtendRooms { room: None, by: 1_000 }),
        case("enter_room main", enter(RoomId::MAIN)),
        ruled("enter_room main may_return", RoomId::MAIN, RoomRules { may_return: true, ..RULES }),
        ruled("enter_room main may_choose", RoomId::MAIN, RoomRules { may_choose: true, ..RULES }),
        case("enter_room second", enter(RoomId(2))),
        ruled("enter_room second may_return", RoomId(2), RoomRules { may_return: true, ..RULES }),
        ruled("enter_room second may_choose", RoomId(2), RoomRules { may_choose: true, ..RULES }),
        case("enter_room unknown", enter(RoomId(9))),
        case("move_person", Command::MovePerson { participant: TARGET, room: RoomId::MAIN }),
        case("move_person staff", Command::MovePerson { participant: OWNER, room: RoomId(1) }),
        case("ask_for_help", Command::AskForHelp { reason: String::new() }),
        case("hand_in", Command::HandIn { room: RoomId(1), text: "Seven".into(), on: None }),
        case("hand_in_together", Command::HandInTogether { room: RoomId(1), text: "Seven".into() }),
        case("end_help another's", Command::EndHelp { participant: TARGET }),
        case("set_voice_to_all", Command::SetVoiceToAll { on: true }),
    ]
}

fn enter(room: RoomId) -> Command {
    Command::EnterRoom { room }
}

fn order() -> Vec<Case> {
    let remove = |participant, ban| Command::Remove { participant, ban };
    vec![
        case("set_role student", Command::SetRole { participant: TARGET, role: Role::Assistant }),
        case("set_role instructor", Command::SetRole { participant: OWNER, role: Role::Student }),
        case("set_role to_instructor", Command::SetRole { participant: TARGET, role: Role::Instructor }),
        case("rename", Command::Rename { participant: TARGET, name: "New".into() }),
        case("rename staff", Command::Rename { participant: OWNER, name: "New".into() }),
        case("change_settings", Command::ChangeSettings { settings: Settings { locked: true, ..SETTINGS }.into() }),
        case("admit", Command::Admit { participants: vec![WAITING] }),
        case("tell_waiting", Command::TellWaiting { text: "soon".into() }),
        case("remove student", remove(TARGET, false)),
        case("remove student ban", remove(TARGET, true)),
        case("remove instructor", remove(OWNER, false)),
        case("remove waiting", remove(WAITING, true)),
        case("clear_guests", Command::ClearGuests { from: ParticipantId(1) }),
    ]
}

const CUT: Cut = Cut::out(0, 1);

fn polls_and_agenda() -> Vec<Case> {
    let ask = Ask::New { question: question(), key: None };
    let (poll, prepared) = (PollId(1), PollId(2));
    vec![
        case("prepare_poll", Command::PreparePoll { question: question(), key: None }),
        case("discard_poll", Command::DiscardPoll { poll: prepared }),
        case("start_poll", Command::StartPoll { ask, room: None, duration: None }),
        case("answer_poll", Command::AnswerPoll { poll, answer: Answer::Choices { choices: vec![0] } }),
        case("close_poll", Command::ClosePoll { poll }),
        case("set_late_answers", Command::SetLateAnswers { poll, late_answers: LateAnswers::Closed }),
        case("share_results", Command::ShareResults { poll, hide: Vec::new() }),
        case("set_agenda", Command::SetAgenda { activities: vec![activity()] }),
        case("start_activity", Command::StartActivity { position: None, activity: Some(activity()) }),
        case("extend_activity", Command::ExtendActivity { by: 1_000 }),
        case("end_activity", Command::EndActivity),
        case("set_chapter", Command::SetChapter { from: None, title: "Waves".into() }),
        case("hide_chapter", Command::HideChapter { from: 0 }),
        case("remove_chapter", Command::RemoveChapter { from: 0 }),
        case("set_off_record", Command::SetOffRecord { off: true }),
        case("cut_out", Command::CutOut { cut: CUT }),
        case("undo_cut", Command::UndoCut { cut: CUT }),
        case("hide_room", Command::HideRoom { room: RoomId(1), hidden: true }),
        case("set_feedback", Command::SetFeedback { feedback: Some(Feedback::Yes) }),
    ]
}

/// Command and setting; then instructor, assistant, student, guest. `yes`: done; `-`: nothing to do; `no`: forbidden;
/// `now`: not now; `unknown`: no such track here; else the refusal. Five words: in the same breakout room, in another,
/// from the main room, from a breakout room into the main room, both in the main room.
const TABLE: &str = "
    offer: yes yes yes yes
    watch: yes/unknown/unknown/unknown/yes yes/unknown/unknown/unknown/yes yes/unknown/unknown/unknown/yes yes/unknown/unknown/unknown/yes
    set_track microphone: yes yes yes yes
    set_track microphone !may_unmute: yes yes now now
    set_track camera: yes yes yes yes
    set_track camera !cameras: yes yes now now
    set_track camera_off !cameras: - - - -
    set_track screen asking: yes yes now now
    set_track screen everyone: yes yes yes yes
    set_track screen staff: yes yes now now
    set_track screen_audio staff: yes yes now now
    ask_to_share asking: - - yes yes
    ask_to_share everyone: - - - -
    ask_to_share staff: - - now now
    raise_hand: yes yes yes yes
    react: yes yes yes yes
    set_consent: yes yes yes yes
    set_playback: yes yes yes yes
    set_together: no no yes yes
    leave: yes yes yes yes
    end_session: yes no no no
    close_session: now no no no
    reopen_session: now no no no
    mute_track microphone: yes yes no no
    mute_track camera: yes yes no no
    lower_hand: yes yes no no
    set_spotlight: yes/unknown/unknown/unknown/yes yes/unknown/unknown/unknown/yes no no
    lower_all_hands: yes/-/-/-/yes yes/-/-/-/yes no no
    call_next: yes/-/-/-/yes yes/-/-/-/yes no no
    ask_to_unmute: yes yes no no
    mute_all: yes yes no no
    delete_message another's: yes yes no no
    set_may_share: yes yes no no
    mute_track staff: yes no no no
    set_may_share staff: - - no no
    send_chat room: yes yes yes yes
    send_chat room private: yes yes yes yes
    send_chat room to_staff: yes yes now now
    send_chat room off: yes yes now now
    send_chat staff: yes yes yes yes
    send_chat staff private: yes yes yes yes
    send_chat staff to_staff: yes yes yes yes
    send_chat staff off: yes yes now now
    send_chat everywhere: yes yes no no
    send_chat everywhere private: yes yes no no
    send_chat everywhere to_staff: yes yes no no
    send_chat everywhere off: yes yes no no
    send_chat student: yes yes now now
    send_chat student private: yes yes yes yes
    send_chat student to_staff: yes yes now now
    send_chat student off: yes yes now now
    send_chat instructor: yes yes yes yes
    send_chat instructor private: yes yes yes yes
    send_chat instructor to_staff: yes yes yes yes
    send_chat instructor off: yes yes now now
    open_rooms: yes yes no no
    close_rooms: yes yes no no
    extend_rooms: yes yes no no
    enter_room main: yes/yes/-/yes/- yes/yes/-/yes/- now/now/-/now/- now/now/-/now/-
    enter_room main may_return: yes/yes/-/yes/- yes/yes/-/yes/- yes/yes/-/yes/- yes/yes/-/yes/-
    enter_room main may_choose: yes/yes/-/yes/- yes/yes/-/yes/- now/now/-/now/- now/now/-/now/-
    enter_room second: yes yes now now
    enter_room second may_return: yes yes now now
    enter_room second may_choose: yes yes yes yes
    enter_room unknown: UnknownRoom UnknownRoom UnknownRoom UnknownRoom
    move_person: yes/yes/yes/-/- yes/yes/yes/-/- no no
    move_person staff: yes no no no
    ask_for_help: yes/yes/now/yes/now yes/yes/now/yes/now yes/yes/now/yes/now yes/yes/now/yes/now
    hand_in: no no yes/yes/RoomGone/yes/RoomGone yes/yes/RoomGone/yes/RoomGone
    hand_in_together: no no now now
    end_help another's: yes/yes/yes/-/- yes/yes/yes/-/- no no
    set_voice_to_all: yes yes no no
    set_role student: yes no no no
    set_role instructor: no no no no
    set_role to_instructor: no no no no
    rename: yes yes no no
    rename staff: yes no no no
    change_settings: yes yes no no
    admit: yes yes no no
    tell_waiting: yes yes no no
    remove student: yes yes no no
    remove student ban: yes yes no no
    remove instructor: yes no no no
    remove waiting: yes yes no no
    clear_guests: yes yes no no
    prepare_poll: yes yes no no
    discard_poll: yes yes no no
    start_poll: yes yes no no
    answer_poll: no no yes yes
    close_poll: yes yes no no
    set_late_answers: now now no no
    share_results: now now no no
    set_agenda: yes yes no no
    start_activity: - - no no
    extend_activity: yes yes no no
    end_activity: yes yes no no
    set_chapter: yes yes no no
    hide_chapter: yes yes no no
    remove_chapter: - - no no
    set_off_record: yes yes no no
    cut_out: now now no no
    undo_cut: now now no no
    hide_room: now now no no
    set_feedback: no no yes yes
";

#[test]
fn every_right_is_as_written() {
    let mut table = String::new();
    for case in cases() {
        let cells = ACTORS.map(|by| cell(&case, by)).join(" ");
        writeln!(table, "{}: {cells}", case.name).expect("a string takes it");
    }
    let written: Vec<_> = TABLE.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    eprintln!("All of it as found:\n{table}");
    let found: Vec<_> = table.lines().collect();
    for (found, written) in found.iter().zip(&written) {
        assert_eq!(found, written, "found, written");
    }
    assert_eq!(found.len(), written.len());
}

#[test]
fn every_command_has_a_line() {
    let unknown = serde_json::from_str::<Command>(r#"{"do":"?"}"#).expect_err("there is none of that name").to_string();
    let names = unknown.split("expected one of").nth(1).expect("serde says which there are");
    let all: BTreeSet<_> = names.split('`').skip(1).step_by(2).collect();
    let cases = cases();
    let tried: BTreeSet<_> = cases.iter().map(|case| case.name.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(tried, all);
}

/// After class: what can be done later, by role. `live`: in class alone. Whatever is not listed is `live` for whom the
/// table above lets do it in class, and `no` for others.
const LATER: &str = "
    close_session: yes no no no
    reopen_session: - no no no
    delete_message another's: yes yes Forbidden Forbidden
    send_chat room: yes yes yes yes
    send_chat room private: yes yes yes yes
    send_chat room to_staff: yes yes now now
    send_chat room off: yes yes now now
    send_chat staff: yes yes yes yes
    send_chat staff private: yes yes yes yes
    send_chat staff to_staff: yes yes yes yes
    send_chat staff off: yes yes now now
    send_chat everywhere: yes yes no no
    send_chat everywhere private: yes yes no no
    send_chat everywhere to_staff: yes yes no no
    send_chat everywhere off: yes yes no no
    send_chat student: yes yes now now
    send_chat student private: yes yes yes yes
    send_chat student to_staff: yes yes now now
    send_chat student off: yes yes now now
    send_chat instructor: yes yes yes yes
    send_chat instructor private: yes yes yes yes
    send_chat instructor to_staff: yes yes yes yes
    send_chat instructor off: yes yes now now
    hand_in: no no yes yes
    hand_in_together: no no now now
    start_poll: yes yes no no
    answer_poll: no no yes yes
    set_late_answers: yes yes no no
    set_chapter: yes yes no no
    hide_chapter: yes yes no no
    remove_chapter: - - no no
    cut_out: yes yes no no
    undo_cut: - - no no
    hide_room: yes yes no no
";

#[test]
fn every_right_after_class_is_as_written() {
    let written: Vec<_> = LATER.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut found = Vec::new();
    for case in cases() {
        let cells = ACTORS.map(|by| later_cell(&case, by));
        if permission::is_done_later(&case.command) {
            found.push(format!("{}: {}", case.name, cells.join(" ")));
        } else {
            assert!(cells.iter().all(|cell| ["live", "no"].contains(&cell.as_str())), "{}: {cells:?}", case.name);
        }
    }
    assert_eq!(found, written);
}

fn later_cell(case: &Case, by: ParticipantId) -> String {
    let mut session = scene(Relation::Together, case);
    session.handle(1, Input::Command { participant: OWNER, command: Command::EndSession }).expect("the owner ends it");
    let (name, role, consent) = ("?".to_owned(), Role::Guest, Consent::default());
    let later = Later { unix: 1, anchor: None };
    let (company, command) = (Vec::new(), case.command.clone());
    let act = Input::Later { participant: by, name, role, consent, near_ban: false, later, company, command };
    match session.handle(0, act) {
        Ok(outcome) if outcome.events.is_empty() => "-".into(),
        Ok(_) => "yes".into(),
        Err(refusal) => match (refusal.code, refusal.detail) {
            (ErrorCode::Forbidden, None) => "no".into(),
            (ErrorCode::NotNow, _) => "now".into(),
            (ErrorCode::LiveOnly, _) => "live".into(),
            (code, _) => format!("{code:?}"),
        },
    }
}
