//! Silences and breaks, which nobody has to have seen.

use ledger::{Facts, Measured, OnBoard, SeatFacts, Stretches, entry};
use protocol::{
    Event, EventBody, Millis, ParticipantId, SessionId, SessionKind,
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
    entry(
        RULE,
        100 * MINUTE,
        &facts(events).class,
        &SeatFacts::default(),
        &Stretches::from(stretches),
        None,
        OnBoard::default(),
    )
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
    let entry = ledger::entry(
        RULE,
        100 * MINUTE,
        &whole.class,
        &SeatFacts::default(),
        &Stretches::default(),
        None,
        OnBoard::default(),
    );
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

/// What has to be seen of 100 minutes whose sound was measured from one minute to another, and was quiet in those.
fn heard(events: &[Event], measured: (u64, u64), quiet: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut class = facts(events).class;
    let minutes = |(from, to): (u64, u64)| (from * MINUTE, to * MINUTE);
    let (from, to) = minutes(measured);
    let quiet: Vec<(Millis, Millis)> = quiet.iter().copied().map(minutes).collect();
    class.quiet.hear(&[Measured { from, to, quiet: quiet.into() }]);
    let none = SeatFacts::default();
    let whole = entry(RULE, 100 * MINUTE, &class, &none, &Stretches::default(), None, OnBoard::default());
    let seen = |minute: u64| {
        let watched = Stretches::of(minute * MINUTE, (minute + 1) * MINUTE);
        let after = entry(RULE, 100 * MINUTE, &class, &none, &watched, None, OnBoard::default());
        after.left < whole.left
    };
    (0..100).filter(|minute| seen(*minute)).map(|minute| (minute, minute + 1)).fold(
        Vec::new(),
        |mut all, (from, to)| {
            match all.last_mut() {
                Some((_, end)) if *end == from => *end = to,
                _ => all.push((from, to)),
            }
            all
        },
    )
}

fn over() -> Event {
    at(100 * MINUTE, EventBody::SessionEnded { by: None })
}

#[test]
fn a_soft_voice_has_to_be_heard_and_the_noise_of_a_microphone_has_not() {
    // The events say: silence from 40 to 60, where somebody speaks softly, and speech all the rest, of which 70 to 80 is noise.
    let events = [speaks(0, true), speaks(40, false), speaks(60, true), over()];
    assert!(facts(&events).class.quiet.is_to_be_heard());
    assert_eq!(heard(&events, (0, 100), &[(70, 80)]), [(0, 70), (80, 100)]);
}

#[test]
fn where_nobody_measured_it_the_events_count() {
    let events = [speaks(0, true), speaks(40, false), speaks(60, true), over()];
    assert_eq!(heard(&events, (0, 50), &[(10, 20)]), [(0, 10), (20, 50), (60, 100)]);
    assert_eq!(heard(&events, (50, 100), &[(50, 55)]), [(0, 40), (55, 100)], "40 to 55 is one silence");
}

#[test]
fn the_quiet_parts_of_a_film_have_to_be_seen() {
    let events = [speaks(0, true), film(40, TrackState::On), film(60, TrackState::Off), over()];
    assert_eq!(heard(&events, (0, 100), &[(30, 70)]), [(0, 30), (40, 60), (70, 100)]);
}

#[test]
fn of_two_rooms_both_are_to_be_quiet() {
    let mut class = facts(&[speaks(0, true), over()]).class;
    let whole = |quiet| Measured { from: 0, to: 100 * MINUTE, quiet };
    class.quiet.hear(&[whole(Stretches::of(10 * MINUTE, 30 * MINUTE)), whole(Stretches::of(20 * MINUTE, 40 * MINUTE))]);
    assert!(!class.quiet.is_to_be_heard());
    let none = SeatFacts::default();
    let entry = entry(RULE, 100 * MINUTE, &class, &none, &Stretches::default(), None, OnBoard::default());
    assert_eq!(entry.length, 90 * MINUTE);
}
