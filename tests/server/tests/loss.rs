//! Real loss: all datagrams of one side pass a relay that drops some, and what is lost is repaired.
//!
//! What failed is tried again with the seed that it printed: `MERIDIAN_LOSS_SEED=… cargo test --workspace --test loss`.

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

/// Of a hundred datagrams, in each direction.
const LOSS_PERCENT: u32 = 5;
/// Packets after which enough was lost to judge: five seconds of the camera.
const PACKETS: u64 = 1_000;
/// Of these, so many at least are lost at first: far below the 50 that are to be expected.
const REPAIRED: u64 = 20;
/// Packets after the loss until all repairs have come or will not: a second of the camera.
const SETTLED: u64 = 200;
/// 200 packets a second, as at 1.6 Mbit/s.
const CAMERA: Camera = Camera { packets: 8, bytes: 1_000, tag: 7 };
/// Browsers ask again for a keyframe that does not come within about this.
const ASK_AGAIN: Duration = Duration::from_millis(300);

/// Connects, by way of the relay if there is one.
async fn connect(relay: Option<&Relay>, client: &mut Client, plan: Plan) -> Peer {
    match relay {
        Some(relay) => Peer::connect_through(relay, client, plan).await,
        None => Peer::connect(client, plan).await,
    }
}

/// Who publishes a camera, and who watches it.
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

    /// Watches until so much was lost that it can be judged, then until what was lost last had its time to be repaired.
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
    assert!(relay.dropped().0 > 0, "nothing was lost on the way up");
    assert!(arrived.late >= REPAIRED, "repairs come late: {arrived:?}");
    assert!(pair.publisher.1.asked().repairs > 0, "the server asks for what is missing");
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
    assert!(relay.dropped().1 > 0, "nothing was lost on the way down");
    assert!(arrived.late >= REPAIRED, "repairs come late: {arrived:?}");
    let missing = arrived.expected - arrived.packets;
    assert!(missing * 200 <= arrived.expected, "less than 99.5 % is complete: {arrived:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keyframes_are_had_through_loss_on_both_sides() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let seed = relay::seed();
    let (up, down) = (Relay::start(server.media(), seed).await, Relay::start(server.media(), !seed).await);
    let mut pair = Pair::meet(&class, Some(&up), Some(&down)).await;
    // Four times the usual, so that requests are lost too.
    up.lose(4 * LOSS_PERCENT);
    down.lose(4 * LOSS_PERCENT);
    pair.publisher.1.keyframes_when_asked_only();
    pair.watch().await;
    let first = pair.wait_until("the keyframe with which pictures begin", |slot| slot.keyframes > 0).await;
    let (slot, viewer) = (pair.slot(), &mut pair.viewer.1);
    let another = async {
        let mut again = tokio::time::interval(ASK_AGAIN);
        while viewer.arrived(&slot).keyframes == first.keyframes {
            again.tick().await;
            viewer.ask_for_keyframe(&slot);
        }
    };
    within("a keyframe that the viewer asks for", another).await;
    assert!(pair.publisher.1.asked().keyframes > 0, "by the server's request");
    server.stop().await;
}
