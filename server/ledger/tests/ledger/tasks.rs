//! The tasks of breakout rooms, and who has handed in what came of them.

use ledger::{Facts, OnBoard, Stretches, entry};
use protocol::{
    Event, EventBody, ParticipantId, RoomId,
    ledger::{LedgerEntry, LedgerRule, LedgerState},
    recording::Cut,
    rooms::{OpenedRoom, RoomRules},
};

use crate::facts::{at, facts, joined, later};

const ADA: ParticipantId = ParticipantId(1);
const GUS: ParticipantId = ParticipantId(2);
const EVE: ParticipantId = ParticipantId(3);
const MINUTE: u64 = 60_000;

fn opened(rooms: &[u32], task: &str) -> EventBody {
    let room = |id: &u32| OpenedRoom {
        id: RoomId(*id),
        name: "Red".into(),
        task: task.into(),
        until: None,
        members: Vec::new(),
    };
    EventBody::RoomsOpened { rooms: rooms.iter().map(room).collect(), rules: RoomRules::default(), by: ADA }
}

fn closed(rooms: &[u32]) -> EventBody {
    EventBody::RoomsClosed { rooms: rooms.iter().map(|room| RoomId(*room)).collect() }
}

fn moved(participant: ParticipantId, room: u32) -> EventBody {
    EventBody::Moved { participant, room: RoomId(room), by: None }
}

fn work(participant: ParticipantId, room: u32, text: &str) -> EventBody {
    EventBody::WorkHandedIn { participant, room: RoomId(room), text: text.into(), with: Vec::new() }
}

/// What somebody has of it all.
fn entry_of(events: &[Event], who: ParticipantId) -> LedgerEntry {
    let Facts { class, mut seats, .. } = facts(events);
    let seat = seats.remove(&who).unwrap_or_default();
    entry(LedgerRule::default(), 100 * MINUTE, &class, &seat, &Stretches::default(), None, OnBoard::default())
}

/// The tasks of somebody: all, live, later.
fn of(events: &[Event], who: ParticipantId) -> (u32, u32, u32) {
    let LedgerEntry { tasks, tasks_live, tasks_later, .. } = entry_of(events, who);
    (tasks, tasks_live, tasks_later)
}

/// Two rooms with a task, Gus in the first of them, which hands in.
fn in_class() -> Vec<Event> {
    vec![
        at(0, joined(GUS)),
        at(0, joined(EVE)),
        at(MINUTE, opened(&[1, 2], "Count them.")),
        at(MINUTE, moved(GUS, 1)),
        at(MINUTE, moved(EVE, 2)),
        at(2 * MINUTE, work(ADA, 1, "Seven")),
        at(3 * MINUTE, moved(GUS, 0)),
        at(3 * MINUTE, closed(&[1, 2])),
    ]
}

#[test]
fn what_a_room_hands_in_is_of_all_who_were_in_it_and_of_nobody_else() {
    let mut events = in_class();
    assert_eq!(of(&events, GUS), (1, 1, 0));
    assert_eq!(of(&events, EVE), (1, 0, 0), "another room of the same task");
    events.insert(6, at(2 * MINUTE, work(GUS, 1, "")));
    assert_eq!(of(&events, GUS), (1, 0, 0), "it is taken back");
}

#[test]
fn who_missed_the_rooms_hands_in_later_and_takes_it_back() {
    let mut events = in_class();
    let late = ParticipantId(4);
    assert_eq!(of(&events, late), (1, 0, 0));
    events.push(later(9 * MINUTE, work(late, 2, "Six")));
    assert_eq!(of(&events, late), (1, 0, 1));
    assert_eq!(of(&events, EVE), (1, 0, 0), "what somebody hands in later is theirs alone");
    events.push(later(9 * MINUTE, work(late, 2, "")));
    assert_eq!(of(&events, late), (1, 0, 0));
}

#[test]
fn rooms_that_are_opened_beside_others_have_the_same_task_and_the_next_ones_another() {
    let mut events = in_class();
    events.insert(5, at(MINUTE, opened(&[3], "Count them, too.")));
    events.push(at(3 * MINUTE, closed(&[3])));
    events.push(at(20 * MINUTE, opened(&[4, 5], "Now the primes.")));
    events.push(at(20 * MINUTE, moved(EVE, 4)));
    events.push(at(21 * MINUTE, work(EVE, 4, "Four")));
    assert_eq!(of(&events, GUS), (2, 1, 0));
    assert_eq!(of(&events, EVE), (2, 1, 0));
}

#[test]
fn rooms_without_a_written_task_have_one_once_a_room_hands_in() {
    let mut events = vec![at(0, joined(GUS)), at(MINUTE, opened(&[1, 2], "")), at(MINUTE, moved(GUS, 1))];
    assert_eq!(of(&events, GUS), (0, 0, 0));
    events.push(at(MINUTE, work(GUS, 1, "Seven")));
    assert_eq!((of(&events, GUS), of(&events, EVE)), ((1, 1, 0), (1, 0, 0)));
}

#[test]
fn a_task_that_is_cut_out_counts_for_nobody() {
    let mut events = in_class();
    let cut = Cut::out(MINUTE, 3 * MINUTE);
    events.push(later(9 * MINUTE, EventBody::CutMade { cut, by: ADA }));
    assert_eq!(of(&events, GUS), (0, 0, 0));
    events.push(later(9 * MINUTE, EventBody::CutUndone { cut, by: ADA }));
    assert_eq!(of(&events, GUS), (1, 1, 0));
}

#[test]
fn a_task_is_something_and_changes_nothing_of_what_is_left() {
    let (mut events, late) = (in_class(), ParticipantId(4));
    let before = entry_of(&events, late);
    events.push(later(9 * MINUTE, work(late, 2, "Six")));
    let after = entry_of(&events, late);
    assert_eq!((before.state, after.state), (LedgerState::Missing, LedgerState::OnTheWay));
    assert_eq!((before.left, before.polls_left), (after.left, after.polls_left));
}
