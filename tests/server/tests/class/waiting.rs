//! The waiting room, the lock, and bans.

use meridian::clock::unix_now;
use protocol::{
    Command, ErrorCode, EventBody, LeaveReason, Role, SessionKind, Settings, Snapshot,
    chat::ChatTo,
    http::{JoinInfo, JournalPage, SessionState, SessionSummary, StartSessionRequest, Timeline},
    limits::OPEN_RECORDING_MOST_MS,
    presence::WaitCause,
};
use server_tests::{
    client::Client,
    server::{Class, TestServer},
    visitor::{Refused, Visitor, refused},
};

fn settings(change: impl FnOnce(&mut Settings)) -> Command {
    let mut settings = Settings::default();
    change(&mut settings);
    Command::ChangeSettings { settings: settings.into() }
}

fn waiting_room(on: bool) -> Command {
    settings(|settings| settings.waiting_room = on)
}

fn say(text: &str) -> Command {
    Command::SendChat { text: text.into(), to: ChatTo::MAIN }
}

/// The answers when all four requests of the timeline are refused.
fn closed(code: ErrorCode) -> Vec<Option<Refused>> {
    vec![Some(Refused { status: 403, code }); 4]
}

/// The answers when all are permitted; the file of the fourth does not exist.
fn opened() -> Vec<Option<Refused>> {
    vec![None, None, None, Some(Refused { status: 404, code: ErrorCode::NotFound })]
}

/// A class with a waiting room, its instructor, and a guest who wrote something.
async fn with_waiting_room(class: &Class<'_>) -> (Client, Client) {
    let (mut ada, mut old) = (class.instructor().await, class.guest("Old").await);
    old.must(say("before")).await;
    ada.must(waiting_room(true)).await;
    (ada, old)
}

#[tokio::test]
async fn who_waits_learns_nothing_until_staff_let_them_in() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, mut old) = with_waiting_room(&class).await;
    let visitor = server.visitor();
    let seat = class.guests_seat("New").await;
    assert_eq!(visitor.refusals(&seat, "0-0.webm").await, closed(ErrorCode::Waiting), "before they have come");
    let mut new = Client::enter(server.web(), &seat).await;
    let snapshot = new.snapshot.clone().expect("a snapshot");
    assert_eq!(snapshot.waiting.iter().map(|waiting| waiting.participant).collect::<Vec<_>>(), [new.you]);
    assert_eq!(Snapshot { seq: 0, waiting: Vec::new(), ..snapshot }, Snapshot::empty(), "nothing else");
    assert_eq!(new.permissions, []);

    ada.event("that somebody waits", |body| matches!(body, EventBody::WaitBegan { .. })).await;
    ada.must(say("not for who waits")).await;
    old.must(Command::RaiseHand).await;
    ada.must(Command::TellWaiting { text: "A moment".into() }).await;
    for command in [say("let me in"), Command::RaiseHand, Command::Admit { participants: vec![] }] {
        assert_eq!(new.refusal(command).await, ErrorCode::Waiting);
    }
    let told = new.events_so_far().await;
    assert!(matches!(told[..], [ref one] if matches!(one.body, EventBody::WaitingTold { .. })), "{told:?}");
    let heard = old.events_so_far().await;
    let of_waiting = |body: &EventBody| {
        matches!(body, EventBody::WaitBegan { .. } | EventBody::WaitingTold { .. } | EventBody::WaitEnded { .. })
    };
    assert!(!heard.iter().any(|event| of_waiting(&event.body)), "who waits is for staff to know: {heard:?}");
    assert_eq!(visitor.refusals(&seat, "0-0.webm").await, closed(ErrorCode::Waiting));

    ada.must(Command::Admit { participants: vec![new.you] }).await;
    let snapshot = new.welcomed_anew().await;
    assert_eq!(snapshot.participants.len(), 3);
    assert_eq!(
        snapshot.chat.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(),
        ["before", "not for who waits"]
    );
    assert!(!new.permissions.is_empty());
    assert_eq!(visitor.refusals(&seat, "0-0.webm").await, opened());
    assert!(new.is_in_class().await);
    let whole = visitor.journal(&seat, 1).await.events;
    assert!(whole.iter().any(|event| matches!(&event.body, EventBody::ChatSent { text, .. } if text == "before")));
    server.stop().await;
}

#[tokio::test]
async fn who_is_let_in_or_turned_away_while_away_finds_out_on_coming_back() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, _old) = with_waiting_room(&class).await;
    let (first, second) = (class.guests_seat("First").await, class.guests_seat("Second").await);
    let mut seqs = Vec::new();
    for seat in [&first, &second] {
        let client = Client::enter(server.web(), seat).await;
        seqs.push(client.seq);
        ada.event("that somebody waits", |body| matches!(body, EventBody::WaitBegan { .. })).await;
    }
    ada.must(Command::Admit { participants: vec![first.participant] }).await;
    ada.must(Command::Remove { participant: second.participant, ban: false }).await;
    let back = Client::resume(server.web(), &first, seqs[0]).await;
    let snapshot = back.snapshot.expect("all anew: what came before was not for them then");
    assert_eq!((snapshot.participants.len(), snapshot.waiting.len()), (3, 0));
    assert_eq!(Client::hello(server.web(), &second.token, Some(seqs[1])).await.err(), Some(ErrorCode::Unauthorized));
    let after = server.visitor().refusals(&second, "0-0.webm").await;
    assert_eq!(after, vec![Some(Refused { status: 401, code: ErrorCode::Unauthorized }); 4]);
    server.stop().await;
}

#[tokio::test]
async fn who_is_sent_away_is_told_and_who_waits_still_waits_after_a_restart() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, _old) = with_waiting_room(&class).await;
    let mut sent_away = class.guest("Away").await;
    ada.must(Command::Remove { participant: sent_away.you, ban: false }).await;
    assert_eq!(sent_away.socket.farewell().await, Some(ErrorCode::Removed));
    let (seat, unused, adas) =
        (class.guests_seat("New").await, class.guests_seat("Unused").await, class.instructors_seat().await);
    let new = Client::enter(server.web(), &seat).await;
    let known = new.seq;
    let server = server.restart().await;
    let visitor = server.visitor();
    assert_eq!(visitor.refusals(&seat, "0-0.webm").await, closed(ErrorCode::Waiting));
    let mut new = Client::resume(server.web(), &seat, known).await;
    assert_eq!(new.refusal(Command::RaiseHand).await, ErrorCode::Waiting);

    // Opening the door admits those who wait, and those who have a seat and come only now.
    let mut ada = Client::enter(server.web(), &adas).await;
    ada.must(waiting_room(false)).await;
    new.welcomed_anew().await;
    assert!(new.is_in_class().await);
    let mut last = Client::enter(server.web(), &unused).await;
    assert!(last.is_in_class().await);
    assert_eq!(visitor.refusals(&unused, "0-0.webm").await, opened());
    server.stop().await;
}

#[tokio::test]
async fn a_locked_class_gives_no_seats_but_takes_back_who_was_here() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let (here, unused) = (class.guests_seat("Here").await, class.guests_seat("Unused").await);
    drop(Client::enter(server.web(), &here).await);
    ada.must(settings(|settings| settings.locked = true)).await;
    let code = &class.session.code;
    assert_eq!(server.visitor().join(code, "New").await, refused(403, ErrorCode::Locked));
    assert_eq!(Client::hello(server.web(), &unused.token, None).await.err(), Some(ErrorCode::Locked));
    let mut back = Client::enter(server.web(), &here).await;
    assert!(back.is_in_class().await);
    back.say(Command::Leave).await;
    assert_eq!(back.socket.farewell().await, Some(ErrorCode::Left));
    let mut back = Client::enter(server.web(), &here).await;
    assert!(back.is_in_class().await, "also who had left by choice");
    let again = class.owner.join(code, "Ada Teacher").await;
    assert!(again.is_ok(), "the owner comes in from another device: {again:?}");

    ada.must(settings(|settings| settings.locked = false)).await;
    assert!(server.visitor().join(code, "New").await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn a_browser_that_is_banned_is_told_before_it_asks_for_a_seat() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let (eve, noa) = (server.visitor(), server.visitor());
    let lobby = format!("/api/join/{}", class.session.code);
    let banned = async |visitor: &Visitor| visitor.get::<JoinInfo>(&lobby).await.unwrap().banned;
    let seat = eve.join(&class.session.code, "Eve").await.expect("a seat");
    let client = Client::enter(server.web(), &seat).await;
    assert!(!banned(&eve).await);
    ada.must(Command::Remove { participant: client.you, ban: true }).await;
    assert!(banned(&eve).await && !banned(&noa).await);
    let request = StartSessionRequest {
        title: "Geometry".into(),
        guests_allowed: true,
        course: None,
        kind: SessionKind::Class,
        watches: None,
    };
    let other: SessionSummary = class.owner.post("/api/sessions", &request).await.unwrap();
    let lobby = format!("/api/join/{}", other.code);
    assert!(!eve.get::<JoinInfo>(&lobby).await.unwrap().banned, "a ban is for one class");
    server.stop().await;
}

#[tokio::test]
async fn a_ban_is_for_the_browser_and_a_removal_for_the_seat() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let code = class.session.code.clone();
    let mut ada = class.instructor().await;
    let (banned, removed) = (server.visitor_at(2), server.visitor_at(3));
    let seats = [banned.join(&code, "Bad").await.unwrap(), removed.join(&code, "Loud").await.unwrap()];
    for (seat, ban) in seats.iter().zip([true, false]) {
        let (code, reason) =
            if ban { (ErrorCode::Banned, LeaveReason::Banned) } else { (ErrorCode::Removed, LeaveReason::Removed) };
        let mut client = Client::enter(server.web(), seat).await;
        ada.must(Command::Remove { participant: seat.participant, ban }).await;
        assert_eq!(client.socket.farewell().await, Some(code));
        let left = |body: &EventBody| matches!(body, EventBody::Left { reason: told, .. } if *told == reason);
        ada.event("that they left", left).await;
        assert_eq!(Client::hello(server.web(), &seat.token, None).await.err(), Some(ErrorCode::Unauthorized));
        assert!(
            server
                .visitor()
                .get_as::<Timeline>(&seat.token, &format!("/api/sessions/{}/timeline", seat.session))
                .await
                .is_err()
        );
    }
    assert_eq!(banned.join(&code, "Other name").await, refused(403, ErrorCode::Banned));
    assert!(removed.join(&code, "Loud").await.is_ok(), "removed is not banned");
    assert!(server.visitor().join(&code, "Bad").await.is_ok(), "another browser is another visitor");
    let other = class.owner.start_class("Geometry", true).await;
    assert!(banned.join(&other.code, "Bad").await.is_ok(), "the ban is for this session");
    assert!(banned.get::<JoinInfo>(&format!("/api/join/{code}")).await.is_ok());

    let server = server.restart().await;
    let banned = banned.at(server.web());
    assert_eq!(banned.join(&code, "Bad").await, refused(403, ErrorCode::Banned), "after a restart, too");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_news_and_is_banned_meanwhile_is_told_so() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let (visitor, seat) = (server.visitor(), class.guests_seat("Bad").await);
    let client = Client::enter(server.web(), &seat).await;
    let next = visitor.journal(&seat, 1).await.next;
    let path = format!("/api/sessions/{}/journal?from={next}&wait=true", seat.session);
    let ban = async {
        // Once other requests are answered, the one before them waits.
        for _ in 0..20 {
            visitor.journal(&seat, 1).await;
        }
        ada.must(Command::Remove { participant: client.you, ban: true }).await;
    };
    let (heard, ()) = tokio::join!(visitor.get_as::<JournalPage>(&seat.token, &path), ban);
    assert_eq!(heard, refused(403, ErrorCode::Banned));
    server.stop().await;
}

#[tokio::test]
async fn who_is_banned_and_comes_without_their_cookie_waits_for_staff() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let code = class.session.code.clone();
    let mut ada = class.instructor().await;
    let join = async |server: &TestServer, last, name| server.visitor_at(last).join(&code, name).await.expect("a seat");
    let mut neighbour = Client::enter(server.web(), &join(&server, 9, "Nia").await).await;
    let mut eve = Client::enter(server.web(), &join(&server, 9, "Eve").await).await;
    let spare = join(&server, 9, "Spare").await;
    ada.must(Command::Remove { participant: eve.you, ban: true }).await;
    assert_eq!(eve.socket.farewell().await, Some(ErrorCode::Banned));

    let visitor = server.visitor();
    let anew = join(&server, 9, "Ida").await;
    let mut waiting = Vec::new();
    for seat in [&spare, &anew] {
        assert_eq!(visitor.refusals(seat, "0-0.webm").await, closed(ErrorCode::Waiting));
        assert_eq!(visitor.act_later(seat, None, say("hi")).await, refused(403, ErrorCode::Waiting));
        waiting.push(Client::enter(server.web(), seat).await);
        let cause = |body: &EventBody| matches!(body, EventBody::WaitBegan { cause: WaitCause::NearBan, .. });
        ada.event("that somebody waits, and why", cause).await;
    }
    assert!(neighbour.is_in_class().await, "who was in class notices nothing");
    let mut elsewhere = Client::enter(server.web(), &join(&server, 10, "Gus").await).await;
    assert!(elsewhere.is_in_class().await);

    ada.must(Command::Admit { participants: vec![] }).await;
    for client in &mut waiting {
        assert_eq!(client.refusal(Command::RaiseHand).await, ErrorCode::Waiting, "staff named nobody");
    }
    ada.must(Command::Admit { participants: vec![anew.participant] }).await;
    waiting[1].welcomed_anew().await;
    assert!(waiting[1].is_in_class().await, "an honest neighbour is let in");

    let server = server.restart().await;
    let late = join(&server, 9, "Late").await;
    assert_eq!(server.visitor().refusals(&late, "0-0.webm").await, closed(ErrorCode::Waiting), "after a restart, too");
    server.stop().await;
}

#[tokio::test]
async fn a_recording_is_for_who_was_inside_until_it_is_opened() {
    let open = settings(|settings| (settings.waiting_room, settings.open_recording) = (true, true));
    for (said, kept) in [(settings(|_| {}), true), (settings(|settings| settings.locked = true), true), (open, false)] {
        let server = TestServer::start().await;
        let class = server.class().await;
        let adas = class.instructors_seat().await;
        let mut ada = Client::enter(server.web(), &adas).await;
        let (inside, unused) = (class.guests_seat("Inside").await, class.guests_seat("Unused").await);
        let student = class.seat(Role::Student, "Stu").await;
        drop(Client::enter(server.web(), &inside).await);
        ada.must(said).await;
        ada.say(Command::EndSession).await;
        assert_eq!(ada.socket.farewell().await, Some(ErrorCode::SessionEnded));

        let visitor = server.visitor();
        for seat in [&adas, &inside, &student] {
            assert_eq!(visitor.refusals(seat, "0-0.webm").await, opened(), "{:?}", seat.role);
        }
        let is_shut = async || {
            assert_eq!(visitor.refusals(&unused, "0-0.webm").await, closed(ErrorCode::NotInside));
            assert_eq!(visitor.act_later(&unused, None, say("hi")).await, refused(403, ErrorCode::NotInside));
            assert_eq!(visitor.join(&class.session.code, "New").await, refused(403, ErrorCode::NotInside));
            let info: JoinInfo = visitor.get(&format!("/api/join/{}", class.session.code)).await.unwrap();
            assert!(!info.session.guests_allowed && info.session.open_until_unix.is_none());
        };
        if kept {
            is_shut().await;
            let until = unix_now() + 60_000;
            assert_eq!(class.open_recording(Some(until)).await.unwrap().open_until_unix, Some(until));
        }
        assert_eq!(visitor.refusals(&unused, "0-0.webm").await, opened());
        let path = format!("/api/sessions/{}/timeline", unused.session);
        let watched: Timeline = visitor.get_as(&unused.token, &path).await.expect("a timeline");
        assert!(watched.session.open_until_unix.is_some(), "whoever watches is told, too");
        let newcomer = visitor.join(&class.session.code, "New").await.expect("a seat");
        assert_eq!(visitor.refusals(&newcomer, "0-0.webm").await, opened());
        assert_eq!(class.open_recording(None).await.unwrap().open_until_unix, None);
        is_shut().await;
        assert_eq!(visitor.refusals(&newcomer, "0-0.webm").await, closed(ErrorCode::NotInside), "they were not there");
        for wrong in [0, unix_now() - 1, unix_now() + 2 * OPEN_RECORDING_MOST_MS] {
            assert_eq!(class.open_recording(Some(wrong)).await, refused(422, ErrorCode::BadTime));
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn the_end_is_told_to_who_still_waits() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, _old) = with_waiting_room(&class).await;
    let mut new = class.guest("New").await;
    ada.say(Command::EndSession).await;
    assert_eq!(ada.socket.farewell().await, Some(ErrorCode::SessionEnded));
    assert_eq!(new.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let after = server.visitor().join(&class.session.code, "After").await;
    assert_eq!(after, refused(403, ErrorCode::NotInside), "nobody waits for a class that is over");
    server.stop().await;
}

#[tokio::test]
async fn nobody_takes_a_seat_by_a_name_that_looks_like_staffs() {
    let server = TestServer::start().await;
    let class = server.class_to_come().await;
    let code = &class.session.code;
    let visitor = server.visitor();
    for name in ["Ada Teacher", "ada  teacher", "\u{410}da Teacher", "Ada\u{200D} Teacher", "Ada Teacher (2)"] {
        let taken = visitor.join(code, name).await;
        assert_eq!(taken, refused(409, ErrorCode::NameTaken), "{name:?}, though the owner has not come");
    }
    let seat = visitor.join(code, "Ben").await.expect("a seat");
    let mut ada = class.instructor().await;
    let mut ben = Client::enter(server.web(), &seat).await;
    assert!(visitor.join(code, "Ben").await.is_ok(), "guests may be namesakes");
    ada.must(Command::SetRole { participant: ben.you, role: Role::Assistant }).await;
    ben.welcomed_anew().await;
    assert_eq!(visitor.join(code, "B\u{435}n").await, refused(409, ErrorCode::NameTaken), "an assistant has joined");
    let gus = visitor.join(code, "Gus").await.expect("a seat");
    assert!(Client::enter(server.web(), &gus).await.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn roles_of_those_who_wait_are_guests_alone() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (_ada, _old) = with_waiting_room(&class).await;
    let mut student = class.connected(Role::Student, "Stu").await;
    assert!(student.is_in_class().await, "who is on the roster does not wait");
    server.stop().await;
}

#[tokio::test]
async fn a_class_begins_when_its_instructor_comes() {
    let server = TestServer::start().await;
    let class = server.class_to_come().await;
    let seat = class.guests_seat("Early").await;
    let early = Client::hello(server.web(), &seat.token, None).await.err();
    assert_eq!(early, Some(ErrorCode::NotBegun));
    let path = format!("/api/join/{}", class.session.code);
    assert!(!server.visitor().get::<JoinInfo>(&path).await.unwrap().open);
    let state = async || class.owner.get::<Vec<SessionSummary>>("/api/sessions").await.expect("sessions")[0].state;
    assert_eq!(
        state().await,
        SessionState::Scheduled,
        "nothing is recorded, and nothing ends, of a class that is to come"
    );
    let _ada = class.instructor().await;
    assert_eq!(state().await, SessionState::Live);
    assert!(Client::enter(server.web(), &seat).await.is_in_class().await);
    server.stop().await;
}
