//! Real loss: the datagrams of one side pass a relay that loses some of them, and lost packets are repaired.
//!
//! To repeat a test that failed, take the seed that it printed: `MERIDIAN_LOSS_SEED=… cargo test --workspace --test loss`.

use std::time::Duration;

use protocol::{Command, Source, TrackRef, TrackState, WatchedSlot};
use server_tests::{
    arrivals::Arrived,
    client::Client,
    peer::{Camera, Peer, Plan},
    relay::{self, Relay},
    server::{Class, TestServer},
    within,
};

/// Datagrams of a hundred that the relay loses, in each direction.
const LOSS_PERCENT: u32 = 5;
/// Packets that are sent through loss: five seconds of the camera.
const PACKETS: u64 = 1_000;
/// Packets of [`PACKETS`] that are lost at least, and repaired: far below the 50 that are to be expected.
const REPAIRED: u64 = 20;
/// Packets after the loss until every repair has arrived that ever will: a second of the camera.
const SETTLED: u64 = 200;
/// 200 packets a second: 1.6 Mbit/s.
const CAMERA: Camera = Camera { packets: 8, bytes: 1_000, tag: 7 };
/// The time after which browsers request a keyframe again that has not come.
const ASK_AGAIN: Duration = Duration::from_millis(300);
/// Datagrams of the server that a publisher misses: some reports, and with them several requests for a keyframe.
const SILENT: u64 = 30;

/// Connects, through the relay if there is one.
async fn connect(relay: Option<&Relay>, client: &mut Client, plan: Plan) -> Peer {
    match relay {
        Some(relay) => Peer::connect_through(relay, client, plan).await,
        None => Peer::connect(client, plan).await,
    }
}

/// A participant who publishes a camera, and one who watches it.
struct Pair {
    publisher: (Client, Peer),
    viewer: (Client, Peer),
}

impl Pair {
    async fn meet(class: &Class<'_>, up: Option<&Relay>, down: Option<&Relay>) -> Pair {
        let mut sue = class.guest("Sue").await;
        let plan = Plan { microphone: None, camera: Some(CAMERA), films: Vec::new(), audio_slots: 0, video_slots: 0 };
        let sending = connect(up, &mut sue, plan).await;
        sue.must(Command::SetTrack { source: Source::Camera, state: TrackState::On }).await;
        let mut rob = class.guest("Rob").await;
        let receiving = connect(down, &mut rob, Plan::listener()).await;
        Pair { publisher: (sue, sending), viewer: (rob, receiving) }
    }

    async fn watch(&mut self) {
        let track = TrackRef { participant: self.publisher.0.you, source: Source::Camera };
        let slots = vec![WatchedSlot { mid: self.slot(), track, height: 480 }];
        self.viewer.0.must(Command::Watch { slots }).await;
    }

    fn slot(&self) -> String {
        self.viewer.1.video_slots[0].clone()
    }

    async fn wait_until(&mut self, what: &str, fits: impl Fn(&Arrived) -> bool) -> Arrived {
        let slot = self.slot();
        self.viewer.1.wait_until(what, &slot, fits).await
    }

    /// Watches [`PACKETS`] through loss, then without loss until the last lost packets had time to be repaired.
    async fn watch_over(&mut self, relay: &Relay) -> Arrived {
        self.watch().await;
        self.wait_until("pictures", |slot| slot.packets >= 10).await;
        relay.lose(LOSS_PERCENT);
        self.wait_until("pictures through loss", |slot| slot.expected >= PACKETS).await;
        relay.lose(0);
        let settled = self.viewer.1.arrived(&self.slot()).expected + SETTLED;
        let arrived = self.wait_until("packets without loss", |slot| slot.expected >= settled).await;
        println!("{arrived:?}, dropped {:?} of {:?}", relay.dropped(), relay.passed());
        arrived
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_publisher_loses_is_asked_for_again_and_everyone_gets_all_of_it() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let relay = Relay::start(server.media(), relay::seed()).await;
    let mut pair = Pair::meet(&class, Some(&relay), None).await;
    let arrived = pair.watch_over(&relay).await;
    assert!(relay.dropped().0 >= REPAIRED, "too little was lost on the way to the server");
    assert!(arrived.late >= REPAIRED, "lost packets were not repaired: {arrived:?}");
    assert!(pair.publisher.1.asked().repairs > 0, "the server did not request the missing packets");
    pair.wait_until("every packet", Arrived::is_complete).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_viewer_loses_is_sent_again() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let relay = Relay::start(server.media(), relay::seed()).await;
    let mut pair = Pair::meet(&class, None, Some(&relay)).await;
    let arrived = pair.watch_over(&relay).await;
    assert!(relay.dropped().1 >= REPAIRED, "too little was lost on the way from the server");
    assert!(arrived.late >= REPAIRED, "lost packets were not repaired: {arrived:?}");
    let missing = arrived.expected - arrived.packets;
    assert!(missing * 200 <= arrived.expected, "less than 99.5 % is complete: {arrived:?}");
    server.stop().await;
}

/// Waits until so many more datagrams of the server are lost.
async fn misses(relay: &Relay, more: u64) {
    let wanted = relay.dropped().1 + more;
    let lost = async {
        while relay.dropped().1 < wanted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within("datagrams that are lost", lost).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyframe_whose_requests_are_lost_is_requested_again() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let seed = relay::seed();
    let (up, down) = (Relay::start(server.media(), seed).await, Relay::start(server.media(), !seed).await);
    let mut pair = Pair::meet(&class, Some(&up), Some(&down)).await;
    pair.publisher.1.keyframes_when_asked_only();
    // The publisher hears nothing of the server any more. What the recording requested before has been sent by then.
    up.lose_from_server(100);
    misses(&up, SILENT).await;
    let before = pair.publisher.1.asked().keyframes;
    // So every request for the keyframe with which pictures begin is lost.
    pair.watch().await;
    misses(&up, SILENT).await;
    let slot = pair.slot();
    assert_eq!(pair.publisher.1.asked().keyframes, before, "a request came through");
    assert_eq!(pair.viewer.1.arrived(&slot).keyframes, 0, "pictures began without a request");
    // So much that requests and keyframes on both sides are lost from time to time.
    up.lose(4 * LOSS_PERCENT);
    down.lose(4 * LOSS_PERCENT);
    let first = pair.wait_until("the keyframe with which pictures begin", |slot| slot.keyframes > 0).await;
    let viewer = &mut pair.viewer.1;
    let another = async {
        let mut again = tokio::time::interval(ASK_AGAIN);
        while viewer.arrived(&slot).keyframes == first.keyframes {
            again.tick().await;
            viewer.ask_for_keyframe(&slot);
        }
    };
    within("a keyframe that the viewer requests", another).await;
    assert!(pair.publisher.1.asked().keyframes >= before + 2, "each keyframe is requested by the server");
    let (sent, received) = (up.dropped(), down.dropped());
    println!("lost {sent:?} of the publisher's datagrams, {received:?} of the viewer's");
    assert!(sent.0 > 0 && received.1 > 0, "nothing was lost on the way of the pictures");
    server.stop().await;
}
