//! Silences and breaks, which nobody has to have seen.

use ledger::{Facts, SeatFacts, Stretches, entry};
use protocol::{
    Event, EventBody, ParticipantId, SessionId, SessionKind,
    agenda::{Activity, ActivityKind},
    ledger::{LedgerEntry, LedgerRule, LedgerState},
    stage::{Source, TrackState},
};

use crate::facts::{at, facts};

const MINUTE: u64 = 60_000;
/// All of it has to be seen.
const RULE: LedgerRule = LedgerRule { percent: 100, polls: true, response: false };
const TEACHER: ParticipantId = ParticipantId(1);

fn speaks(minute: u64, speaking: bool) -> Event {
    at(minute * MINUTE, EventBody::Speaking { participant: TEACHER, speaking })
}

fn film(minute: u64, state: TrackState) -> Event {
    track(minute, Source::ScreenAudio, state)
}

fn track(minute: u64, source: Source, state: TrackState) -> Event {
    let by = None;
    at(minute * MINUTE, EventBody::TrackChanged { participant: TEACHER, source, state, by })
}

fn starts(minute: u64, kind: ActivityKind) -> Event {
    let activity = Activity { kind, title: String::new(), planned: None };
    at(minute * MINUTE, EventBody::ActivityStarted { position: None, activity, until: None })
}

/// What somebody has of 100 minutes who has watched those.
fn watched(events: &[Event], minutes: &[(u64, u64)]) -> LedgerEntry {
    let stretches: Vec<_> = minutes.iter().map(|(from, to)| (from * MINUTE, to * MINUTE)).collect();
    entry(RULE, 100 * MINUTE, &facts(events).class, &SeatFacts::default(), &Stretches::from(stretches), None, None)
}

#[test]
fn who_left_out_the_silences_has_seen_it_all() {
    let events = [speaks(0, true), speaks(40, false), speaks(50, true), speaks(90, false), speaks(95, true)];
    let entry = watched(&events, &[(0, 40), (50, 90), (95, 100)]);
    assert_eq!((entry.state, entry.left, entry.length), (LedgerState::CaughtUp, 0, 85 * MINUTE));
    let entry = watched(&events, &[(0, 40)]);
    assert_eq!((entry.left, entry.resume), (45 * MINUTE, Some(50 * MINUTE)));
}

#[test]
fn before_anybody_spoke_it_was_silent() {
    let mut whole = Facts::default();
    let session: SessionId = serde_json::from_str("\"00000000-0000-0000-0000-000000000000\"").unwrap();
    let title = "Waves".into();
    let started = EventBody::SessionStarted {
        session,
        title,
        started_unix: 0,
        kind: SessionKind::Class,
        unrecorded: false,
        watches: None,
    };
    [at(0, started), speaks(30, true)].iter().for_each(|event| whole.apply(event, |_, _, _| false));
    let entry =
        ledger::entry(RULE, 100 * MINUTE, &whole.class, &SeatFacts::default(), &Stretches::default(), None, None);
    assert_eq!(entry.length, 70 * MINUTE);
}

#[test]
fn a_film_is_no_silence() {
    let events =
        [speaks(0, true), speaks(40, false), film(40, TrackState::On), film(60, TrackState::Off), speaks(60, true)];
    assert_eq!(watched(&events, &[(0, 40)]).left, 60 * MINUTE);
}

#[test]
fn who_is_muted_does_not_speak() {
    let muted = track(40, Source::Microphone, TrackState::Muted);
    assert_eq!(watched(&[speaks(0, true), muted, speaks(60, true)], &[(0, 40)]).left, 40 * MINUTE);
}

#[test]
fn nor_is_the_time_in_which_the_server_was_away() {
    let away = at(60 * MINUTE, EventBody::Interrupted { from: 40 * MINUTE, to: 60 * MINUTE });
    let events = [speaks(0, true), away, speaks(61, true)];
    let entry = watched(&events, &[]);
    assert_eq!(entry.length, 79 * MINUTE, "neither the gap nor the minute of silence after it");
}

#[test]
fn nobody_has_to_have_seen_the_breaks() {
    let lecture = || starts(0, ActivityKind::Lecture);
    let events = [speaks(0, true), lecture(), starts(40, ActivityKind::Break), starts(50, ActivityKind::Group)];
    assert_eq!(watched(&events, &[(0, 40), (50, 100)]).state, LedgerState::CaughtUp);
}

#[test]
fn a_class_that_is_held_in_silence_is_seen_or_not() {
    let events = [speaks(10, true), speaks(20, false)];
    let closed = [&events[..], &[speaks(90, true)]].concat();
    assert_eq!(watched(&closed, &[(10, 20), (90, 100)]).left, 80 * MINUTE);
}
