//! The real shard on loopback UDP with native clients.

mod client;

use std::{net::UdpSocket, time::Duration};

use client::Client;
use media::{GroupId, Media, MediaConfig, MediaEvent, Offer, OfferError, PeerKey, Placement, TrackKey, Watch};
use protocol::{Source, limits};
use tokio::sync::mpsc::Receiver;

const A: PeerKey = PeerKey(1);
const B: PeerKey = PeerKey(2);
const C: PeerKey = PeerKey(3);
const HERE: GroupId = GroupId(9);
const ELSEWHERE: GroupId = GroupId(10);

fn start() -> (Media, Receiver<MediaEvent>, Receiver<media::TapFrame>) {
    Media::start(MediaConfig { listen: ([127, 0, 0, 1], 0).into(), announce: vec![] }).unwrap()
}

fn place(media: &Media, key: PeerKey, group: GroupId) {
    media.place(key, Placement { group: Some(group), voice_also: vec![] });
}

async fn join(media: &Media, key: PeerKey) -> Client {
    place(media, key, HERE);
    Client::join(media, key, key.0 as u8).await
}

async fn wait(events: &mut Receiver<MediaEvent>, wanted: &MediaEvent) {
    let find = async { while events.recv().await.expect("the shard runs") != *wanted {} };
    tokio::time::timeout(Duration::from_secs(10), find).await.unwrap_or_else(|_| panic!("{wanted:?} did not happen"));
}

fn watch(slot: &str, peer: PeerKey) -> Vec<Watch> {
    vec![Watch { mid: slot.to_owned(), track: TrackKey { peer, source: Source::Camera }, height: 480 }]
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
    let mut last: Option<(u16, u32, u16)> = None;
    let mut ssrcs = std::collections::HashSet::new();
    for publisher in [A, C, A, C] {
        media.watch(B, watch(&slot, publisher));
        wait(&mut events, &shows(B, &slot, Some(publisher))).await;
        let (mut seen, mut first) = (0, true);
        while seen < 30 {
            let packet = b.next(&slot);
            let (header, payload) = (&packet.header, &packet.payload);
            let picture = u16::from_be_bytes([payload[2] & 0x7f, payload[3]]);
            ssrcs.insert(header.ssrc);
            if let Some((sequence, timestamp, before)) = last {
                assert_eq!(header.sequence_number, sequence.wrapping_add(1));
                assert_eq!(picture, (before + 1) & 0x7fff);
                let step = header.timestamp.wrapping_sub(timestamp);
                assert!(step > 0 && step < 90_000, "a step of {step} ticks");
            }
            last = Some((header.sequence_number, header.timestamp, picture));
            if u64::from(payload[15]) == publisher.0 {
                assert!(!first || payload[5] & 1 == 0, "a new picture begins with a keyframe");
                (seen, first) = (seen + 1, false);
            } else {
                assert!(first, "the old picture does not come back");
            }
        }
    }
    assert_eq!(ssrcs.len(), 1);

    // A closed gate lets the slot rest; it resumes by itself.
    media.gate(C, Source::Camera, false);
    wait(&mut events, &shows(B, &slot, None)).await;
    media.gate(C, Source::Camera, true);
    wait(&mut events, &shows(B, &slot, Some(C))).await;
    media.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_track_gets_its_first_keyframe() {
    let (media, mut events, _frames) = start();
    let b = join(&media, B).await;
    wait(&mut events, &MediaEvent::Connected { peer: B }).await;
    let slot = b.video_slots[0].clone();
    media.watch(B, watch(&slot, A));
    let _a = join(&media, A).await;
    let payload = b.next(&slot).payload;
    assert_eq!(u16::from_be_bytes([payload[2] & 0x7f, payload[3]]), 7000, "the first picture that was sent");
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
    // A voice that is heard elsewhere takes no picture along.
    media.place(A, Placement { group: Some(HERE), voice_also: vec![ELSEWHERE] });
    wait(&mut events, &shows(B, &slot, None)).await;
    while b.next(&b.audio_slots[0]).payload[1] != 1 {}
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
                    // A STUN header, RTP, DTLS, or whatever.
                    (0, 0..8) => [0, 1, 0, 60, 0x21, 0x12, 0xa4, 0x42][i],
                    (1, 0) => 0x80,
                    (2, 0) => 22,
                    _ => random as u8,
                }
            })
            .collect();
        stranger.send_to(&datagram, media.local_addr()).unwrap();
    }
    // What follows arrives after the garbage.
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
    let offer = |sdp: String, fresh| media.offer(A, Offer { sdp, fresh, sends: vec![] });
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
