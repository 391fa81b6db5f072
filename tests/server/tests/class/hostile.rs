//! Malicious offers and datagrams are refused, while the media of others continues.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use protocol::{
    Command, ErrorCode, EventBody, Notice, OfferedTrack, Source, TrackRef, TrackState, WatchedSlot, chat::ChatTo,
    limits,
};
use server_tests::{
    client::Client,
    peer::{Offered, Peer, Plan},
    server::{Class, TestServer},
};
use tokio::net::UdpSocket;

/// Offers before a client takes another seat, to stay within the rate of offers.
const IN_A_BURST: usize = limits::OFFERS_BURST as usize;

/// Two clients who are not involved: one sends, one receives.
struct Bystanders {
    sender: (Client, Peer),
    receiver: (Client, Peer),
}

impl Bystanders {
    async fn enter(class: &Class<'_>) -> Self {
        let mut sender = class.guest("Sue").await;
        let sending = Peer::connect(&mut sender, Plan::both_ways(7)).await;
        for source in [Source::Microphone, Source::Camera] {
            sender.must(Command::SetTrack { source, state: TrackState::On }).await;
        }
        let mut receiver = class.guest("Rob").await;
        let receiving = Peer::connect(&mut receiver, Plan::listener()).await;
        let track = TrackRef { participant: sender.you, source: Source::Camera };
        let mid = receiving.video_slots[0].clone();
        receiver.must(Command::Watch { slots: vec![WatchedSlot { mid, track, height: 360 }] }).await;
        let mut bystanders = Bystanders { sender: (sender, sending), receiver: (receiver, receiving) };
        bystanders.are_served().await;
        bystanders
    }

    async fn are_served(&mut self) {
        self.receiver.1.sees_and_hears(7).await;
    }
}

fn offer(sdp: impl Into<String>, sends: &[(&str, Source)]) -> Command {
    let sends = sends.iter().map(|(mid, source)| OfferedTrack { mid: (*mid).to_owned(), source: *source }).collect();
    Command::Offer { sdp: sdp.into(), fresh: true, sends }
}

fn lines(count: usize) -> String {
    let line = |mid| format!("m=audio 9 x 111\r\na=mid:{mid}\r\na=recvonly\r\na=rtpmap:111 opus/48000/2\r\n");
    "v=0\r\n".to_owned() + &(0..count).map(line).collect::<String>()
}

fn layers(count: usize) -> String {
    "a=sendonly".to_owned() + &(0..count).map(|layer| format!("\r\na=rid:{layer} send")).collect::<String>()
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_that_cannot_be_answered_are_refused() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystanders = Bystanders::enter(&class).await;
    let mut eve = class.guest("Eve").await;
    let real = Offered::new(Plan::both_ways(9)).await.sdp;
    let harmful = [
        ("nothing", offer("", &[])),
        ("garbage", offer("\u{0}\u{1}\u{2}".repeat(5_000), &[])),
        ("no lines", offer("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", &[])),
        ("1,000 lines", offer(lines(1_000), &[])),
        ("one slot too many", offer(lines(limits::SLOTS + 1), &[])),
        ("lines of nobody knows what", offer(real.replace("m=video", "m=application"), &[])),
        ("a mid that is not there", offer(&*real, &[("99", Source::Camera)])),
        ("a microphone that is a camera", offer(&*real, &[("0", Source::Camera)])),
        ("a slot that is a camera", offer(&*real, &[("5", Source::Camera)])),
        ("a mid that stands twice", offer(real.replace("a=mid:1", "a=mid:0"), &[])),
        ("an inactive line", offer(real.replace("a=sendonly", "a=inactive"), &[])),
        ("4,500 layers", offer(real.replacen("a=sendonly", &layers(4_500), 1), &[])),
        ("a source named twice", offer(&*real, &[("0", Source::Microphone), ("1", Source::Microphone)])),
    ];
    for (index, (what, command)) in harmful.into_iter().enumerate() {
        if index % IN_A_BURST == IN_A_BURST - 1 {
            eve = class.guest(&format!("Eve {index}")).await;
        }
        assert_eq!(eve.ask(command).await.err().map(|refusal| refusal.code), Some(ErrorCode::BadSdp), "{what}");
    }
    let further = Command::Offer { sdp: real.clone(), fresh: false, sends: vec![] };
    assert_eq!(eve.refusal(further).await, ErrorCode::NoMedia);
    let peer = Peer::connect(&mut eve, Plan::listener()).await;
    let (_, receiver) = &bystanders.receiver;
    assert_eq!(
        receiver.video_slots, peer.video_slots,
        "the same names in everyone's offer, so that the next means sth."
    );
    let stranger = WatchedSlot {
        mid: "no such line".into(),
        track: TrackRef { participant: bystanders.sender.0.you, source: Source::Camera },
        height: u32::MAX,
    };
    eve.must(Command::Watch { slots: vec![stranger] }).await;
    bystanders.are_served().await;

    let mut large = class.guest("Large").await;
    large.say(offer("x".repeat(200_000), &[])).await;
    assert_eq!(large.socket.farewell().await, Some(ErrorCode::TooLarge));
    bystanders.are_served().await;
    server.stop().await;
}

/// Every line of a real offer is left out, doubled, or corrupted. Each such offer is answered or refused quickly.
#[tokio::test(flavor = "multi_thread")]
async fn spoilt_offers_break_nothing() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystanders = Bystanders::enter(&class).await;
    let real = Offered::new(Plan::both_ways(9)).await.sdp;
    let rows: Vec<&str> = real.lines().collect();
    let spoilt = |index: usize| -> String {
        let row = rows[index];
        let row = match index % 4 {
            0 => String::new(),
            1 => format!("{row}\r\n{row}\r\n"),
            2 => format!("{}{}\r\n", row, "9".repeat(40)),
            _ => format!("{}\u{fffd} -1 \r\n", &row[..row.len() / 2]),
        };
        let with = |(at, kept): (usize, &&str)| if at == index { row.clone() } else { format!("{kept}\r\n") };
        rows.iter().enumerate().map(with).collect()
    };
    let mut eve = class.guest("Eve").await;
    for (index, row) in rows.iter().enumerate() {
        if index % IN_A_BURST == IN_A_BURST - 1 {
            eve = class.guest(&format!("Eve {index}")).await;
        }
        let refusal = eve.ask(offer(spoilt(index), &[])).await.err();
        let code = refusal.map(|refusal| refusal.code);
        assert!(matches!(code, None | Some(ErrorCode::BadSdp)), "{row}: {code:?}");
    }
    bystanders.are_served().await;
    server.stop().await;
}

/// Deterministic noise (xorshift, G. Marsaglia 2003).
fn noise(state: &mut u64) -> u8 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as u8
}

/// A STUN binding request with this USERNAME and no valid MESSAGE-INTEGRITY (RFC 8489).
fn stun_request(username: &str) -> Vec<u8> {
    let padded = username.len().next_multiple_of(4);
    let mut message = vec![0, 1, 0, (4 + padded + 24) as u8, 0x21, 0x12, 0xa4, 0x42];
    message.extend([9; 12]);
    message.extend([0, 6, 0, username.len() as u8]);
    message.extend(username.as_bytes());
    message.resize(20 + 4 + padded, 0);
    message.extend([0, 8, 0, 20]);
    message.extend([0; 20]);
    message
}

#[tokio::test(flavor = "multi_thread")]
async fn datagrams_from_strangers_are_dropped() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystanders = Bystanders::enter(&class).await;

    let mut eve = class.guest("Eve").await;
    let answer = Offered::new(Plan::listener()).await.ask(&mut eve, true).await.expect("an answer");
    let row = |key: &str| answer.lines().find_map(|row| row.strip_prefix(key)).expect(key).trim().to_owned();
    let ufrag = row("a=ice-ufrag:");

    let target: SocketAddr = server.media();
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15;
    // First bytes of STUN, DTLS, RTP and RTCP (RFC 7983), and others.
    for first in [0_u8, 1, 20, 22, 23, 25, 64, 128, 0x80, 0x90, 200, 255] {
        for length in [0, 1, 2, 3, 11, 12, 13, 19, 20, 21, 28, 100, 1_200, 1_472, 9_000] {
            let mut datagram: Vec<u8> = (0..length).map(|_| noise(&mut state)).collect();
            if let Some(byte) = datagram.first_mut() {
                *byte = first;
            }
            socket.send_to(&datagram, target).await.unwrap();
        }
    }
    let rtcp_bye = [0x80, 203, 0, 1, 0, 0, 0x03, 0xea];
    for datagram in
        [stun_request("nobody:me"), stun_request(&format!("{ufrag}:me")), stun_request(""), rtcp_bye.to_vec()]
    {
        socket.send_to(&datagram, target).await.unwrap();
    }
    // The shard has read all these datagrams before those that the bystanders send from now on.
    bystanders.are_served().await;
    let mut buffer = [0; 1_500];
    while let Ok((length, _)) = socket.try_recv_from(&mut buffer) {
        // STUN may be answered with an error (class 0b11, RFC 8489, section 5), which is shorter than the request.
        assert!(buffer[..2] == [0x01, 0x11] && length < 100, "a stranger was answered {:02x?}", &buffer[..length]);
    }
    server.stop().await;
}

/// Loudness is what a client claims. Three of the same loudness as the teacher were there first.
#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_is_heard_over_guests_who_claim_to_be_loud() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut listener = class.guest("Lea").await;
    let mut listening = Peer::connect(&mut listener, Plan { audio_slots: 3, ..Plan::listener() }).await;
    let slots = listening.audio_slots.clone();
    let speaker = |tag| Plan { microphone: Some(tag), ..Plan::listener() };
    let mut guests = Vec::new();
    for tag in 1..=3 {
        let mut guest = class.guest(&format!("Guest {tag}")).await;
        let peer = Peer::connect(&mut guest, speaker(tag)).await;
        guest.must(Command::SetTrack { source: Source::Microphone, state: TrackState::On }).await;
        listening.wait_for_tag(&slots, tag, 20).await;
        guests.push((guest, peer));
    }
    let mut teacher = class.instructor().await;
    let _peer = Peer::connect(&mut teacher, speaker(9)).await;
    teacher.must(Command::SetTrack { source: Source::Microphone, state: TrackState::On }).await;
    listening.wait_for_tag(&slots, 9, 100).await;
    listening.wait_for(&slots, 100, None).await;
    server.stop().await;
}

/// They are named to staff, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn who_sends_silence_that_claims_to_be_loud_is_named_to_staff() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut teacher = class.instructor().await;
    let mut student = class.guest("Sam").await;
    let mut eve = class.guest("Eve").await;
    let plan = Plan { microphone: Some(9), ..Plan::listener() };
    let peer = Peer::connect(&mut eve, plan).await;
    peer.hush();
    eve.must(Command::SetTrack { source: Source::Microphone, state: TrackState::On }).await;
    let named = |notice: &Notice| matches!(notice, Notice::LoudSilence { .. });
    let notice = teacher.notice("who claims to be loud", named).await;
    assert_eq!(notice, Notice::LoudSilence { participant: eve.you });
    // What guests are sent from now on comes after the notice, if they are sent one.
    teacher.must(Command::SendChat { text: "Hello".into(), to: ChatTo::MAIN }).await;
    for guest in [&mut student, &mut eve] {
        guest.event("the message", |body| matches!(body, EventBody::ChatSent { .. })).await;
        assert!(!guest.has_notice(named), "guests are not told");
    }
    server.stop().await;
}

/// Somebody who switches a slot on and off makes no publisher send keyframe after keyframe to everybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_is_switched_on_and_off_forces_few_keyframes() {
    const TIME: Duration = Duration::from_secs(8);
    let server = TestServer::start().await;
    let class = server.class().await;
    let bystanders = Bystanders::enter(&class).await;
    let (sender, sending) = &bystanders.sender;
    sending.keyframes_when_asked_only();
    let mut eve = class.guest("Eve").await;
    let peer = Peer::connect(&mut eve, Plan::listener()).await;
    let track = TrackRef { participant: sender.you, source: Source::Camera };
    let slot = WatchedSlot { mid: peer.video_slots[0].clone(), track, height: 360 };
    let (before, start) = (sending.asked().keyframes, Instant::now());
    let mut pace = tokio::time::interval(Duration::from_millis(100));
    while start.elapsed() < TIME {
        for slots in [vec![slot.clone()], vec![]] {
            pace.tick().await;
            eve.must(Command::Watch { slots }).await;
        }
    }
    let asked = sending.asked().keyframes - before;
    assert!((1..=16).contains(&asked), "{asked} keyframes in {TIME:?}");
    server.stop().await;
}
