//! What staff change in class takes effect at once: roles, settings, messages.

use protocol::{
    Action, Command, ErrorCode, Event, EventBody, ParticipantId, Role, RoomId, Settings, Source, TrackState,
    chat::ChatTo,
    http::{Seat, Timeline},
    moderation::ChatPolicy,
};
use server_tests::{client::Client, person::Person, server::TestServer, visitor::Visitor};

fn say(text: &str, to: ChatTo) -> Command {
    Command::SendChat { text: text.into(), to }
}

fn text_of(event: &Event) -> Option<&str> {
    match &event.body {
        EventBody::ChatSent { text, .. } => Some(text),
        _ => None,
    }
}

fn texts(events: &[Event]) -> Vec<&str> {
    events.iter().filter_map(text_of).collect()
}

fn set_role(participant: ParticipantId, role: Role) -> Command {
    Command::SetRole { participant, role }
}

/// What the timeline tells a seat: its role, and the messages that it may read.
async fn timeline(visitor: &Visitor, seat: &Seat) -> (Role, Vec<String>) {
    let path = format!("/api/sessions/{}/timeline", seat.session);
    let timeline: Timeline = visitor.get_as(&seat.token, &path).await.expect("a timeline");
    let events = visitor.journal(seat, 1).await.events;
    (timeline.role, texts(&events).into_iter().map(str::to_owned).collect())
}

#[tokio::test]
async fn a_new_role_is_a_new_view_and_the_old_one_ends_with_it() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let visitor = server.visitor();
    let mut ada = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let mut gus = Client::enter(server.web(), &seat).await;
    ada.must(say("staff: one", ChatTo::Staff)).await;
    assert_eq!(timeline(&visitor, &seat).await, (Role::Guest, vec![]));

    ada.must(set_role(gus.you, Role::Assistant)).await;
    let snapshot = gus.welcomed_anew().await;
    assert_eq!((gus.role, gus.permissions.contains(&Action::MuteOthers)), (Role::Assistant, true));
    assert_eq!(snapshot.chat.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["staff: one"]);
    ada.must(say("staff: two", ChatTo::Staff)).await;
    gus.event("what is for staff", |body| matches!(body, EventBody::ChatSent { .. })).await;
    assert_eq!(timeline(&visitor, &seat).await, (Role::Assistant, vec!["staff: one".into(), "staff: two".into()]));
    gus.must(Command::LowerAllHands { room: RoomId::MAIN }).await;

    ada.must(set_role(gus.you, Role::Guest)).await;
    let snapshot = gus.welcomed_anew().await;
    assert_eq!((gus.role, gus.permissions.contains(&Action::MuteOthers)), (Role::Guest, false));
    assert!(snapshot.chat.is_empty(), "{:?}", snapshot.chat);
    gus.events_so_far().await;
    ada.must(say("staff: three", ChatTo::Staff)).await;
    ada.must(say("to all", ChatTo::MAIN)).await;
    assert_eq!(texts(&gus.events_so_far().await), ["to all"]);
    assert_eq!(gus.refusal(Command::LowerAllHands { room: RoomId::MAIN }).await, ErrorCode::Forbidden);
    assert_eq!(timeline(&visitor, &seat).await, (Role::Guest, vec!["to all".into()]));
    assert_eq!(gus.refusal(set_role(gus.you, Role::Assistant)).await, ErrorCode::Forbidden);
    server.stop().await;
}

#[tokio::test]
async fn a_role_that_changed_while_somebody_was_away_is_told_with_all_that_follows_from_it() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    ada.must(say("staff: one", ChatTo::Staff)).await;
    let seat = class.guests_seat("Gus").await;
    let known = Client::enter(server.web(), &seat).await.seq;
    ada.must(set_role(seat.participant, Role::Assistant)).await;
    let gus = Client::resume(server.web(), &seat, known).await;
    let snapshot = gus.snapshot.as_ref().expect("a resume would leave out what was said to staff before");
    assert_eq!((gus.role, snapshot.chat.len()), (Role::Assistant, 1));
    let known = gus.seq;
    drop(gus);
    ada.must(set_role(seat.participant, Role::Guest)).await;
    let mut gus = Client::resume(server.web(), &seat, known).await;
    assert_eq!((gus.role, gus.snapshot.as_ref().expect("a snapshot").chat.len()), (Role::Guest, 0));
    let known = gus.seq;

    // The role survives a restart.
    ada.must(set_role(seat.participant, Role::Assistant)).await;
    gus.welcomed_anew().await;
    let server = server.restart().await;
    let gus = Client::resume(server.web(), &seat, known).await;
    assert_eq!(gus.role, Role::Assistant);
    assert!(gus.permissions.contains(&Action::Rooms));
    assert_eq!(timeline(&server.visitor(), &seat).await.0, Role::Assistant);
    server.stop().await;
}

const SECRET: &str = "unsayable-4711";

/// Checks that the message's text is gone from every place where it could be read.
async fn is_gone(server: &TestServer, seat: &Seat, known: u64, message: u64) {
    let events = server.visitor().journal(seat, 1).await.events;
    let event = events.iter().find(|event| event.seq == message).expect("its event stays");
    assert!(matches!(&event.body, EventBody::ChatSent { text, .. } if text.is_empty()), "{event:?}");
    assert!(
        events
            .iter()
            .any(|event| matches!(event.body, EventBody::ChatDeleted { message: told, .. } if told == message))
    );
    let snapshot = Client::enter(server.web(), seat).await.snapshot.expect("a snapshot");
    let left = snapshot.chat.iter().find(|one| one.seq == message).expect("a tombstone");
    assert_eq!((left.deleted, left.text.as_str()), (true, ""));
    let missed = Client::resume(server.web(), seat, known).await.events_so_far().await;
    assert!(!format!("{missed:?}").contains(SECRET), "{missed:?}");
    assert!(missed.iter().any(|event| event.seq == message), "{missed:?}");
    let stored = server.app().store.journal().events(seat.session, message, 1).await.expect("the row");
    assert!(!format!("{stored:?}").contains(SECRET), "{stored:?}");
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn the_text_of_a_deleted_message_is_gone_from_all_that_others_can_fetch() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let (mut author, reader) = (class.guest("Ann").await, class.guests_seat("Bob").await);
    let mut bob = Client::enter(server.web(), &reader).await;
    let known = bob.seq;
    author.must(say(SECRET, ChatTo::MAIN)).await;
    let is_it = |body: &EventBody| matches!(body, EventBody::ChatSent { .. });
    let message = bob.event("the message", is_it).await.seq;
    assert_eq!(bob.refusal(Command::DeleteMessage { message }).await, ErrorCode::Forbidden);
    ada.must(Command::DeleteMessage { message }).await;
    bob.event("that it is deleted", |body| matches!(body, EventBody::ChatDeleted { .. })).await;
    drop(bob);
    is_gone(&server, &reader, known, message).await;
    let server = server.restart().await;
    is_gone(&server, &reader, known, message).await;
    assert!(!holds(&server.database_bytes(), SECRET), "a stop leaves it nowhere in the files");
    server.stop().await;
}

#[tokio::test]
async fn a_text_is_gone_at_the_moment_of_its_deletion() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let reader = class.guests_seat("Bob").await;
    let mut bob = Client::enter(server.web(), &reader).await;
    let known = bob.seq;
    ada.must(say(SECRET, ChatTo::MAIN)).await;
    let sent = bob.event("the message", |body| matches!(body, EventBody::ChatSent { .. })).await;
    // As a server leaves it that is killed right after the commit.
    let body = EventBody::ChatDeleted { message: sent.seq, by: ada.you };
    let deleted = Event { seq: sent.seq + 1, at: sent.at, audience: sent.audience, later: None, body };
    let store = &server.app().store;
    let lease = store.lease(reader.session).await.expect("to write in its place");
    store.journal().append(&lease, vec![deleted]).await.expect("to append");
    let stored = store.journal().events(reader.session, sent.seq, 1).await.expect("the row");
    assert!(!format!("{stored:?}").contains(SECRET), "{stored:?}");
    drop(lease);
    let server = server.restart().await;
    is_gone(&server, &reader, known, sent.seq).await;
    server.stop().await;
}

/// CVE-2022-29234: in another product, somebody locked out of the chat could go on writing for five seconds.
#[tokio::test]
async fn what_the_settings_take_away_is_gone_for_messages_on_their_way() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let mut writers = Vec::new();
    for number in 0..6 {
        writers.push(class.guest(&format!("Writer {number}")).await);
    }
    let mut asked = Vec::new();
    for round in 0..8 {
        for writer in &mut writers {
            writer.say(say("on its way", ChatTo::MAIN)).await;
        }
        if round == 3 {
            let settings = Settings { chat: ChatPolicy::Off, ..Settings::default() };
            asked.push(ada.say(Command::ChangeSettings { settings: settings.into() }).await);
        }
    }
    ada.answer(asked[0]).await.expect("the settings");
    let acknowledged = ada.seq;
    for writer in &mut writers {
        assert_eq!(writer.refusal(say("late", ChatTo::MAIN)).await, ErrorCode::NotNow);
        assert_eq!(writer.refusal(say("late", ChatTo::Staff)).await, ErrorCode::NotNow);
    }
    let seat = class.instructors_seat().await;
    let events = server.visitor().journal(&seat, 1).await.events;
    let set = events.iter().find(|event| matches!(event.body, EventBody::SettingsChanged { .. })).expect("it").seq;
    assert!(set <= acknowledged);
    let (before, after): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event.seq < set);
    assert!(!texts(&before).is_empty());
    assert_eq!(texts(&after), Vec::<&str>::new(), "after the settings");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cameras_off_is_at_once_and_for_what_is_sent_all_the_same() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = Person::enter(&server, class.instructors_seat().await, 9).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 1).await;
    ada.sees_and_hears(&gus).await;
    let settings = Settings { cameras: false, ..Settings::default() };
    ada.client.must(Command::ChangeSettings { settings: settings.into() }).await;
    let pictures = ada.peer.video_slots[0].clone();
    ada.hears(1).await;
    let before = ada.peer.arrived(&pictures).packets;
    ada.hears(1).await;
    assert_eq!(ada.peer.arrived(&pictures).packets, before, "a camera that may not be on is forwarded");
    let on = Command::SetTrack { source: Source::Camera, state: TrackState::On };
    assert_eq!(gus.client.refusal(on).await, ErrorCode::NotNow);
    server.stop().await;
}
