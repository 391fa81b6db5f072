//! No journal, however hostile or old, makes the fold panic; one that is none is refused.

use live::{ConnectionId, Input, RebuildError, RoomMembership, Session, State, Viewer, reduce, visible};
use proptest::prelude::*;
use protocol::{
    Audience, Consent, Event, EventBody, Later, LeaveReason, ParticipantId, Reaction, Role, RoomId, SessionId,
    SessionKind, Settings, Snapshot, Source, TrackRef, TrackState,
    moderation::SharePolicy,
    presence::WaitCause,
    rooms::{OpenedRoom, RoomRules, RoomWatching},
};

fn participant() -> impl Strategy<Value = ParticipantId> + Clone {
    prop_oneof![8 => (1..5_u32).prop_map(ParticipantId), 1 => any::<u32>().prop_map(ParticipantId)]
}

fn room() -> impl Strategy<Value = RoomId> {
    prop_oneof![8 => (0..3_u32).prop_map(RoomId), 1 => any::<u32>().prop_map(RoomId)]
}

fn source() -> impl Strategy<Value = Source> {
    prop::sample::select(Source::ALL.to_vec())
}

fn track() -> impl Strategy<Value = TrackRef> {
    (participant(), source()).prop_map(|(participant, source)| TrackRef { participant, source })
}

fn body() -> impl Strategy<Value = EventBody> {
    let consent = (any::<bool>(), any::<bool>())
        .prop_map(|(record_camera, record_voice)| Consent { record_camera, record_voice });
    let state = prop::sample::select(vec![TrackState::On, TrackState::Muted, TrackState::Off]);
    let reason =
        prop::sample::select(vec![LeaveReason::Left, LeaveReason::Lost, LeaveReason::Removed, LeaveReason::Banned]);
    let role = prop::sample::select(Role::ALL.to_vec());
    let by = prop::option::of(participant());
    prop_oneof![
        1 => any::<u64>().prop_map(|started_unix| EventBody::SessionStarted {
            session: SessionId(uuid::Uuid::nil()), title: "t".into(), started_unix, kind: SessionKind::Class, unrecorded: false, watches: None
        }),
        1 => any::<(u64, u64)>().prop_map(|(from, to)| EventBody::Interrupted { from, to }),
        1 => by.clone().prop_map(|by| EventBody::SessionEnded { by }),
        6 => (participant(), ".{0,8}", prop::option::of(any::<u32>()), role, room(), consent.clone()).prop_map(
            |(participant, name, namesake, role, room, consent)| EventBody::Joined {
                participant, name, namesake, role, room, consent
            }
        ),
        3 => (participant(), reason).prop_map(|(participant, reason)| EventBody::Left { participant, reason }),
        4 => (participant(), room(), by.clone())
            .prop_map(|(participant, room, by)| EventBody::Moved { participant, room, by }),
        2 => (participant(), consent)
            .prop_map(|(participant, consent)| EventBody::ConsentChanged { participant, consent }),
        8 => (track(), state, by.clone()).prop_map(|(track, state, by)| EventBody::TrackChanged {
            participant: track.participant, source: track.source, state, by
        }),
        3 => (participant(), any::<bool>())
            .prop_map(|(participant, speaking)| EventBody::Speaking { participant, speaking }),
        3 => participant().prop_map(|participant| EventBody::HandRaised { participant }),
        2 => (participant(), by).prop_map(|(participant, by)| EventBody::HandLowered { participant, by }),
        1 => participant().prop_map(|participant| EventBody::Reacted { participant, reaction: Reaction::Laugh }),
        3 => (participant(), ".{0,8}").prop_map(|(participant, text)| EventBody::ChatSent { participant, text }),
        3 => (room(), prop::option::of(track())).prop_map(|(room, target)| EventBody::SpotlightSet { room, target }),
        2 => later_body(),
        6 => breakout_body(),
        6 => moderation_body(),
    ]
}

fn later_body() -> impl Strategy<Value = EventBody> {
    prop_oneof![
        2 => (participant(), prop::sample::select(Role::ALL.to_vec())).prop_map(|(participant, role)| {
            EventBody::ViewerJoined { participant, name: "v".into(), namesake: None, role, consent: Consent::withheld() }
        }),
        1 => participant().prop_map(|by| EventBody::SessionClosed { by }),
        1 => participant().prop_map(|by| EventBody::SessionReopened { by }),
        1 => Just(EventBody::Unknown),
    ]
}

fn breakout_body() -> impl Strategy<Value = EventBody> {
    let watching = prop::sample::select(vec![
        RoomWatching::Staff,
        RoomWatching::Members,
        RoomWatching::AfterOwn,
        RoomWatching::Everyone,
    ]);
    let until = prop::option::of(0..1_000_u64);
    let opened = (1..4_u32, until.clone(), participant()).prop_map(|(id, until, member)| OpenedRoom {
        id: RoomId(id),
        name: "r".into(),
        task: String::new(),
        until,
        members: vec![member],
    });
    prop_oneof![
        6 => (opened, watching, participant()).prop_map(|(room, watching, by)| EventBody::RoomsOpened {
            rooms: vec![room], rules: RoomRules { watching, ..RoomRules::default() }, by
        }),
        1 => room().prop_map(|room| EventBody::ArrivalsExpected { room, names: vec!["n".into()] }),
        1 => (room(), until).prop_map(|(room, until)| EventBody::RoomTimeSet { rooms: vec![room], until }),
        2 => room().prop_map(|room| EventBody::RoomsClosed { rooms: vec![room] }),
        2 => (participant(), room()).prop_map(|(participant, room)| EventBody::HelpAsked {
            participant, room, reason: "?".into()
        }),
        1 => (participant(), prop::option::of(participant()))
            .prop_map(|(participant, by)| EventBody::HelpEnded { participant, by }),
        2 => (participant(), room())
            .prop_map(|(participant, room)| EventBody::WorkHandedIn { participant, room, text: "w".into(), with: Vec::new() }),
        1 => (participant(), prop::collection::vec(participant(), 1..3), room()).prop_map(
            |(participant, with, room)| EventBody::WorkHandedIn { participant, room, text: "w".into(), with }
        ),
        1 => (participant(), prop::option::of(room()))
            .prop_map(|(participant, room)| EventBody::TogetherSet { participant, room }),
        2 => prop::option::of(participant()).prop_map(|participant| EventBody::VoiceToAllSet { participant }),
        2 => (any::<bool>(), any::<u64>(), any::<u16>(), participant()).prop_map(
            |(playing, position, speed_percent, by)| EventBody::PlaybackSet { playing, position, speed_percent, by }
        ),
    ]
}

fn moderation_body() -> impl Strategy<Value = EventBody> {
    let role = prop::sample::select(Role::ALL.to_vec());
    let reason = prop::sample::select(vec![LeaveReason::Left, LeaveReason::Removed, LeaveReason::Banned]);
    let sharing = prop::sample::select(vec![SharePolicy::Everyone, SharePolicy::Asking, SharePolicy::Staff]);
    prop_oneof![
        1 => (room(), participant()).prop_map(|(room, by)| EventBody::HandsLowered { room, by }),
        1 => (participant(), participant()).prop_map(|(participant, by)| EventBody::AskedToUnmute { participant, by }),
        1 => (participant(), participant()).prop_map(|(participant, by)| EventBody::UnmuteRevoked { participant, by }),
        3 => (0..60_u64, participant()).prop_map(|(message, by)| EventBody::ChatDeleted { message, by }),
        1 => participant().prop_map(|participant| EventBody::ShareAsked { participant }),
        2 => (participant(), any::<bool>(), participant())
            .prop_map(|(participant, may_share, by)| EventBody::MayShareSet { participant, may_share, by }),
        2 => (participant(), role, participant())
            .prop_map(|(participant, role, by)| EventBody::RoleChanged { participant, role, by }),
        1 => (participant(), participant())
            .prop_map(|(participant, by)| EventBody::Renamed { participant, name: "m".into(), namesake: Some(2), by }),
        2 => (sharing, any::<bool>(), participant()).prop_map(|(sharing, cameras, by)| EventBody::SettingsChanged {
            settings: Settings { sharing, cameras, ..Settings::default() }, by
        }),
        2 => participant().prop_map(|participant| EventBody::WaitBegan {
            participant, name: "w".into(), namesake: None, consent: Consent::default(), cause: WaitCause::default()
        }),
        2 => (participant(), prop::option::of(reason))
            .prop_map(|(participant, reason)| EventBody::WaitEnded { participant, reason }),
        1 => participant().prop_map(|participant| EventBody::WaitingTold { participant, text: "t".into() }),
    ]
}

/// To whom this must be told, if not to everyone: what a viewer may see of the state follows from it.
fn told_to(body: &EventBody) -> Option<Audience> {
    match *body {
        EventBody::ArrivalsExpected { .. } => Some(Audience::Staff { and: None }),
        EventBody::WaitBegan { participant, .. }
        | EventBody::WaitEnded { participant, .. }
        | EventBody::WaitingTold { participant, .. }
        | EventBody::HelpAsked { participant, .. }
        | EventBody::HelpEnded { participant, .. }
        | EventBody::AskedToUnmute { participant, .. }
        | EventBody::UnmuteRevoked { participant, .. } => Some(Audience::Staff { and: Some(participant) }),
        _ => None,
    }
}

fn audience() -> impl Strategy<Value = Audience> {
    prop_oneof![
        Just(Audience::Everyone),
        room().prop_map(|room| Audience::Room { room }),
        prop::option::of(participant()).prop_map(|and| Audience::Staff { and }),
    ]
}

/// A mark of a later act, now and then.
fn later() -> impl Strategy<Value = Option<Later>> {
    prop::option::weighted(0.2, (any::<u64>(), prop::option::of(any::<u64>())))
        .prop_map(|later| later.map(|(unix, anchor)| Later { unix, anchor }))
}

/// Any numbers, any times, any order.
fn hostile_journal() -> impl Strategy<Value = Vec<Event>> {
    let event = (any::<u64>(), any::<u64>(), audience(), later(), body())
        .prop_map(|(seq, at, audience, later, body)| Event { seq, at, audience, later, body });
    prop::collection::vec(event, 0..60)
}

/// Numbered and timed as a journal is, with a start, and with audiences as they must be; what happens makes no sense.
fn senseless_journal() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((audience(), later(), body()), 0..60).prop_map(|happenings| {
        let start = EventBody::SessionStarted {
            session: SessionId(uuid::Uuid::nil()),
            title: "t".into(),
            started_unix: 0,
            kind: SessionKind::Class,
            unrecorded: false,
            watches: None,
        };
        std::iter::once((Audience::Everyone, None, start))
            .chain(happenings)
            .enumerate()
            .map(|(i, (audience, later, body))| {
                let chat = matches!(body, EventBody::ChatSent { .. });
                let audience = if chat { audience } else { told_to(&body).unwrap_or(Audience::Everyone) };
                Event { seq: i as u64 + 1, at: i as u64 * 10, audience, later, body }
            })
            .collect()
    })
}

const VIEWERS: [Viewer; 3] = [
    Viewer { participant: ParticipantId(1), role: Role::Instructor },
    Viewer { participant: ParticipantId(2), role: Role::Student },
    Viewer { participant: ParticipantId(9), role: Role::Guest },
];

/// What a viewer makes of what they may see by now.
fn seen(journal: &[Event], viewer: Viewer, state: &State) -> Snapshot {
    let mut seen = Snapshot::empty();
    journal
        .iter()
        .filter(|event| visible(event, viewer, state.membership()))
        .for_each(|event| reduce(&mut seen, event));
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_events_can_be_folded(journal in hostile_journal()) {
        let (mut state, mut snapshot, mut membership) = (State::default(), Snapshot::empty(), RoomMembership::default());
        for event in &journal {
            state.apply(event);
            reduce(&mut snapshot, event);
            membership.apply(event);
            for viewer in VIEWERS {
                visible(event, viewer, &membership);
                state.snapshot_for(viewer);
            }
        }
        let _ = Session::rebuild(journal, u64::MAX, 5);
    }

    /// Also where people move between rooms, and where events make no sense. Only that who waits is not here is taken
    /// for granted.
    #[test]
    fn a_view_is_the_fold_of_what_is_visible(mut journal in senseless_journal()) {
        journal.retain(|event| !matches!(event.body, EventBody::WaitBegan { .. }));
        let mut state = State::default();
        for (i, event) in journal.iter().enumerate() {
            state.apply(event);
            for viewer in VIEWERS {
                prop_assert_eq!(state.snapshot_for(viewer), seen(&journal[..=i], viewer, &state));
            }
        }
    }

    /// Without what is refused, what remains is a journal, whose session holds the invariants and goes on.
    #[test]
    fn an_admitted_journal_makes_a_sound_session(journal in senseless_journal()) {
        let mut admitted: Vec<Event> = Vec::new();
        for mut event in journal {
            event.seq = admitted.len() as u64 + 1;
            admitted.push(event);
            if fault(admitted.iter().cloned()).is_some() {
                admitted.pop();
            }
        }
        let (session, interrupted) = Session::rebuild(admitted.iter().cloned(), 0, 100_000).expect("it was admitted");
        session.check_invariants();
        admitted.extend(interrupted.events);
        for viewer in VIEWERS {
            prop_assert_eq!(session.snapshot_for(viewer), seen(&admitted, viewer, session.state()));
        }
    }

    /// Whatever is lost after the start, the session is sound and goes on.
    #[test]
    fn a_journal_with_lost_events_makes_a_sound_session(journal in senseless_journal()) {
        let (mut session, _) = Session::rebuild(journal, 0, 100_000).expect("it has a start");
        session.check_invariants();
        let connect = Input::Connect {
            participant: ParticipantId(99),
            connection: ConnectionId(1),
            name: "New".into(),
            role: Role::Instructor,
            consent: Consent::default(),
            near_ban: false,
        };
        prop_assert_eq!(session.handle(100_001, connect).is_ok(), !session.is_ended());
        session.check_invariants();
    }
}

/// What is wrong with a journal, first of all.
fn fault(journal: impl IntoIterator<Item = Event>) -> Option<RebuildError> {
    match Session::rebuild(journal, 0, 0) {
        Ok((session, _)) => session.faults().first().cloned(),
        Err(fault) => Some(fault),
    }
}

#[test]
fn what_is_no_journal_is_refused_or_passed_over() {
    let start = EventBody::SessionStarted {
        session: SessionId(uuid::Uuid::nil()),
        title: "t".into(),
        started_unix: 0,
        kind: SessionKind::Class,
        unrecorded: false,
        watches: None,
    };
    let who = ParticipantId(1);
    let joined = EventBody::Joined {
        participant: who,
        name: "n".into(),
        namesake: None,
        role: Role::Student,
        room: RoomId::MAIN,
        consent: Consent::default(),
    };
    let removed = EventBody::Left { participant: who, reason: LeaveReason::Removed };
    let ended = EventBody::SessionEnded { by: None };
    let speaking = EventBody::Speaking { participant: who, speaking: true };
    let target = Some(TrackRef { participant: who, source: Source::Camera });
    let spotlight = EventBody::SpotlightSet { room: RoomId::MAIN, target };
    let hand = EventBody::HandRaised { participant: who };
    for (bodies, error) in [
        (vec![], RebuildError::Empty),
        (vec![&joined], RebuildError::Start { seq: 1 }),
        (vec![&start, &start], RebuildError::Start { seq: 2 }),
        (vec![&start, &ended, &joined], RebuildError::AfterEnd { seq: 3 }),
        (vec![&start, &hand], RebuildError::NotPresent { seq: 2, participant: who }),
        (vec![&start, &joined, &joined], RebuildError::CannotJoin { seq: 3, participant: who }),
        (vec![&start, &joined, &removed, &joined], RebuildError::CannotJoin { seq: 4, participant: who }),
        (vec![&start, &joined, &speaking], RebuildError::Microphone { seq: 3, participant: who }),
        (vec![&start, &joined, &spotlight], RebuildError::Spotlight { seq: 3 }),
    ] {
        let numbered = bodies.into_iter().zip(1..);
        let journal = numbered.map(|(body, seq)| Event {
            seq,
            at: seq,
            audience: Audience::Everyone,
            later: None,
            body: body.clone(),
        });
        assert_eq!(fault(journal), Some(error));
    }
    let event = |seq, at, audience, body: &EventBody| Event { seq, at, audience, later: None, body: body.clone() };
    let first = event(1, 5, Audience::Everyone, &start);
    for (second, error) in [
        (event(3, 5, Audience::Everyone, &joined), RebuildError::Sequence { expected: 2, found: 3 }),
        (event(1, 5, Audience::Everyone, &joined), RebuildError::Sequence { expected: 2, found: 1 }),
        (event(2, 4, Audience::Everyone, &joined), RebuildError::Time { seq: 2, at: 4 }),
        (event(2, 5, Audience::Room { room: RoomId::MAIN }, &joined), RebuildError::Audience { seq: 2 }),
    ] {
        assert_eq!(fault([first.clone(), second]), Some(error));
    }
}
