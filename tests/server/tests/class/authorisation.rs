//! Every command by every role over the real socket, against a table of its own.

use protocol::{
    Command, Consent, ErrorCode, EventBody, OfferedTrack, ParticipantId, Reaction, Role, RoomId, Source, TrackRef,
    TrackState, WatchedSlot, chat::ChatTo,
};
use server_tests::{
    client::Client,
    server::{Class, TestServer},
};

/// The people whom commands concern besides their sender.
struct Others {
    /// A student with microphone and camera on and their hand up.
    victim: ParticipantId,
    /// A student whom staff remove.
    leaver: ParticipantId,
}

const INSTRUCTOR: [Role; 1] = [Role::Instructor];
const STAFF: [Role; 2] = [Role::Instructor, Role::Assistant];

/// Commands in an order in which each has an effect, with the roles that are permitted.
fn matrix(you: ParticipantId, others: &Others) -> Vec<(Command, &'static [Role])> {
    let camera = TrackRef { participant: others.victim, source: Source::Camera };
    let microphone = TrackRef { participant: others.victim, source: Source::Microphone };
    let chat = |to| Command::SendChat { text: "Hello".into(), to };
    let track = |source, state| Command::SetTrack { source, state };
    let sends = vec![OfferedTrack { mid: "0".into(), source: Source::Camera }];
    vec![
        // No role is refused; the SDP is.
        (Command::Offer { sdp: "v=0".into(), fresh: true, sends }, &[]),
        (Command::Watch { slots: vec![WatchedSlot { mid: "1".into(), track: camera, height: 180 }] }, &Role::ALL),
        (track(Source::Microphone, TrackState::On), &Role::ALL),
        (track(Source::Camera, TrackState::On), &Role::ALL),
        // The class's first settings let others share only when staff permit.
        (track(Source::Screen, TrackState::On), &STAFF),
        (track(Source::ScreenAudio, TrackState::On), &STAFF),
        (Command::MuteTrack { track: TrackRef { participant: you, source: Source::Microphone } }, &Role::ALL),
        (Command::RaiseHand, &Role::ALL),
        (Command::LowerHand { participant: you }, &Role::ALL),
        (Command::React { reaction: Reaction::Applause }, &Role::ALL),
        (chat(ChatTo::MAIN), &Role::ALL),
        (chat(ChatTo::Staff), &Role::ALL),
        (chat(ChatTo::Person { participant: others.victim }), &STAFF),
        (Command::SetConsent { consent: Consent { record_camera: false, record_voice: true } }, &Role::ALL),
        (Command::SetSpotlight { room: RoomId::MAIN, target: Some(camera) }, &STAFF),
        (Command::SetSpotlight { room: RoomId::MAIN, target: None }, &STAFF),
        (Command::LowerHand { participant: others.victim }, &STAFF),
        (Command::MuteTrack { track: microphone }, &STAFF),
        (Command::MuteTrack { track: camera }, &STAFF),
        (Command::Remove { participant: others.leaver, ban: false }, &STAFF),
        (Command::SetOffRecord { off: true }, &STAFF),
        (Command::ClearGuests { from: ParticipantId(999) }, &STAFF),
        (Command::EndSession, &INSTRUCTOR),
    ]
}

async fn victim(class: &Class<'_>) -> Client {
    let mut victim = class.connected(Role::Student, "Vic").await;
    for source in [Source::Microphone, Source::Camera] {
        victim.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    victim.must(Command::RaiseHand).await;
    victim
}

#[tokio::test]
async fn every_command_by_every_role() {
    for role in Role::ALL {
        let server = TestServer::start().await;
        let class = server.class().await;
        let mut victim = victim(&class).await;
        let leaver = class.connected(Role::Student, "Lee").await;
        let mut client = class.connected(role, "Rae").await;
        let others = Others { victim: victim.you, leaver: leaver.you };
        for (command, roles) in matrix(client.you, &others) {
            let told = format!("{role:?}: {command:?}");
            let expected = match &command {
                Command::Offer { .. } => Some(ErrorCode::BadSdp),
                _ if roles.contains(&role) => None,
                Command::SetTrack { .. } | Command::SendChat { .. } => Some(ErrorCode::NotNow),
                _ => Some(ErrorCode::Forbidden),
            };
            assert_eq!(client.ask(command).await.err().map(|refusal| refusal.code), expected, "{told}");
        }
        if role != Role::Instructor {
            assert!(victim.is_in_class().await, "{role:?} could not end the class");
        }
        if !role.is_staff() {
            let to_victim = |body: &EventBody| match *body {
                EventBody::TrackChanged { participant, .. } | EventBody::HandLowered { participant, by: Some(_) } => {
                    participant == others.victim
                }
                EventBody::Left { .. } | EventBody::SpotlightSet { .. } | EventBody::SessionEnded { .. } => true,
                _ => false,
            };
            let harm: Vec<_> = victim.events_so_far().await.into_iter().filter(|e| to_victim(&e.body)).collect();
            assert!(harm.iter().all(|e| matches!(e.body, EventBody::TrackChanged { by: None, .. })), "{harm:?}");
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn an_assistant_does_not_remove_the_instructor_and_nobody_removes_themselves() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let mut assistant = class.connected(Role::Assistant, "Tia").await;
    assert_eq!(
        assistant.refusal(Command::Remove { participant: instructor.you, ban: false }).await,
        ErrorCode::Forbidden
    );
    assert_eq!(
        instructor.refusal(Command::Remove { participant: instructor.you, ban: false }).await,
        ErrorCode::Forbidden
    );
    assert_eq!(
        instructor.refusal(Command::Remove { participant: ParticipantId(999), ban: false }).await,
        ErrorCode::UnknownParticipant
    );
    server.stop().await;
}

#[tokio::test]
async fn what_is_watched_must_exist_be_a_picture_and_be_named_once() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let victim = victim(&class).await;
    let mut guest = class.guest("Gus").await;
    let slot = |mid: &str, participant, source| WatchedSlot {
        mid: mid.to_owned(),
        track: TrackRef { participant, source },
        height: 360,
    };
    let mut refusal = async |slots| guest.refusal(Command::Watch { slots }).await;
    assert_eq!(refusal(vec![slot("1", ParticipantId(99), Source::Camera)]).await, ErrorCode::UnknownTrack);
    assert_eq!(refusal(vec![slot("1", victim.you, Source::Microphone)]).await, ErrorCode::UnknownTrack);
    let twice = vec![slot("1", victim.you, Source::Camera), slot("1", victim.you, Source::Camera)];
    assert_eq!(refusal(twice).await, ErrorCode::UnknownSlot);
    let many = (0..=protocol::limits::SLOTS).map(|n| slot(&n.to_string(), victim.you, Source::Camera)).collect();
    assert_eq!(refusal(many).await, ErrorCode::TooLarge);
    assert!(guest.is_in_class().await);
    server.stop().await;
}
