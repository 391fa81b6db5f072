//! What a session does, case by case.

use live::{ConnectionId, Effect, Input, Made, Outcome, Session};
use protocol::{
    Audience, Command, Consent, ErrorCode, Event, EventBody, LeaveReason, Millis, OfferedTrack, ParticipantId,
    Reaction, Refusal, Role, RoomId, SessionId, Source, TrackRef,
    TrackState::{self, Muted, Off, On},
    WatchedSlot,
    chat::ChatTo,
    limits,
    polls::{Answer, Ask, Form, PollId, Question},
    rooms::{NewRoom, RoomRules},
};

const TEACHER: ParticipantId = ParticipantId(1);
const HELPER: ParticipantId = ParticipantId(2);
const STUDENT: ParticipantId = ParticipantId(3);
const GUEST: ParticipantId = ParticipantId(4);
const NOBODY: ParticipantId = ParticipantId(77);

fn empty() -> Session {
    Session::start(SessionId(uuid::Uuid::nil()), Made::default(), "Class".into(), 0).0
}

/// One of each role, in their connections 1 to 4, at 0 ms.
fn class() -> Session {
    let mut session = empty();
    for (id, role) in [(1, Role::Instructor), (2, Role::Assistant), (3, Role::Student), (4, Role::Guest)] {
        connect(&mut session, 0, id, u64::from(id), role).unwrap();
    }
    session
}

fn connect(s: &mut Session, now: Millis, id: u32, connection: u64, role: Role) -> Result<Outcome, Refusal> {
    let (participant, connection) = (ParticipantId(id), ConnectionId(connection));
    let input = Input::Connect {
        participant,
        connection,
        name: format!("P{id}"),
        role,
        consent: Consent::default(),
        near_ban: false,
    };
    let result = s.handle(now, input);
    s.check_invariants();
    result
}

fn disconnect(s: &mut Session, now: Millis, participant: ParticipantId, connection: u64) -> Outcome {
    let outcome = s.handle(now, Input::Disconnect { participant, connection: ConnectionId(connection) }).unwrap();
    s.check_invariants();
    outcome
}

fn command(s: &mut Session, now: Millis, by: ParticipantId, command: Command) -> Result<Outcome, ErrorCode> {
    let result = s.handle(now, Input::Command { participant: by, command });
    s.check_invariants();
    result.map_err(|refusal| refusal.code)
}

fn set(s: &mut Session, by: ParticipantId, source: Source, state: TrackState) -> Outcome {
    command(s, 1_000, by, Command::SetTrack { source, state }).unwrap()
}

fn bodies(outcome: &Outcome) -> Vec<&EventBody> {
    outcome.events.iter().map(|e| &e.body).collect()
}

fn track(participant: ParticipantId, source: Source) -> TrackRef {
    TrackRef { participant, source }
}

fn gate(participant: ParticipantId, source: Source, open: bool) -> Effect {
    Effect::Gate { participant, source, open }
}

fn record(participant: ParticipantId, sources: &[Source]) -> Effect {
    Effect::Record { participant, sources: sources.to_vec() }
}

/// All that media is told about somebody who has nothing on.
fn nothing_on(participant: ParticipantId) -> Vec<Effect> {
    let place = Effect::Place { participant, room: RoomId::MAIN, also: Vec::new() };
    let gates = Source::ALL.map(|source| gate(participant, source, false));
    [vec![place], gates.to_vec(), vec![record(participant, &[])]].concat()
}

#[test]
fn the_first_connection_takes_the_seat() {
    let mut s = empty();
    let outcome = connect(&mut s, 40, 3, 1, Role::Student).unwrap();
    assert!(matches!(bodies(&outcome)[..], [EventBody::Joined { participant: STUDENT, room: RoomId::MAIN, .. }]));
    assert_eq!((outcome.events[0].seq, outcome.events[0].at), (2, 40));
    assert_eq!(outcome.effects, nothing_on(STUDENT));
    assert_eq!(s.present_count(), 1);
}

#[test]
fn staff_and_whoever_is_in_the_spotlight_have_a_place_among_those_who_are_heard() {
    let reserve = |participant, reserved| Effect::Reserve { participant, reserved };
    let reserves = |outcome: Outcome| -> Vec<Effect> {
        outcome.effects.into_iter().filter(|effect| matches!(effect, Effect::Reserve { .. })).collect()
    };
    let mut s = empty();
    assert_eq!(reserves(connect(&mut s, 0, 1, 1, Role::Instructor).unwrap()), [reserve(TEACHER, true)]);
    assert_eq!(reserves(connect(&mut s, 0, 4, 4, Role::Guest).unwrap()), []);
    set(&mut s, GUEST, Source::Camera, On);
    let target = Some(track(GUEST, Source::Camera));
    let spotlight = Command::SetSpotlight { room: RoomId::MAIN, target };
    assert_eq!(reserves(command(&mut s, 1, TEACHER, spotlight).unwrap()), [reserve(GUEST, true)]);
    let fresh = Command::Offer { sdp: "v=0".into(), fresh: true, sends: vec![] };
    assert_eq!(reserves(command(&mut s, 1, GUEST, fresh).unwrap()), [reserve(GUEST, true)]);
    assert_eq!(reserves(set(&mut s, GUEST, Source::Camera, Off)), [reserve(GUEST, false)]);
}

#[test]
fn a_name_must_be_one() {
    for name in ["", " ", "a\nb", &"x".repeat(limits::NAME_CHARS + 1), "\u{202E}"] {
        let input = Input::Connect {
            participant: GUEST,
            connection: ConnectionId(1),
            name: name.into(),
            role: Role::Guest,
            consent: Consent::default(),
            near_ban: false,
        };
        assert_eq!(empty().handle(0, input), Err(ErrorCode::NameInvalid.into()), "{name:?}");
    }
}

#[test]
fn nobody_sees_a_blip() {
    let mut s = class();
    assert_eq!(disconnect(&mut s, 1_000, GUEST, 4), Outcome::default());
    assert_eq!(s.next_deadline(), Some(1_000 + limits::AWAY_MS));
    assert_eq!(s.handle(limits::AWAY_MS, Input::Tick), Ok(Outcome::default()));
    assert_eq!(connect(&mut s, limits::AWAY_MS, 4, 9, Role::Guest), Ok(Outcome::default()));
    assert_eq!(s.next_deadline(), None);
}

#[test]
fn a_second_connection_supersedes_the_first() {
    let mut s = class();
    let outcome = connect(&mut s, 5, 4, 9, Role::Guest).unwrap();
    let close = Effect::Close { participant: GUEST, connection: ConnectionId(4), code: ErrorCode::Superseded };
    assert_eq!(outcome, Outcome { effects: vec![close], ..Outcome::default() });
    assert_eq!(disconnect(&mut s, 6, GUEST, 4), Outcome::default(), "the end of the first");
    assert_eq!(s.connection(GUEST), Some(ConnectionId(9)));
    assert_eq!(s.next_deadline(), None, "means nothing");
}

#[test]
fn the_grace_ends() {
    let mut s = class();
    set(&mut s, GUEST, Source::Microphone, On);
    disconnect(&mut s, 1_000, GUEST, 4);
    s.handle(1_000 + limits::AWAY_MS, Input::Tick).unwrap();
    let outcome = s.handle(1_000 + limits::GRACE_MS, Input::Tick).unwrap();
    assert_eq!(bodies(&outcome), [&EventBody::Left { participant: GUEST, reason: LeaveReason::Lost }]);
    assert_eq!(outcome.effects, [record(GUEST, &[]), Effect::Release { participant: GUEST }]);
    let back = connect(&mut s, 90_000, 4, 10, Role::Guest).unwrap();
    assert!(matches!(bodies(&back)[..], [EventBody::Joined { .. }]));
}

#[test]
fn an_empty_session_ends() {
    let mut s = empty();
    connect(&mut s, 10, 4, 1, Role::Guest).unwrap();
    assert_eq!(s.next_deadline(), None);
    command(&mut s, 20, GUEST, Command::Leave).unwrap();
    assert_eq!(s.next_deadline(), Some(20 + limits::EMPTY_SESSION_MS));
    assert_eq!(s.handle(19 + limits::EMPTY_SESSION_MS, Input::Tick), Ok(Outcome::default()));
    let outcome = s.handle(20 + limits::EMPTY_SESSION_MS, Input::Tick).unwrap();
    assert_eq!(bodies(&outcome), [&EventBody::SessionEnded { by: None }]);
    assert_eq!(outcome.effects, [Effect::Ended]);
    assert_eq!(s.next_deadline(), None);
}

#[test]
fn a_session_to_which_nobody_comes_ends() {
    assert_eq!(empty().next_deadline(), Some(limits::EMPTY_SESSION_MS));
}

#[test]
fn after_the_end_everything_is_refused() {
    let mut s = class();
    let outcome = command(&mut s, 7, TEACHER, Command::EndSession).unwrap();
    assert_eq!(outcome.effects, [Effect::Ended]);
    assert!(s.is_ended());
    assert_eq!(command(&mut s, 8, TEACHER, Command::RaiseHand), Err(ErrorCode::SessionEnded));
    assert_eq!(connect(&mut s, 8, 50, 50, Role::Guest), Err(ErrorCode::SessionEnded.into()));
    assert_eq!(s.handle(9, Input::Speaking { participant: GUEST, speaking: true }), Ok(Outcome::default()));
    assert_eq!(s.handle(u64::MAX / 2, Input::Tick), Ok(Outcome::default()));
}

#[test]
fn whoever_leaves_or_is_removed_is_let_go() {
    for (by, wish, code) in [
        (GUEST, Command::Leave, ErrorCode::Left),
        (HELPER, Command::Remove { participant: GUEST, ban: false }, ErrorCode::Removed),
    ] {
        let mut s = class();
        set(&mut s, GUEST, Source::Camera, On);
        let outcome = command(&mut s, 2_000, by, wish).unwrap();
        let close = Effect::Close { participant: GUEST, connection: ConnectionId(4), code };
        assert_eq!(outcome.effects, [record(GUEST, &[]), close, Effect::Release { participant: GUEST }]);
        let back = connect(&mut s, 3_000, 4, 9, Role::Guest).map_err(|refusal| refusal.code);
        assert_eq!(back.map(drop), if code == ErrorCode::Left { Ok(()) } else { Err(ErrorCode::Removed) });
    }
}

#[test]
fn only_an_instructor_removes_an_instructor() {
    let mut s = class();
    connect(&mut s, 0, 9, 9, Role::Instructor).unwrap();
    let remove = |participant| Command::Remove { participant, ban: false };
    assert_eq!(command(&mut s, 1, HELPER, remove(TEACHER)), Err(ErrorCode::Forbidden));
    assert_eq!(command(&mut s, 1, TEACHER, remove(TEACHER)), Err(ErrorCode::Forbidden), "oneself");
    assert!(command(&mut s, 1, TEACHER, remove(ParticipantId(9))).is_ok());
}

#[test]
fn a_track_opens_its_gate_and_is_recorded() {
    let mut s = class();
    let on = set(&mut s, GUEST, Source::Camera, On);
    assert_eq!(on.effects, [gate(GUEST, Source::Camera, true), record(GUEST, &[Source::Camera])]);
    assert_eq!(set(&mut s, GUEST, Source::Camera, On), Outcome::default(), "once is enough");
    let off = set(&mut s, GUEST, Source::Camera, Off);
    assert_eq!(off.effects, [gate(GUEST, Source::Camera, false), record(GUEST, &[])]);
    assert_eq!(set(&mut s, GUEST, Source::Microphone, Off), Outcome::default(), "off already");
}

#[test]
fn staff_mutes_and_the_owner_goes_on() {
    let mut s = class();
    set(&mut s, STUDENT, Source::Microphone, On);
    set(&mut s, STUDENT, Source::Camera, On);
    let mute = |source| Command::MuteTrack { track: track(STUDENT, source) };
    let changed = |source, state| EventBody::TrackChanged { participant: STUDENT, source, state, by: Some(HELPER) };
    let muted = command(&mut s, 1, HELPER, mute(Source::Microphone)).unwrap();
    assert_eq!(bodies(&muted), [&changed(Source::Microphone, Muted)]);
    assert_eq!(muted.effects[0], gate(STUDENT, Source::Microphone, false));
    let stopped = command(&mut s, 1, HELPER, mute(Source::Camera)).unwrap();
    assert_eq!(bodies(&stopped), [&changed(Source::Camera, Off)]);
    assert_eq!(command(&mut s, 1, HELPER, mute(Source::Microphone)), Ok(Outcome::default()), "never the other way");
    assert_eq!(set(&mut s, STUDENT, Source::Microphone, On).effects[0], gate(STUDENT, Source::Microphone, true));
}

#[test]
fn consent_rules_the_recording_and_outlives_a_leave() {
    let mut s = class();
    command(&mut s, 1, HELPER, Command::SetMayShare { participant: STUDENT, may_share: true }).unwrap();
    for source in Source::ALL {
        set(&mut s, STUDENT, source, On);
    }
    let consent = Consent { record_camera: false, record_voice: false };
    let outcome = command(&mut s, 1, STUDENT, Command::SetConsent { consent }).unwrap();
    assert_eq!(outcome.effects, [record(STUDENT, &[Source::Screen, Source::ScreenAudio])]);
    command(&mut s, 1, STUDENT, Command::Leave).unwrap();
    let back = connect(&mut s, 2, 3, 9, Role::Instructor).unwrap();
    let EventBody::Joined { consent: kept, role, .. } = bodies(&back)[0] else { panic!("{back:?}") };
    assert_eq!((*kept, *role), (consent, Role::Student), "the seat knows better than the connection");
}

#[test]
fn no_limit_stands_between_a_person_and_their_refusal_to_be_recorded() {
    let mut s = class();
    set(&mut s, TEACHER, Source::Camera, On);
    while command(&mut s, 1_000, TEACHER, Command::RaiseHand) != Err(ErrorCode::RateLimited) {}
    let consent = Consent { record_camera: false, record_voice: false };
    assert_eq!(command(&mut s, 1_000, TEACHER, Command::SetConsent { consent }), Err(ErrorCode::RateLimited));
    let input = Input::Consent { participant: TEACHER, consent };
    let outcome = s.handle(1_000, input.clone()).unwrap();
    assert_eq!(bodies(&outcome), [&EventBody::ConsentChanged { participant: TEACHER, consent }]);
    assert_eq!(outcome.effects, [record(TEACHER, &[])]);
    assert_eq!(s.handle(1_000, input), Ok(Outcome::default()), "nothing new");
    let nobody = Input::Consent { participant: NOBODY, consent };
    assert_eq!(s.handle(1_000, nobody), Ok(Outcome::default()));
}

#[test]
fn a_fresh_offer_is_told_everything_anew() {
    let mut s = class();
    set(&mut s, GUEST, Source::Microphone, On);
    let sends = vec![OfferedTrack { mid: "0".into(), source: Source::Microphone }];
    let offer = |fresh, sends| Command::Offer { sdp: "v=0".into(), fresh, sends };
    let effect = |fresh| Effect::Offer { participant: GUEST, sdp: "v=0".into(), fresh, sends: sends.clone() };
    let again = command(&mut s, 1, GUEST, offer(false, sends.clone())).unwrap();
    assert_eq!(again.effects, [effect(false)]);
    let fresh = command(&mut s, 1, GUEST, offer(true, sends.clone())).unwrap();
    assert_eq!(
        fresh.effects[..3],
        [
            effect(true),
            Effect::Place { participant: GUEST, room: RoomId::MAIN, also: Vec::new() },
            gate(GUEST, Source::Microphone, true)
        ]
    );
    assert_eq!(fresh.effects[6..], [record(GUEST, &[Source::Microphone])]);
    let twice = [sends.clone(), sends].concat();
    assert_eq!(command(&mut s, 1, GUEST, offer(true, twice)), Err(ErrorCode::BadSdp));
}

#[test]
fn one_watches_pictures_that_there_are() {
    let mut s = class();
    set(&mut s, TEACHER, Source::Screen, On);
    set(&mut s, STUDENT, Source::Camera, Muted);
    let slot = |mid: &str, track| WatchedSlot { mid: mid.into(), track, height: 720 };
    let screen = slot("5", track(TEACHER, Source::Screen));
    let slots =
        vec![screen.clone(), slot("6", track(STUDENT, Source::Camera)), slot("7", track(HELPER, Source::Camera))];
    let outcome = command(&mut s, 1, GUEST, Command::Watch { slots }).unwrap();
    assert_eq!(outcome.effects, [Effect::Watch { participant: GUEST, slots: vec![screen.clone()] }]);
    for (slots, code) in [
        (vec![slot("5", track(NOBODY, Source::Camera))], ErrorCode::UnknownTrack),
        (vec![slot("5", track(TEACHER, Source::Microphone))], ErrorCode::UnknownTrack),
        (vec![screen.clone(), screen.clone()], ErrorCode::UnknownSlot),
        ((0..=limits::SLOTS).map(|i| slot(&i.to_string(), screen.track)).collect(), ErrorCode::TooLarge),
    ] {
        assert_eq!(command(&mut s, 1, GUEST, Command::Watch { slots }), Err(code));
    }
}

#[test]
fn only_a_microphone_that_is_on_speaks() {
    let mut s = class();
    let says =
        |s: &mut Session, speaking| s.handle(1, Input::Speaking { participant: GUEST, speaking }).unwrap().events.len();
    assert_eq!(says(&mut s, true), 0);
    set(&mut s, GUEST, Source::Microphone, On);
    assert_eq!((says(&mut s, true), says(&mut s, true)), (1, 0), "once is enough");
    set(&mut s, GUEST, Source::Microphone, Muted);
    assert!(!s.participant(GUEST).unwrap().speaking, "mute silences without words");
    assert_eq!((says(&mut s, false), says(&mut s, true)), (0, 0));
    set(&mut s, GUEST, Source::Microphone, On);
    says(&mut s, true);
    let lost = s.handle(2, Input::MediaLost { participant: GUEST }).unwrap();
    assert_eq!(bodies(&lost), [&EventBody::Speaking { participant: GUEST, speaking: false }]);
}

#[test]
fn chat_reaches_whom_it_should() {
    let mut s = class();
    let mut audience = |by, to| {
        let wish = Command::SendChat { text: " hi\n".into(), to };
        command(&mut s, 1, by, wish).map(|outcome| outcome.events[0].audience)
    };
    let person = |participant| ChatTo::Person { participant };
    assert_eq!(audience(GUEST, ChatTo::MAIN), Ok(Audience::Room { room: RoomId::MAIN }));
    assert_eq!(audience(GUEST, ChatTo::Staff), Ok(Audience::Staff { and: Some(GUEST) }));
    assert_eq!(audience(HELPER, ChatTo::Staff), Ok(Audience::Staff { and: None }));
    assert_eq!(audience(HELPER, person(GUEST)), Ok(Audience::Staff { and: Some(GUEST) }));
    assert_eq!(audience(HELPER, person(TEACHER)), Ok(Audience::Staff { and: None }));
    assert_eq!(audience(GUEST, person(TEACHER)), Ok(Audience::Staff { and: Some(GUEST) }));
    assert_eq!(audience(HELPER, person(HELPER)), Err(ErrorCode::Forbidden), "to oneself");
    assert_eq!(audience(HELPER, person(NOBODY)), Err(ErrorCode::UnknownParticipant));
    assert_eq!(audience(GUEST, person(STUDENT)), Err(ErrorCode::NotNow));
}

#[test]
fn a_flood_is_stemmed() {
    let mut s = class();
    let chat = |text: &str| Command::SendChat { text: text.into(), to: ChatTo::MAIN };
    for _ in 0..limits::CHAT_IN_WINDOW {
        assert_eq!(command(&mut s, 1, GUEST, chat("")), Err(ErrorCode::TextInvalid), "does not count as a message");
        assert!(command(&mut s, 1, GUEST, chat("spam")).is_ok());
    }
    assert_eq!(command(&mut s, 1, GUEST, chat("spam")), Err(ErrorCode::RateLimited));
    assert!(command(&mut s, 1, STUDENT, chat("others can")).is_ok());
    let react = Command::React { reaction: Reaction::Heart };
    assert!(command(&mut s, 1, GUEST, react.clone()).is_ok());
    assert_eq!(command(&mut s, limits::REACTION_GAP_MS, GUEST, react), Err(ErrorCode::RateLimited));
    let many = (0..100).filter(|_| command(&mut s, 600, GUEST, Command::RaiseHand).is_ok()).count();
    assert!(many < limits::COMMANDS_BURST as usize, "{many}");
}

#[test]
fn offers_come_in_a_burst_and_then_at_their_rate() {
    let mut s = class();
    let mut accepted = |now| {
        let offer = || Command::Offer { sdp: "v=0".into(), fresh: true, sends: Vec::new() };
        (0..20).filter(|_| command(&mut s, now, GUEST, offer()).is_ok()).count()
    };
    assert_eq!(accepted(0), limits::OFFERS_BURST as usize);
    assert_eq!(accepted(2 * limits::OFFERS_REFILL_MS), 2);
}

/// A class whose chat has so many of the longest messages of each of these guests.
fn chatted(by: &[(ParticipantId, usize)]) -> (Session, u64) {
    let (mut s, outcome) = Session::start(SessionId(uuid::Uuid::nil()), Made::default(), "Class".into(), 0);
    let mut journal = outcome.events;
    journal.extend(connect(&mut s, 0, 1, 1, Role::Instructor).unwrap().events);
    for guest in [GUEST.0].into_iter().chain(by.iter().map(|(guest, _)| guest.0)) {
        journal.extend(connect(&mut s, 0, guest, u64::from(guest), Role::Guest).unwrap().events);
    }
    let (text, first) = ("x".repeat(limits::CHAT_TEXT_BYTES), journal.len() as u64 + 1);
    let authors = by.iter().flat_map(|(guest, messages)| std::iter::repeat_n(*guest, *messages));
    for (seq, participant) in (first..).zip(authors) {
        let body = EventBody::ChatSent { participant, text: text.clone() };
        journal.push(Event { seq, at: 0, audience: Audience::Staff { and: None }, later: None, body });
    }
    (Session::rebuild(journal, 0, 0).unwrap().0, first)
}

fn chat(text: &str) -> Command {
    Command::SendChat { text: text.into(), to: ChatTo::MAIN }
}

#[test]
fn the_chat_of_a_session_is_bounded() {
    let text = "x".repeat(limits::CHAT_TEXT_BYTES);
    let messages = (limits::CHAT_SESSION_BYTES - limits::CHAT_FOR_STAFF_BYTES) / limits::CHAT_TEXT_BYTES;
    let (mut s, first) = chatted(&[(ParticipantId(5), messages)]);
    assert_eq!(command(&mut s, 0, GUEST, chat("x")), Err(ErrorCode::Full));
    assert!(command(&mut s, 0, TEACHER, chat(&text)).is_ok(), "staff are not silenced");
    for message in first..first + 20 {
        command(&mut s, 5_000, TEACHER, Command::DeleteMessage { message }).unwrap();
    }
    assert!(command(&mut s, 5_000, GUEST, chat(&text)).is_ok(), "what is deleted makes room");
}

#[test]
fn a_few_authors_do_not_use_up_the_chat_of_all() {
    let guests = (100..130).map(ParticipantId);
    let mut greedy: Vec<(ParticipantId, usize)> = guests.map(|guest| (guest, 0)).collect();
    let (all, text) = (limits::CHAT_SESSION_BYTES - limits::CHAT_FOR_STAFF_BYTES, limits::CHAT_TEXT_BYTES);
    // Each in turn writes one more message, as long as the limit lets them.
    let mut left = all;
    while let Some(author) =
        greedy.iter_mut().find(|(_, sent)| (*sent + 1) * text <= (left - text) / limits::CHAT_SHARE)
    {
        author.1 += 1;
        left -= text;
    }
    let (mut s, _) = chatted(&greedy);
    let long = "x".repeat(text);
    for (guest, _) in &greedy {
        assert_eq!(command(&mut s, 0, *guest, chat(&long)), Err(ErrorCode::Full));
    }
    for at in 0..100 {
        assert!(command(&mut s, at * limits::CHAT_WINDOW_MS, GUEST, chat(&"y".repeat(1_000))).is_ok(), "{at}");
    }
}

#[test]
fn a_call_for_help_is_never_refused_for_what_was_done_before() {
    let mut s = class();
    let room = NewRoom {
        name: "Room 1".into(),
        task: String::new(),
        duration: None,
        members: vec![GUEST],
        expected: Vec::new(),
    };
    command(&mut s, 0, TEACHER, Command::OpenRooms { rooms: vec![room], rules: RoomRules::default() }).unwrap();
    let hand =
        |i: u32| if i.is_multiple_of(2) { Command::RaiseHand } else { Command::LowerHand { participant: GUEST } };
    assert!((0..).map(|i| command(&mut s, 0, GUEST, hand(i))).take(50).any(|done| done == Err(ErrorCode::RateLimited)));
    let help = |reason: &str| Command::AskForHelp { reason: reason.into() };
    assert!(command(&mut s, 0, GUEST, help("stuck")).is_ok());
    assert_eq!(command(&mut s, 0, GUEST, help("still stuck")), Err(ErrorCode::RateLimited), "a change of it counts");
}

#[test]
fn a_class_is_full_at_its_limits() {
    let mut s = empty();
    let join = |s: &mut Session, id| {
        let (participant, connection, name) = (ParticipantId(id), ConnectionId(u64::from(id)), "P".into());
        let input = Input::Connect {
            participant,
            connection,
            name,
            role: Role::Student,
            consent: Consent::default(),
            near_ban: false,
        };
        s.handle(0, input).map(drop).map_err(|refusal| refusal.code)
    };
    let leave = |s: &mut Session, id| {
        s.handle(0, Input::Command { participant: ParticipantId(id), command: Command::Leave }).unwrap();
    };
    let (present, people) = ((limits::PRESENT - limits::RESERVED_FOR_STAFF) as u32, limits::PEOPLE as u32);
    for id in 1..=present {
        assert_eq!(join(&mut s, id), Ok(()));
    }
    assert_eq!(join(&mut s, present + 1), Err(ErrorCode::Full));
    for id in present + 1..=people {
        leave(&mut s, id - 1);
        assert_eq!(join(&mut s, id), Ok(()));
    }
    leave(&mut s, people);
    assert_eq!(join(&mut s, people + 1), Err(ErrorCode::Full), "too many were here");
    assert_eq!(join(&mut s, people), Ok(()), "but one that was taken before is kept");
    s.check_invariants();
}

#[test]
fn strangers_and_the_unentitled_are_refused() {
    let mut s = class();
    set(&mut s, TEACHER, Source::Camera, On);
    let camera = track(TEACHER, Source::Camera);
    for (by, wish, code) in [
        (NOBODY, Command::RaiseHand, ErrorCode::UnknownParticipant),
        (GUEST, Command::EndSession, ErrorCode::Forbidden),
        (HELPER, Command::EndSession, ErrorCode::Forbidden),
        (GUEST, Command::MuteTrack { track: camera }, ErrorCode::Forbidden),
        (GUEST, Command::SetSpotlight { room: RoomId::MAIN, target: Some(camera) }, ErrorCode::Forbidden),
        (GUEST, Command::SetTrack { source: Source::Screen, state: On }, ErrorCode::NotNow),
        (GUEST, Command::Remove { participant: NOBODY, ban: false }, ErrorCode::Forbidden),
        (STUDENT, Command::LowerHand { participant: GUEST }, ErrorCode::Forbidden),
        (HELPER, Command::LowerHand { participant: NOBODY }, ErrorCode::UnknownParticipant),
        (HELPER, Command::Remove { participant: NOBODY, ban: false }, ErrorCode::UnknownParticipant),
        (HELPER, Command::MuteTrack { track: track(NOBODY, Source::Camera) }, ErrorCode::UnknownParticipant),
        (
            HELPER,
            Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(GUEST, Source::Camera)) },
            ErrorCode::UnknownTrack,
        ),
        (
            HELPER,
            Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(TEACHER, Source::Microphone)) },
            ErrorCode::UnknownTrack,
        ),
    ] {
        let (told, seq) = (format!("{wish:?}"), s.seq());
        assert_eq!(command(&mut s, 1, by, wish), Err(code), "{by:?} {told}");
        assert_eq!(s.seq(), seq);
    }
}

#[test]
fn time_does_not_go_back() {
    let mut s = class();
    let at = |outcome: Outcome| outcome.events[0].at;
    assert_eq!(at(command(&mut s, 500, GUEST, Command::RaiseHand).unwrap()), 500);
    assert_eq!(at(command(&mut s, 20, STUDENT, Command::RaiseHand).unwrap()), 500);
}

/// Of a class in which a student began to speak.
fn class_journal() -> Vec<Event> {
    let mut s = empty();
    let mut journal = Session::start(SessionId(uuid::Uuid::nil()), Made::default(), "Class".into(), 0).1.events;
    journal.extend(connect(&mut s, 0, 3, 1, Role::Student).unwrap().events);
    journal.extend(set(&mut s, STUDENT, Source::Microphone, On).events);
    journal.extend(s.handle(2_000, Input::Speaking { participant: STUDENT, speaking: true }).unwrap().events);
    journal
}

#[test]
fn a_class_that_the_server_was_away_from_for_long_ended_when_the_server_did() {
    let journal = class_journal();
    let back = |away| Session::rebuild(journal.clone(), 2_600, 2_600 + away).unwrap();
    let (s, outcome) = back(limits::EMPTY_SESSION_MS - 1);
    assert!(!s.is_ended() && matches!(bodies(&outcome)[..], [EventBody::Interrupted { .. }]));
    let (s, outcome) = back(limits::EMPTY_SESSION_MS);
    assert!(s.is_ended());
    assert_eq!(bodies(&outcome), [&EventBody::SessionEnded { by: None }]);
    assert_eq!((outcome.events[0].at, s.state().at()), (2_600, 2_600));
    assert!(outcome.effects.contains(&Effect::Ended));
    s.check_invariants();
}

#[test]
fn whoever_answered_an_anonymous_poll_that_was_lost_with_the_server_may_answer_it_later() {
    let mut s = empty();
    let mut journal = Session::start(SessionId(uuid::Uuid::nil()), Made::default(), "Class".into(), 0).1.events;
    journal.extend(connect(&mut s, 0, 1, 1, Role::Instructor).unwrap().events);
    journal.extend(connect(&mut s, 0, 3, 1, Role::Student).unwrap().events);
    let question = Question { text: "Clear?".into(), anonymous: true, form: Form::YesNo };
    let ask = Ask::New { question, key: None };
    journal.extend(command(&mut s, 1, TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap().events);
    let answer = Answer::Choices { choices: vec![0] };
    journal.extend(command(&mut s, 2, STUDENT, Command::AnswerPoll { poll: PollId(1), answer }).unwrap().events);
    assert_eq!(s.state().polls()[0].answered, [STUDENT]);
    let (s, outcome) = Session::rebuild(journal, 2_600, 2_600 + limits::EMPTY_SESSION_MS).unwrap();
    assert!(matches!(bodies(&outcome)[0], EventBody::Interrupted { from: 2_600, to: 2_600 }), "{outcome:?}");
    assert!(s.is_ended() && s.state().polls()[0].answered.is_empty());
    s.check_invariants();
}

#[test]
fn a_restart_goes_on_where_it_was() {
    let mut journal = class_journal();
    let (mut s, outcome) = Session::rebuild(journal.clone(), 2_600, 9_000).unwrap();
    assert_eq!(bodies(&outcome), [&EventBody::Interrupted { from: 2_600, to: 9_000 }]);
    let microphone = [gate(STUDENT, Source::Microphone, true), record(STUDENT, &[Source::Microphone])];
    assert!(microphone.iter().all(|effect| outcome.effects.contains(effect)), "{:?}", outcome.effects);
    assert!(!s.participant(STUDENT).unwrap().speaking);
    assert_eq!(s.next_deadline(), Some(9_000 + limits::AWAY_AFTER_RESTART_MS));
    assert_eq!(connect(&mut s, 9_500, 3, 1, Role::Student), Ok(Outcome::default()), "back in the same seat");

    journal.extend(outcome.events);
    let earlier = Session::rebuild(journal, 0, 0).unwrap().1;
    assert_eq!(bodies(&earlier), [&EventBody::Interrupted { from: 9_000, to: 9_000 }], "a clock that was set back");
}
