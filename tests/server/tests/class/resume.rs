//! Coming back: clients get what they missed, and only what they may see.

use meridian::clock::unix_now;
use protocol::{
    Audience, Command, CommandResult, Down, ErrorCode, Event, EventBody, Reaction, Role, SessionKind, Up,
    agenda::{Activity, ActivityKind},
    chat::ChatTo,
    http::{SessionState, SessionSummary},
    limits,
    manifest::ManifestEntry,
};
use server_tests::{client::Client, server::TestServer, within};
use tokio::runtime::Runtime;

fn chat(text: &str, to: ChatTo) -> Command {
    Command::SendChat { text: text.to_owned(), to }
}

/// An agenda as long as it may be: 27 kB. It tells itself from the agenda of another number.
fn long_agenda(number: u32) -> Command {
    let title = |n: usize| format!("{number}.{n} {}", "💥".repeat(limits::TITLE_CHARS - 10));
    let activity = |n| Activity { kind: ActivityKind::Lecture, title: title(n), planned: None };
    Command::SetAgenda { activities: (0..limits::ACTIVITIES).map(activity).collect() }
}

fn text_of(body: &EventBody) -> Option<&str> {
    match body {
        EventBody::ChatSent { text, .. } => Some(text),
        _ => None,
    }
}

#[tokio::test]
async fn who_comes_back_gets_exactly_what_they_missed_and_nobody_hears_of_it() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let mut guest = Client::enter(server.web(), &seat).await;
    instructor.must(chat("before", ChatTo::MAIN)).await;
    guest.event("the message", |body| text_of(body) == Some("before")).await;
    let (you, known) = (guest.you, guest.seq);
    drop(guest);

    for n in 0..5 {
        instructor.must(chat(&n.to_string(), ChatTo::MAIN)).await;
    }
    let mut guest = Client::resume(server.web(), &seat, known).await;
    assert_eq!((guest.you, guest.snapshot.is_none()), (you, true));
    let missed = guest.events_so_far().await;
    let numbers: Vec<_> = missed.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (known + 1..=known + 5).collect::<Vec<_>>());
    assert!(missed.iter().map(|event| text_of(&event.body).unwrap()).eq(["0", "1", "2", "3", "4"]));

    instructor.must(chat("after", ChatTo::MAIN)).await;
    assert_eq!(guest.event("what comes then", |_| true).await.seq, known + 6);
    let heard = instructor.events_so_far().await;
    assert!(!heard.iter().any(|event| matches!(event.body, EventBody::Left { .. })), "{heard:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_knows_another_journal_gets_a_snapshot() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    for seq in [999, i64::MAX as u64, u64::MAX] {
        let guest = Client::resume(server.web(), &seat, seq).await;
        assert!(guest.snapshot.is_some_and(|snapshot| snapshot.seq == guest.seq && guest.seq < 99), "from {seq}");
    }
    assert!(instructor.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_missed_too_much_gets_a_snapshot() {
    const MANY: u64 = limits::RESUME_EVENTS as u64 + 1;
    let server = TestServer::start().await;
    let class = server.class().await;
    let instructor = class.instructor().await;
    let (ada, seat) = (class.instructors_seat().await, class.guests_seat("Gus").await);
    let guest = Client::enter(server.web(), &seat).await;
    let (known, gus) = (guest.seq, guest.you);
    let at = server.visitor().journal(&ada, 1).await.events.pop().expect("events").at;
    let reacted = |seq| {
        let body = EventBody::Reacted { participant: gus, reaction: Reaction::Heart };
        Event { seq, at, audience: Audience::Everyone, later: None, body }
    };
    let missed: Vec<Event> = (known + 1..=known + MANY).map(reacted).collect();
    let store = &server.app().store;
    let lease = store.lease(seat.session).await.expect("to write in its place");
    store.journal().append(&lease, missed).await.expect("to append");
    drop(lease);
    drop((guest, instructor));
    let server = server.restart().await;

    let late = Client::resume(server.web(), &seat, known).await;
    let snapshot = late.snapshot.expect("a snapshot instead of all that was missed");
    assert!(snapshot.seq >= known + MANY, "{} is not the end of the journal", snapshot.seq);
    // Somebody who missed the last of it alone gets that, and no snapshot.
    let mut early = Client::resume(server.web(), &ada, known + MANY - 1).await;
    assert!(early.snapshot.is_none(), "a snapshot for {} events", early.seq - known - MANY + 1);
    let news = early.events_so_far().await;
    assert_eq!(news.first().map(|event| event.seq), Some(known + MANY));
    server.stop().await;
}

#[tokio::test]
async fn a_command_that_is_sent_again_is_carried_out_once_and_acknowledged_again() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let mut guest = Client::enter(server.web(), &seat).await;
    let said = guest.say(chat("once", ChatTo::MAIN)).await;
    assert_eq!(guest.answer(said).await, Ok(CommandResult::Done));
    guest.say_again(said, chat("once", ChatTo::MAIN)).await;
    assert_eq!(guest.answer(said).await, Ok(CommandResult::Done), "by the same connection");
    let known = guest.seq;
    drop(guest);
    for resume in [Some(known), None] {
        let mut guest = Client::hello(server.web(), &seat.token, resume).await.expect("a welcome");
        guest.say_again(said, chat("once", ChatTo::MAIN)).await;
        assert_eq!(guest.answer(said).await, Ok(CommandResult::Done), "by another, with {resume:?}");
    }
    // The same number of another seat is another command; one that was refused is decided anew.
    instructor.say_again(said, chat("last", ChatTo::MAIN)).await;
    assert_eq!(instructor.answer(said).await, Ok(CommandResult::Done));
    let mut guest = Client::resume(server.web(), &seat, known).await;
    let refused = guest.say(Command::EndSession).await;
    assert_eq!(guest.answer(refused).await.map_err(|refusal| refusal.code), Err(ErrorCode::Forbidden));
    guest.say_again(refused, Command::RaiseHand).await;
    assert_eq!(guest.answer(refused).await, Ok(CommandResult::Done));
    drop((instructor, guest));
    let server = server.restart().await;
    let mut guest = Client::enter(server.web(), &seat).await;
    guest.say_again(said, chat("once", ChatTo::MAIN)).await;
    assert_eq!(guest.answer(said).await, Ok(CommandResult::Done), "by another server");
    let journal = server.visitor().journal(&seat, 1).await;
    let texts: Vec<_> = journal.events.iter().filter_map(|event| text_of(&event.body)).collect();
    assert_eq!(texts, ["once", "last"]);
    server.stop().await;
}

#[tokio::test]
async fn staff_chat_reaches_a_guest_by_no_way() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let mut assistant = class.connected(Role::Assistant, "Tia").await;
    let (asker, other) = (class.guests_seat("Ann").await, class.guests_seat("Bob").await);
    let mut ann = Client::enter(server.web(), &asker).await;
    let mut bob = Client::enter(server.web(), &other).await;
    let start = bob.seq;

    instructor.must(chat("among us", ChatTo::Staff)).await;
    ann.must(chat("may I?", ChatTo::Staff)).await;
    assistant.must(chat("yes", ChatTo::Person { participant: ann.you })).await;
    instructor.must(chat("welcome", ChatTo::MAIN)).await;
    let everything = ["among us", "may I?", "yes", "welcome"];
    for (client, expected) in
        [(&mut ann, &everything[1..]), (&mut bob, &everything[3..]), (&mut assistant, &everything)]
    {
        let live: Vec<_> = client.events_so_far().await;
        let live: Vec<_> = live.iter().filter_map(|event| text_of(&event.body)).collect();
        assert_eq!(live, expected, "live");
    }

    for (seat, expected) in [(&asker, &everything[1..]), (&other, &everything[3..])] {
        let missed = Client::resume(server.web(), seat, start).await.events_so_far().await;
        let missed: Vec<_> = missed.iter().filter_map(|event| text_of(&event.body)).collect();
        assert_eq!(missed, expected, "resumed");
        let snapshot = Client::enter(server.web(), seat).await.snapshot.unwrap();
        let shown: Vec<_> = snapshot.chat.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(shown, expected, "in a snapshot");
        let page = server.visitor().journal(seat, 1).await;
        let written: Vec<_> = page.events.iter().filter_map(|event| text_of(&event.body)).collect();
        assert_eq!(written, expected, "over HTTP");
        let private = |audience| matches!(audience, Audience::Staff { and } if and != Some(seat.participant));
        assert!(!page.events.iter().any(|event| private(event.audience)));
    }
    server.stop().await;
}

#[test]
fn who_is_in_class_when_the_server_stops_is_told_before_it_is_gone() {
    let (servers, clients) = (Runtime::new().unwrap(), Runtime::new().unwrap());
    let server = servers.block_on(TestServer::start());
    let mut guests = clients.block_on(async {
        let class = server.class().await;
        let mut guests = Vec::new();
        for n in 0..20 {
            guests.push(class.guest(&format!("Guest {n}")).await);
        }
        guests
    });
    servers.block_on(server.stop());
    servers.shutdown_background();
    for guest in &mut guests {
        assert_eq!(clients.block_on(guest.socket.farewell()), Some(ErrorCode::Draining));
    }
}

#[tokio::test]
async fn an_end_that_a_crash_cut_short_is_completed_at_the_start() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let ada = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    // A server that is killed between the commit of the end and that of the recording leaves this.
    let body = EventBody::SessionEnded { by: Some(ada.you) };
    let last = server.visitor().journal(&class.instructors_seat().await, 1).await.events.pop().expect("events");
    let at = last.at + 100;
    let ended = Event { seq: last.seq + 1, at, audience: Audience::Everyone, later: None, body };
    let store = &server.app().store;
    let lease = store.lease(seat.session).await.expect("to write in its place");
    store.journal().append(&lease, vec![ended]).await.expect("to append");
    let server = server.restart().await;
    let visitor = server.visitor();
    let complete = async {
        while !(visitor.journal(&seat, 1).await.complete && visitor.manifest(&seat).await.complete) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    within("the end", complete).await;
    let recording = visitor.manifest(&seat).await.entries;
    assert_eq!(recording.last(), Some(&ManifestEntry::End { duration: at }));
    let beyond = |entry: &ManifestEntry| matches!(entry, ManifestEntry::Gap { to, .. } if *to > at);
    assert!(!recording.iter().any(beyond), "what came after the end is not missing: {recording:?}");
    assert_eq!(Client::hello(server.web(), &seat.token, None).await.err(), Some(ErrorCode::SessionEnded));
    server.stop().await;
}

#[tokio::test]
async fn a_class_that_was_left_live_over_a_weekend_ended_when_the_server_did() {
    const WEEKEND_MS: u64 = 60 * 3_600_000;
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let (session, seat) = (class.session.id, class.guests_seat("Gus").await);
    let started_unix = unix_now() - WEEKEND_MS;
    let started = EventBody::SessionStarted {
        session,
        title: "Algebra".into(),
        started_unix,
        kind: SessionKind::Class,
        unrecorded: false,
        watches: None,
    };
    let away_before = EventBody::Interrupted { from: 1_000, to: 5_000 };
    let events = [(1, 0, started), (2, 5_000, away_before)];
    let events = events.map(|(seq, at, body)| Event { seq, at, audience: Audience::Everyone, later: None, body });
    let store = &server.app().store;
    store.set_live(session, started_unix).await.expect("a scheduled session");
    let lease = store.lease(session).await.expect("nobody holds it yet");
    store.journal().append(&lease, events.to_vec()).await.expect("to append");
    drop(lease);
    let owner = class.owner;
    let server = server.restart().await;
    let owner = owner.at(server.web());
    let ended = async {
        loop {
            let sessions: Vec<SessionSummary> = owner.get("/api/sessions").await.expect("sessions");
            if sessions[0].state == SessionState::Ended {
                break sessions[0].duration;
            }
        }
    };
    assert_eq!(within("the end", ended).await, 5_000);
    assert_eq!(server.visitor().manifest(&seat).await.entries, [ManifestEntry::End { duration: 5_000 }]);
    server.stop().await;
}

#[tokio::test]
async fn who_does_not_read_is_cut_off_and_comes_back_to_everything() {
    const WRITERS: usize = 12;
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Slow").await;
    let mut slow = Client::enter(server.web(), &seat).await;
    let known = slow.seq;
    let mut bystander = class.guest("Bea").await;

    // 19 MB: more than what may wait for one client, and the buffers of the system, hold.
    for n in 0..WRITERS {
        let mut writer = class.guest(&format!("Writer {n}")).await;
        instructor.must(Command::SetRole { participant: writer.you, role: Role::Assistant }).await;
        let agendas = limits::COMMANDS_BURST - 2;
        for agenda in 0..agendas {
            writer.say(long_agenda(agenda)).await;
        }
        for _ in 0..agendas {
            let is_set = |body: &EventBody| matches!(body, EventBody::AgendaSet { .. });
            bystander.attend_until(is_set).await.expect("the bystander stays");
        }
        // Silence is not to end the connection.
        slow.socket.send(&Up::Ping).await;
    }
    bystander.must(chat("last", ChatTo::MAIN)).await;
    let last = bystander.event("the last message", |body| text_of(body) == Some("last")).await;

    let code = loop {
        match slow.next().await {
            Some(Down::Bye { code }) => break Some(code),
            Some(_) => {}
            None => break None,
        }
    };
    // When even the good-bye cannot be sent in time, the connection just ends.
    assert!(matches!(code, Some(ErrorCode::TooSlow) | None), "{code:?}");
    assert!(known < slow.seq && slow.seq < last.seq, "cut off between {known} and {}, at {}", last.seq, slow.seq);
    let mut back = Client::resume(server.web(), &seat, slow.seq).await;
    back.events_so_far().await;
    // On a slow disk, the first writers have left meanwhile, which adds events.
    assert!(back.seq >= last.seq, "by a snapshot or one by one: nothing is missing");
    assert!(bystander.is_in_class().await);
    server.stop().await;
}
