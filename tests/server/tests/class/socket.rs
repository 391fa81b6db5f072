//! The WebSocket with clients that misbehave: they are refused or disconnected, and the class goes on for others.

use protocol::{Command, CommandResult, Down, ErrorCode, EventBody, Up, VERSION, chat::ChatTo, limits};
use server_tests::{
    client::{Client, Socket},
    server::TestServer,
    within,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

fn hello(token: &str) -> Up {
    Up::Hello { version: protocol::VERSION, token: token.to_owned(), resume: None }
}

#[tokio::test]
async fn who_does_not_say_hello_first_is_shown_out() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let token = class.guests_seat("Gus").await.token;
    let first_frames = [
        (Message::text("{"), ErrorCode::BadFrame),
        (Message::text(""), ErrorCode::BadFrame),
        (Message::text("null"), ErrorCode::BadFrame),
        (Message::text(r#"{"type":"ping"}"#), ErrorCode::BadFrame),
        (Message::text(r#"{"type":"hello","version":1}"#), ErrorCode::BadFrame),
        (
            Message::text(format!(r#"{{"type":"hello","version":{VERSION},"token":"{token}","resume":-1}}"#)),
            ErrorCode::BadFrame,
        ),
        (Message::text(format!(r#"{{"type":"hello","version":1,"token":"{token}"}}"#)), ErrorCode::VersionMismatch),
        (Message::binary(vec![0; 16]), ErrorCode::BadFrame),
        (Message::Frame(Frame::message(vec![0xff; 16], OpCode::Data(Data::Text), true)), ErrorCode::BadFrame),
        (Message::text("[".repeat(limits::HELLO_BYTES / 2)), ErrorCode::BadFrame),
        (Message::text(" ".repeat(limits::HELLO_BYTES)), ErrorCode::TooLarge),
        (Message::text(" ".repeat(limits::FRAME_BYTES + 1)), ErrorCode::TooLarge),
    ];
    for (frame, code) in first_frames {
        let mut socket = Socket::open(server.web()).await;
        let told = format!("{:.60?}", frame);
        socket.send_raw(frame).await;
        assert_eq!(socket.farewell().await, Some(code), "{told}");
    }
    assert!(bystander.is_in_class().await);
    server.stop().await;
}

/// Without the bound, six thousand sockets that never said hello took 1.7 GB.
#[tokio::test]
async fn strangers_of_one_address_are_bounded_and_others_come_in() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let address = std::net::IpAddr::from([127, 0, 0, 2]);
    let mut strangers = Vec::new();
    let refused = loop {
        match Socket::open_from(server.web(), address).await {
            Ok(socket) => strangers.push(socket),
            Err(status) => break status,
        }
        // The first have to go after a few seconds, so that a slow machine opens more.
        assert!(strangers.len() < 4 * limits::STRANGERS_OF_ADDRESS, "nobody is refused");
    };
    assert!(refused == 429 && strangers.len() >= limits::STRANGERS_OF_ADDRESS, "{refused}, {}", strangers.len());
    class.guest("Gus").await;
    drop(strangers);
    let free = async { while Socket::open_from(server.web(), address).await.is_err() {} };
    within("a place", free).await;
    server.stop().await;
}

/// Three addresses that always had as many sockets as they may kept everybody else out.
#[tokio::test]
async fn who_has_most_sockets_that_say_nothing_gives_one_up_to_a_newcomer() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let crowd = std::net::IpAddr::from([127, 0, 0, 2]);
    let mut oldest = Socket::open_from(server.web(), crowd).await.expect("a place");
    let strangers = &server.app().strangers;
    let enter = |last| strangers.enter(std::net::IpAddr::from([127, 0, 0, last]).into());
    let of_others = (limits::STRANGERS - limits::STRANGERS_OF_ADDRESS) / 2;
    let crowds = [(2, limits::STRANGERS_OF_ADDRESS), (3, of_others), (4, of_others)];
    let _others: Vec<_> = crowds.iter().flat_map(|&(last, most)| (0..most).map_while(move |_| enter(last))).collect();
    assert_eq!(Socket::open_from(server.web(), crowd).await.err(), Some(429), "who has most");
    class.guest("Gus").await;
    assert_eq!(oldest.farewell().await, Some(ErrorCode::RateLimited));
    server.stop().await;
}

#[tokio::test]
async fn who_says_nothing_is_shown_out_and_invited_back() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let seat = class.guests_seat("Gus").await;
    let mut asleep = Client::enter(server.web(), &seat).await;
    let mut silent = Socket::open(server.web()).await;
    let mut pinging = Socket::open(server.web()).await;
    let signs_of_life = async {
        let mut every = tokio::time::interval(std::time::Duration::from_millis(500));
        loop {
            every.tick().await;
            pinging.send_raw(Message::Ping(Default::default())).await;
        }
    };
    let code = tokio::select! {
        code = silent.farewell() => code,
        () = signs_of_life => None,
    };
    assert_eq!(code, Some(ErrorCode::TooSlow));
    assert_eq!(pinging.farewell().await, Some(ErrorCode::TooSlow), "pings are no hello");
    assert_eq!(asleep.socket.farewell().await, Some(ErrorCode::TooSlow));
    assert!(Client::enter(server.web(), &seat).await.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_understood_is_refused_and_the_connection_goes_on() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut guest = class.guest("Gus").await;
    for (text, wanted) in [
        ("{", 0u32),
        (r#"{"type":"dance"}"#, 0),
        (r#"{"type":"command","id":7,"command":{"do":"dance"}}"#, 7),
        (r#"{"type":"command","id":8,"command":{"do":"react","reaction":"heart","for":"all"}}"#, 8),
        (r#"{"type":"command","id":9,"command":{"do":"lower_hand","participant":-1}}"#, 9),
        (r#"{"type":"command","id":-1,"command":{"do":"raise_hand"}}"#, 0),
    ] {
        guest.socket.send_text(text).await;
        loop {
            match guest.next().await {
                Some(Down::Refused { id, refusal }) => {
                    assert_eq!((id, refusal.code), (wanted.into(), ErrorCode::BadFrame), "{text}");
                    break;
                }
                Some(Down::Events { .. }) => {}
                other => panic!("{text}: {other:?}"),
            }
        }
    }
    assert!(guest.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn what_breaks_the_protocol_ends_the_connection_and_keeps_the_seat() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let seat = class.guests_seat("Gus").await;
    let again = serde_json::to_string(&hello(&seat.token)).unwrap();
    for (frame, code) in [
        (Message::binary(vec![1, 2, 3]), ErrorCode::BadFrame),
        (Message::text(again), ErrorCode::BadFrame),
        (Message::text("x".repeat(limits::FRAME_BYTES + 1)), ErrorCode::TooLarge),
    ] {
        let mut guest = Client::enter(server.web(), &seat).await;
        guest.socket.send_raw(frame).await;
        assert_eq!(guest.socket.farewell().await, Some(code));
    }
    bystander.event("the arrival", |body| matches!(body, EventBody::Joined { .. })).await;
    let since = bystander.events_so_far().await;
    assert!(since.is_empty(), "nobody hears of a leave: {since:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_large_frame_within_the_limit_is_read() {
    let server = TestServer::start().await;
    let mut guest = server.class().await.guest("Gus").await;
    let text = "é".repeat(limits::CHAT_TEXT_BYTES / 2);
    guest.must(Command::SendChat { text: text.clone() + " ", to: ChatTo::MAIN }).await;
    let over = Command::SendChat { text: text + "x", to: ChatTo::MAIN };
    assert_eq!(guest.refusal(over).await, ErrorCode::TextTooLong);
    let sdp = "x".repeat(limits::FRAME_BYTES - 200);
    assert_eq!(guest.refusal(Command::Offer { sdp, fresh: true, sends: vec![] }).await, ErrorCode::BadSdp);
    server.stop().await;
}

#[tokio::test]
async fn a_flood_is_refused_beyond_its_rate_and_others_are_served() {
    const COMMANDS: u32 = 400;
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let mut guest = class.guest("Gus").await;
    let started = std::time::Instant::now();
    for _ in 0..COMMANDS {
        guest.say(Command::RaiseHand).await;
    }
    assert!(bystander.is_in_class().await);
    let (mut granted, mut refused) = (0, 0);
    while granted + refused < COMMANDS {
        match guest.next().await.expect("an answer, not the end") {
            Down::Ack { .. } => granted += 1,
            Down::Refused { refusal, .. } => {
                assert_eq!(refusal.code, ErrorCode::RateLimited);
                refused += 1;
            }
            _ => {}
        }
    }
    let allowed = limits::COMMANDS_BURST + started.elapsed().as_secs() as u32 * limits::COMMANDS_PER_SECOND + 20;
    // The hello counted as a frame.
    assert!((limits::COMMANDS_BURST - 1..=allowed).contains(&granted), "{granted} of at most {allowed}");
    server.stop().await;
}

/// More frames than any rate permits.
const FLOOD: u32 = 4 * (limits::COMMANDS_BURST + limits::REFUSALS_BURST);

#[tokio::test]
async fn a_flood_that_does_not_heed_refusals_ends_the_connection_and_says_why() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let seat = class.guests_seat("Gus").await;
    let command = serde_json::to_string(&Up::Command { id: 1.into(), command: Command::RaiseHand }).unwrap();
    let ping = serde_json::to_string(&Up::Ping).unwrap();
    for frame in [Message::text(command), Message::text(ping), Message::Ping(Default::default())] {
        let mut guest = Client::enter(server.web(), &seat).await;
        for _ in 0..FLOOD {
            guest.socket.send_raw(frame.clone()).await;
        }
        assert_eq!(guest.socket.farewell().await, Some(ErrorCode::RateLimited), "{frame:?}");
        assert!(bystander.is_in_class().await);
    }
    let mut stranger = Socket::open(server.web()).await;
    for _ in 0..FLOOD {
        stranger.send_raw(Message::Ping(Default::default())).await;
    }
    assert_eq!(stranger.farewell().await, Some(ErrorCode::TooLarge), "before hello");
    server.stop().await;
}

#[tokio::test]
async fn a_flood_of_nonsense_ends_the_connection() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let mut guest = class.guest("Gus").await;
    for _ in 0..FLOOD {
        guest.socket.send_text("nonsense").await;
    }
    assert_eq!(guest.socket.farewell().await, Some(ErrorCode::RateLimited));
    assert!(bystander.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn chat_and_reactions_have_rates_of_their_own() {
    let server = TestServer::start().await;
    let mut guest = server.class().await.guest("Gus").await;
    let chat = |n: usize| Command::SendChat { text: format!("{n}"), to: ChatTo::MAIN };
    for n in 0..limits::CHAT_IN_WINDOW {
        guest.must(chat(n)).await;
    }
    assert_eq!(guest.refusal(chat(99)).await, ErrorCode::RateLimited);
    let heart = Command::React { reaction: protocol::Reaction::Heart };
    guest.must(heart.clone()).await;
    assert_eq!(guest.refusal(heart).await, ErrorCode::RateLimited);
    assert!(guest.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn a_second_window_takes_the_seat_and_the_first_is_told() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let seat = class.guests_seat("Gus").await;
    let mut first = Client::enter(server.web(), &seat).await;
    let mut second = Client::enter(server.web(), &seat).await;
    first.say(Command::EndSession).await;
    assert_eq!(first.socket.farewell().await, Some(ErrorCode::Superseded));
    assert_eq!(second.must(Command::RaiseHand).await, CommandResult::Done);
    bystander.event("the arrival", |body| matches!(body, EventBody::Joined { .. })).await;
    bystander.event("the hand", |body| matches!(body, EventBody::HandRaised { .. })).await;
    assert!(bystander.events_so_far().await.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn who_is_not_heard_of_is_away_for_all_until_they_are_heard_again() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut teacher = class.instructor().await;
    let mut guest = class.guest("Gus").await;
    let you = guest.you;
    let told = |away| move |body: &EventBody| *body == EventBody::AwayChanged { participant: you, away };

    // Nothing answers the server's pings while the guest's socket is not read.
    teacher.event("a hanging connection", told(true)).await;
    let (_, _) = tokio::join!(guest.events_so_far(), teacher.event("its return", told(false)));

    drop(guest);
    teacher.event("a lost connection", told(true)).await;
    server.stop().await;
}
