//! The real shard on loopback UDP with native clients.

mod client;

use std::{
    net::UdpSocket,
    time::{Duration, Instant},
};

use client::{Camera, Client, HIGH, Picture, picture, stun_request};
use media::{GroupId, Media, MediaConfig, MediaEvent, Offer, OfferError, PeerKey, Placement, TrackKey, Watch};
use protocol::{Source, limits};
use rtc::{rtcp::transport_feedbacks::transport_layer_nack::NackPair, rtp};
use tokio::sync::mpsc::Receiver;

const A: PeerKey = PeerKey(1);
const B: PeerKey = PeerKey(2);
const C: PeerKey = PeerKey(3);
const D: PeerKey = PeerKey(4);
const HERE: GroupId = GroupId(9);
const ELSEWHERE: GroupId = GroupId(10);

fn start() -> (Media, Receiver<MediaEvent>, Receiver<media::TapFrame>) {
    Media::start(MediaConfig { listen: ([127, 0, 0, 1], 0).into(), this_machine_alone: false, announce: vec![] })
        .unwrap()
}

fn place(media: &Media, key: PeerKey, group: GroupId) {
    media.place(key, Placement { group: Some(group), voice_also: vec![] });
}

async fn join(media: &Media, key: PeerKey) -> Client {
    join_with(media, key, Camera::Vp8).await
}

async fn join_with(media: &Media, key: PeerKey, camera: Camera) -> Client {
    place(media, key, HERE);
    Client::join(media, key, key.0 as u8, camera).await
}

/// Waits until the shard has carried out all commands before.
async fn settled(media: &Media) {
    let offer = Offer { from: client::FROM, sdp: String::new(), fresh: true, sends: vec![] };
    assert!(media.offer(PeerKey(u64::MAX), offer).await.is_err());
}

async fn wait(events: &mut Receiver<MediaEvent>, wanted: &MediaEvent) {
    let find = async { while events.recv().await.expect("the shard runs") != *wanted {} };
    tokio::time::timeout(Duration::from_secs(10), find).await.unwrap_or_else(|_| panic!("{wanted:?} did not happen"));
}

fn watch(slot: &str, peer: PeerKey) -> Vec<Watch> {
    watch_at(slot, peer, 480)
}

fn watch_at(slot: &str, peer: PeerKey, height: u32) -> Vec<Watch> {
    vec![Watch { mid: slot.to_owned(), track: TrackKey { peer, source: Source::Camera }, height }]
}

/// Follows a slot through a switch, from the last packet before it, for 30 pictures of the other publisher.
fn follow(viewer: &Client, slot: &str, publisher: PeerKey, last: &mut Option<(rtp::Header, Picture)>) {
    let (mut seen, mut first) = (0, true);
    while seen < 30 {
        let packet = viewer.next(slot);
        let (header, shown) = (packet.header.clone(), picture(&packet));
        if let Some((before, pictured)) = last {
            assert_eq!(header.ssrc, before.ssrc);
            assert_eq!(header.sequence_number, before.sequence_number.wrapping_add(1));
            assert_eq!(shown.id, (pictured.id + 1) & 0x7fff);
            assert_eq!(shown.tl0, pictured.tl0.wrapping_add(1));
            let step = header.timestamp.wrapping_sub(before.timestamp);
            assert!(step > 0 && step < 90_000, "a step of {step} ticks");
        }
        *last = Some((header, shown));
        if u64::from(shown.tag) == publisher.0 {
            assert!(!first || shown.key, "a new picture begins with a keyframe");
            (seen, first) = (seen + 1, false);
        } else {
            assert!(first, "the old picture does not come back");
        }
    }
}

fn shows(peer: PeerKey, slot: &str, of: Option<PeerKey>) -> MediaEvent {
    let track = of.map(|peer| TrackKey { peer, source: Source::Camera });
    MediaEvent::Slot { peer, mid: slot.to_owned(), track }
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_and_pictures_are_forwarded_and_a_switched_slot_stays_one_stream() {
    let (media, mut events, _frames) = start();
    let a = join(&media, A).await;
    wait(&mut events, &MediaEvent::Connected { peer: A }).await;
    let b = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let _c = join(&media, C).await;
    wait(&mut events, &MediaEvent::Connected { peer: C }).await;

    // Each hears the two others, never itself.
    for (listener, others) in [(&a, [2, 3]), (&b, [1, 3])] {
        let mut heard: Vec<u8> = listener.audio_slots.iter().map(|slot| listener.next(slot).payload[1]).collect();
        heard.sort_unstable();
        assert_eq!(heard, others);
    }

    let slot = b.video_slots[0].clone();
    let mut last = None;
    for publisher in [A, C, A, C] {
        media.watch(B, watch(&slot, publisher));
        wait(&mut events, &shows(B, &slot, Some(publisher))).await;
        follow(&b, &slot, publisher, &mut last);
    }

    // The slot of a closed track carries nothing. When the track opens again, the slot resumes by itself.
    media.gate(C, Source::Camera, false);
    wait(&mut events, &shows(B, &slot, None)).await;
    media.gate(C, Source::Camera, true);
    wait(&mut events, &shows(B, &slot, Some(C))).await;
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_stays_one_stream_when_the_codec_changes() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    // Packets sent before the other side has read the end of the handshake are lost.
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let _a = join(&media, A).await;
    let _c = join_with(&media, C, Camera::Vp9).await;
    let _d = join_with(&media, D, Camera::Vp9).await;
    let slot = b.video_slots[0].clone();
    let mut last = None;
    for (publisher, payload_type) in [(C, 98), (D, 98), (A, 96), (C, 98)] {
        media.watch(B, watch(&slot, publisher));
        wait(&mut events, &shows(B, &slot, Some(publisher))).await;
        follow(&b, &slot, publisher, &mut last);
        assert_eq!(last.as_ref().unwrap().0.payload_type, payload_type);
    }
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_offer_brings_slots_and_leaves_layers_alone() {
    let (media, mut events, _frames) = start();
    let mut a = join_with(&media, A, Camera::Layers).await;
    let b = join(&media, B).await;
    let slot = b.video_slots[0].clone();
    let until = |tag: u8| while picture(&b.next(&slot)).tag != tag {};
    media.watch(B, watch_at(&slot, A, 480));
    until(1 + HIGH);
    media.watch(B, watch_at(&slot, A, 100));
    until(1);
    a.offer_more(&media, A, 2).await;
    for new in a.video_slots[2..].iter() {
        media.watch(A, watch(new, B));
        wait(&mut events, &shows(A, new, Some(B))).await;
        assert_eq!(picture(&a.next(new)).tag, 2);
    }
    // A layer that has ended would be left within a second: after that, packets are current.
    (0..100).for_each(|_| assert_eq!(picture(&b.next(&slot)).tag, 1));
    media.watch(B, watch_at(&slot, A, 480));
    until(1 + HIGH);
    assert_eq!(media.stats().errors, 0);
    media.shutdown();
}

/// Both what the peer sends and what it is sent goes on, while its engine is away to answer its offers.
#[tokio::test(flavor = "multi_thread")]
async fn no_packet_is_lost_while_offers_are_answered() {
    let (media, mut events, _frames) = start();
    let mut a = join(&media, A).await;
    wait(&mut events, &MediaEvent::Connected { peer: A }).await;
    let b = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let mut numbers = [&a, &b].map(|client| client.next(&client.audio_slots[0]).header.sequence_number);
    for _ in 0..8 {
        a.offer_more(&media, A, 5).await;
        for (client, last) in [&a, &b].into_iter().zip(&mut numbers) {
            for _ in 0..10 {
                let number = client.next(&client.audio_slots[0]).header.sequence_number;
                assert_eq!(number, last.wrapping_add(1));
                *last = number;
            }
        }
    }
    assert_eq!(media.stats().errors, 0);
    media.shutdown();
}

/// Answers to connectivity checks are as quick as everything else that the shard does.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_the_offers_of_others() {
    let (media, _events, _frames) = start();
    let a = join(&media, A).await;
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let start = Instant::now();
    let offers: Vec<_> = (100..130).map(|peer| media.offer(PeerKey(peer), costly_offer())).collect();
    let offers: Vec<_> = offers.into_iter().map(tokio::spawn).collect();
    let mut times = Vec::new();
    while !offers.iter().all(tokio::task::JoinHandle::is_finished) && times.len() < 90 {
        let asked = Instant::now();
        socket.send_to(&a.request(), media.local_addr()).unwrap();
        socket.recv(&mut [0; 2048]).expect("an answer");
        times.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for offer in offers {
        assert!(offer.await.unwrap().is_ok());
    }
    let offer = start.elapsed() / 30;
    times.sort_unstable();
    let usual = times[times.len() / 2];
    assert!(times.len() > 10 && usual < offer / 3, "an answer takes {usual:?}, an offer {offer:?}");
    media.shutdown();
}

/// An offer of as many slots as there may be.
fn costly_offer() -> Offer {
    let mut sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:client\r\na=ice-pwd:the-password-of-a-client\r\n\
        a=setup:actpass\r\na=fingerprint:sha-256 "
        .to_owned();
    sdp += &["00"; 32].join(":");
    for mid in 0..limits::SLOTS {
        sdp += &format!(
            "\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=recvonly\r\na=rtcp-mux"
        );
        sdp += "\r\na=rtpmap:96 VP8/90000";
    }
    Offer { from: client::FROM, sdp: sdp + "\r\n", fresh: true, sends: vec![] }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_track_gets_its_first_keyframe() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let slot = b.video_slots[0].clone();
    media.watch(B, watch(&slot, A));
    let _a = join(&media, A).await;
    assert_eq!(picture(&b.next(&slot)).id, 7000, "the first picture that was sent");
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_outlives_the_connection_of_the_publisher() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    let slot = b.video_slots[1].clone();
    media.watch(B, watch(&slot, A));
    let first = join(&media, A).await;
    wait(&mut events, &shows(B, &slot, Some(A))).await;
    drop(first);
    let _second = join(&media, A).await;
    wait(&mut events, &shows(B, &slot, None)).await;
    wait(&mut events, &shows(B, &slot, Some(A))).await;
    media.close(A);
    wait(&mut events, &shows(B, &slot, None)).await;
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_placed_elsewhere_is_seen_there_alone() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    let slot = b.video_slots[0].clone();
    media.watch(B, watch(&slot, A));
    let _a = join(&media, A).await;
    wait(&mut events, &shows(B, &slot, Some(A))).await;
    place(&media, A, ELSEWHERE);
    wait(&mut events, &shows(B, &slot, None)).await;
    place(&media, B, ELSEWHERE);
    wait(&mut events, &shows(B, &slot, Some(A))).await;
    // A voice that is heard in another group brings no picture along.
    media.place(A, Placement { group: Some(HERE), voice_also: vec![ELSEWHERE] });
    wait(&mut events, &shows(B, &slot, None)).await;
    while b.next(&b.audio_slots[0]).payload[1] != 1 {}
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_track_is_sent_to_a_viewer_once() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    let _a = join(&media, A).await;
    let (one, other) = (b.video_slots[0].clone(), b.video_slots[1].clone());
    let pictures = |slot: &str| {
        b.arrivals.try_iter().for_each(drop);
        let next = || b.arrivals.recv_timeout(Duration::from_secs(10)).ok();
        std::iter::from_fn(next).take(200).filter(|arrival| arrival.mid == slot).count()
    };
    media.watch(B, [watch(&one, A), watch(&other, A)].concat());
    wait(&mut events, &shows(B, &one, Some(A))).await;
    assert_eq!(pictures(&other), 0, "it stands in the first slot");
    // The first slot waits for a screen that sends nothing, with the old picture in it.
    let screen = TrackKey { peer: A, source: Source::Screen };
    let waits = Watch { mid: one.clone(), track: screen, height: 480 };
    media.watch(B, [vec![waits], watch(&other, A)].concat());
    wait(&mut events, &shows(B, &one, None)).await;
    assert!(pictures(&other) > 50);
    assert_eq!(pictures(&one), 0);
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_picture_does_not_stay_when_one_of_the_two_goes_elsewhere() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    let slot = b.video_slots[0].clone();
    let _a = join(&media, A).await;
    let silent = || {
        let track = TrackKey { peer: B, source: Source::Screen };
        vec![Watch { mid: slot.clone(), track, height: 480 }]
    };
    for who_goes in [A, B] {
        media.watch(B, watch(&slot, A));
        wait(&mut events, &shows(B, &slot, Some(A))).await;
        // This track sends nothing, so that the old picture stays for now.
        media.watch(B, silent());
        place(&media, who_goes, ELSEWHERE);
        wait(&mut events, &shows(B, &slot, None)).await;
        place(&media, who_goes, HERE);
    }
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_voice_does_not_stay_when_it_goes_elsewhere() {
    let (media, mut events, _frames) = start();
    // Speakers are heard in the order in which they come.
    let a = join(&media, A).await;
    wait(&mut events, &MediaEvent::Connected { peer: A }).await;
    let c = join(&media, C).await;
    c.next(&c.audio_slots[0]);
    let d = join(&media, D).await;
    for slot in &a.audio_slots {
        a.next(slot);
    }
    let b = join(&media, B).await;
    for slot in &b.audio_slots {
        b.next(slot);
    }
    // D is the third speaker, but B has no slot left. D gets the slot of A, and is silent in it.
    drop(d);
    place(&media, A, ELSEWHERE);
    settled(&media).await;
    let heard = std::iter::from_fn(|| b.arrivals.recv_timeout(Duration::from_secs(10)).ok());
    let voices: Vec<u8> = heard.map(|arrival| arrival.packet.payload[1]).take(100).collect();
    assert!(voices[..50].contains(&3));
    assert!(!voices[50..].contains(&1), "A is heard elsewhere: {voices:?}");
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_to_all_is_heard_where_three_are_heard_already() {
    let (media, _events, _frames) = start();
    let a = join(&media, A).await;
    let b = join(&media, B).await;
    let c = join(&media, C).await;
    for member in [&a, &b, &c] {
        member.audio_slots.iter().for_each(|slot| drop(member.next(slot)));
    }
    media.place(D, Placement { group: Some(ELSEWHERE), voice_also: vec![HERE] });
    let _d = Client::join(&media, D, 4, Camera::Vp8).await;
    for member in [&a, &b, &c] {
        let mut heard = std::iter::from_fn(|| member.arrivals.recv_timeout(Duration::from_secs(10)).ok());
        assert!(heard.by_ref().take(500).any(|arrival| arrival.packet.payload[1] == 4));
    }
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_everything_again_stalls_nobody() {
    let (media, _events, _frames) = start();
    let _a = join(&media, A).await;
    let b = join(&media, B).await;
    let slot = b.video_slots[0].clone();
    media.watch(B, watch(&slot, A));
    (0..30).for_each(|_| drop(b.next(&slot)));
    let packet_id = b.next(&slot).header.sequence_number.wrapping_sub(16);
    let before = media.stats();
    b.nack(&slot, vec![NackPair { packet_id, lost_packets: u16::MAX }; 450], 25);
    (0..50).for_each(|_| drop(b.next(&slot)));
    let after = media.stats();
    let (sent, forwarded) = (after.sent - before.sent, after.forwarded - before.forwarded);
    assert!(sent > forwarded && sent < forwarded + 1_000, "{sent} datagrams for {forwarded} packets");
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_stun_requests_is_cut() {
    let (media, _events, _frames) = start();
    let a = join(&media, A).await;
    let _b = join(&media, B).await;
    a.next(&a.audio_slots[0]);
    let request = stun_request(&a.credentials.0, None);
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    for _ in 0..1000 {
        stranger.send_to(&request, media.local_addr()).unwrap();
    }
    // The flood costs whoever has the ufrag nothing: a request of its own is answered, from a new address even.
    let moved = UdpSocket::bind("127.0.0.1:0").unwrap();
    moved.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    moved.send_to(&a.request(), media.local_addr()).unwrap();
    let mut answer = [0; 2048];
    moved.recv(&mut answer).expect("an answer");
    assert_eq!(answer[..2], [1, 1], "success");
    // Packets after these arrive after the flood.
    (0..50).for_each(|_| drop(a.next(&a.audio_slots[0])));
    let stats = media.stats();
    assert!(stats.refused > 500, "{stats:?}");
    assert_eq!(stats.peers, 2);
    media.shutdown();
}

/// A listener does not lose the voice of a peer whose address another peer has put on requests of its own.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_cannot_be_taken_from_its_owner() {
    let (media, mut events, _frames) = start();
    let listener = join(&media, A).await;
    let victim = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let thief = join(&media, C).await;
    wait(&mut events, &MediaEvent::Connected { peer: C }).await;
    // Of the next packets, how many carry this voice while the thief makes so many requests beside each.
    let heard = |tag: u8, requests: usize| {
        listener.arrivals.try_iter().for_each(drop);
        let next = || listener.arrivals.recv_timeout(Duration::from_secs(10)).ok();
        let arrivals = std::iter::from_fn(next).take(200);
        let voices =
            arrivals.inspect(|_| (0..requests).for_each(|_| victim.spoof(thief.request(), media.local_addr())));
        voices.filter(|arrival| arrival.packet.payload[1] == tag).count()
    };
    assert!(heard(2, 0) > 50);
    assert!(heard(2, 1) > 50, "the victim is heard all the time");
    assert!(heard(3, 1) > 50, "and so is the thief, from its own address");
    media.shutdown();
}

/// SRTP would keep state for each of these SSRCs.
#[tokio::test(flavor = "multi_thread")]
async fn forged_packets_of_many_streams_go_no_further() {
    let (media, mut events, _frames) = start();
    let listener = join(&media, A).await;
    let victim = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let before = media.stats();
    let dropped = || media.stats().refused - before.refused;
    let mut last = listener.next(&listener.audio_slots[0]).header.sequence_number;
    // A few beside each packet of the victim, so that the socket has room for all. Some are tried: 64, and 20 a second.
    let mut ssrcs = (0..1_000_u32).map(|number| number << 8);
    for _ in 0..2_000 {
        for ssrc in ssrcs.by_ref().take(20) {
            let forged = [&[0x80, 111, 0, 1, 0, 0, 0, 2][..], &ssrc.to_be_bytes(), &[0; 40]].concat();
            victim.spoof(forged, media.local_addr());
        }
        let sequence = listener.next(&listener.audio_slots[0]).header.sequence_number;
        assert_eq!(sequence, last.wrapping_add(1), "the victim's own packets go through");
        last = sequence;
        if dropped() > 700 {
            break;
        }
    }
    assert!(dropped() > 700, "{} of 1,000", dropped());
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_yields_frames_in_order_with_ascending_times() {
    let (media, _events, mut frames) = start();
    media.tap(A, vec![Source::Camera, Source::Microphone]);
    let _a = join(&media, A).await;
    let (mut sound, mut pictures) = (Vec::new(), Vec::new());
    let collect = async {
        while sound.len() < 50 || pictures.len() < 50 {
            let frame = frames.recv().await.expect("the shard runs");
            if frame.track.source.is_audio() { sound.push(frame) } else { pictures.push(frame) }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), collect).await.expect("frames come");
    assert!(pictures[0].key, "it begins with a keyframe");
    assert_eq!((pictures[0].width, pictures[0].height), (640, 480));
    for frames in [&sound, &pictures] {
        assert!(frames.windows(2).all(|pair| pair[0].at < pair[1].at));
        assert!(frames.iter().all(|frame| !frame.discontinuity));
    }
    assert!(pictures.iter().all(|frame| frame.data.ends_with(&[1])));
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_on_the_port_harms_nobody() {
    let (media, mut events, _frames) = start();
    let a = join(&media, A).await;
    let _b = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    a.next(&a.audio_slots[0]);
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..3000usize {
        let datagram: Vec<u8> = (0..round % 300)
            .map(|i| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                match (round % 4, i) {
                    // The start of a STUN header, of RTP, of DTLS, or anything.
                    (0, 0..8) => [0, 1, 0, 60, 0x21, 0x12, 0xa4, 0x42][i],
                    (1, 0) => 0x80,
                    (2, 0) => 22,
                    _ => random as u8,
                }
            })
            .collect();
        stranger.send_to(&datagram, media.local_addr()).unwrap();
    }
    // Packets after these arrive after the garbage.
    let mut last = a.next(&a.audio_slots[0]).header.sequence_number;
    for _ in 0..50 {
        let sequence = a.next(&a.audio_slots[0]).header.sequence_number;
        assert_eq!(sequence, last.wrapping_add(1));
        last = sequence;
    }
    let stats = media.stats();
    assert!(stats.refused > 0);
    assert_eq!((stats.peers, stats.errors), (2, 0));
    media.shutdown();
}

#[tokio::test]
async fn hostile_offers_are_refused() {
    let (media, _events, _frames) = start();
    let offer = |sdp: String, fresh| media.offer(A, Offer { from: client::FROM, sdp, fresh, sends: vec![] });
    let slots = |count: usize| {
        let slot = |mid| {
            format!("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:{mid}\r\na=recvonly\r\na=rtpmap:111 opus/48000/2\r\n")
        };
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned() + &(0..count).map(slot).collect::<String>()
    };
    assert!(matches!(offer(String::new(), true).await, Err(OfferError::BadSdp(_))));
    assert!(matches!(offer("\0".repeat(1 << 20), true).await, Err(OfferError::BadSdp(_))));
    assert!(matches!(offer(slots(1), true).await, Err(OfferError::BadSdp(_))), "no ICE, no fingerprint");
    assert_eq!(offer(slots(limits::SLOTS + 1), true).await, Err(OfferError::TooManySlots));
    assert_eq!(offer(slots(1000), true).await, Err(OfferError::TooManySlots));
    assert_eq!(offer(slots(1), false).await, Err(OfferError::NoConnection));
    assert_eq!(media.stats().peers, 0);
    media.shutdown();
    assert_eq!(offer(slots(1), true).await, Err(OfferError::Stopped));
}
