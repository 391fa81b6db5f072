//! What the journal tells.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Facts, InsightFacts, IsRight, SeatFacts, Stretches};
use protocol::{
    Audience, Consent, Event, EventBody, LeaveReason, ParticipantId, PollId, Role, RoomId,
    later::Later,
    polls::{Form, Question},
    recording::Cut,
};
use serde::{Serialize, de::DeserializeOwned};

const ADA: ParticipantId = ParticipantId(1);
const GUS: ParticipantId = ParticipantId(2);

pub fn joined(participant: ParticipantId) -> EventBody {
    let (name, room, consent) = ("Gus".into(), RoomId::MAIN, Consent::withheld());
    EventBody::Joined { participant, name, namesake: None, role: Role::Student, room, consent }
}

fn left(participant: ParticipantId) -> EventBody {
    EventBody::Left { participant, reason: LeaveReason::Left }
}

fn asked(poll: u32, room: Option<RoomId>, anonymous: bool) -> EventBody {
    let question = Question { text: "Why?".into(), form: Form::Text, anonymous };
    let poll = PollId(poll);
    EventBody::PollStarted { poll, room, question, quiz: false, until: None, again: None, by: ADA }
}

fn answered(poll: u32) -> EventBody {
    EventBody::BallotCast { poll: PollId(poll), participant: GUS, answer: None }
}

fn said() -> EventBody {
    EventBody::ChatSent { participant: GUS, text: "Hello".into() }
}

/// An event in class.
pub fn at(at: u64, body: EventBody) -> Event {
    Event { seq: 0, at, audience: Audience::Everyone, later: None, body }
}

pub fn later(at: u64, body: EventBody) -> Event {
    Event { later: Some(Later { unix: 1, anchor: None }), ..self::at(at, body) }
}

/// What the events tell, counted in one go and in two.
pub fn facts(events: &[Event]) -> Facts {
    with(events, |_, _, _| false)
}

/// The same where these answers are right.
pub fn with(events: &[Event], is_right: IsRight) -> Facts {
    let mut whole = Facts::default();
    events.iter().for_each(|event| whole.apply(event, is_right));
    for cut in 0..events.len() {
        let mut first = Facts::default();
        events[..cut].iter().for_each(|event| first.apply(event, is_right));
        let insight = InsightFacts { class: kept(&first.insight.class), seats: all_kept(&first.insight.seats) };
        let mut again = Facts { class: kept(&first.class), seats: all_kept(&first.seats), insight };
        events[cut..].iter().for_each(|event| again.apply(event, is_right));
        assert_eq!(again, whole, "kept after {cut} events, and counted on");
    }
    whole
}

fn kept<T: Serialize + DeserializeOwned>(facts: &T) -> T {
    serde_json::from_str(&serde_json::to_string(facts).unwrap()).unwrap()
}

fn all_kept<T: Serialize + DeserializeOwned>(seats: &BTreeMap<ParticipantId, T>) -> BTreeMap<ParticipantId, T> {
    seats.iter().map(|(seat, facts)| (*seat, kept(facts))).collect()
}

fn of_gus(events: &[Event]) -> SeatFacts {
    facts(events).seats.remove(&GUS).unwrap()
}

#[test]
fn somebody_is_there_from_coming_until_leaving_but_not_while_away() {
    let away = |away| EventBody::AwayChanged { participant: GUS, away };
    let events = [
        at(1_000, joined(GUS)),
        at(5_000, away(true)),
        at(8_000, away(false)),
        at(9_000, left(GUS)),
        at(20_000, joined(GUS)),
        at(30_000, away(true)),
        at(31_000, left(GUS)),
        at(40_000, joined(GUS)),
        at(50_000, EventBody::SessionEnded { by: None }),
    ];
    let gus = of_gus(&events);
    let expected: Stretches = vec![(1_000, 5_000), (8_000, 9_000), (20_000, 30_000), (40_000, 50_000)].into();
    assert_eq!((gus.live, gus.since), (expected, None));
    assert_eq!(of_gus(&events[..8]).since, Some(40_000), "class goes on");
}

#[test]
fn a_gap_of_the_server_is_noted() {
    let gap = EventBody::Interrupted { from: 2_000, to: 7_000 };
    assert_eq!(facts(&[at(0, joined(GUS)), at(7_000, gap)]).class.gaps, Stretches::of(2_000, 7_000));
}

#[test]
fn polls_count_that_all_were_asked_and_that_can_be_answered_later() {
    let events = [
        at(0, asked(1, None, false)),
        at(0, asked(2, Some(RoomId::MAIN), false)),
        at(0, asked(3, Some(RoomId(4)), false)),
        at(0, asked(4, None, true)),
        at(1, answered(1)),
        at(1, answered(1)),
        at(1, answered(3)),
        at(1, answered(4)),
        later(9, answered(2)),
        later(9, answered(1)),
        at(9, answered(9)),
    ];
    let Facts { class, mut seats, .. } = facts(&events);
    let polls = |numbers: &[u32]| numbers.iter().map(|&poll| PollId(poll)).collect();
    assert_eq!(class.polls.into_keys().collect::<BTreeSet<_>>(), polls(&[1, 2]));
    let gus = seats.remove(&GUS).unwrap();
    assert_eq!((gus.polls, gus.later_polls), (polls(&[1]), polls(&[2])));
}

#[test]
fn what_two_people_write_to_one_another_is_theirs() {
    let to = |audience, event: Event| Event { audience, ..event };
    let events = [
        at(0, said()),
        to(Audience::Staff { and: Some(GUS) }, at(0, said())),
        to(Audience::Room { room: RoomId(1) }, at(0, said())),
        to(Audience::Pair { from: GUS, with: ADA }, at(0, said())),
        later(9, said()),
    ];
    let gus = of_gus(&events);
    assert_eq!((gus.messages, gus.later_messages), (3, 1));
}

#[test]
fn what_is_cut_out_and_what_was_off_the_record_is_kept_and_a_cut_is_put_back() {
    let cut = |from, to| Cut::out(from, to);
    let off = |off| EventBody::OffRecordSet { off, by: Some(ADA) };
    let mut events = vec![at(1_000, off(true)), at(1_500, off(true)), at(3_000, off(false)), at(8_000, off(true))];
    events.push(at(9_000, EventBody::SessionEnded { by: None }));
    events.push(later(9_000, EventBody::CutMade { cut: cut(4_000, 5_000), by: ADA }));
    events.push(later(9_000, EventBody::CutMade { cut: cut(4_500, 6_000), by: ADA }));
    let class = facts(&events).class;
    assert_eq!(class.gaps, vec![(1_000, 3_000), (8_000, 9_000)].into());
    assert_eq!(class.cuts, [(4_000, 5_000), (4_500, 6_000)]);
    events.push(later(9_000, EventBody::CutUndone { cut: cut(4_000, 5_000), by: ADA }));
    assert_eq!(facts(&events).class.cuts, [(4_500, 6_000)]);
}
