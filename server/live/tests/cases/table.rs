//! A study table: its people set one cursor.

use live::{Input, Made, State};
use protocol::{
    Command, ErrorCode, Event, EventBody, ParticipantId, Role, RoomId, SessionId, SessionKind,
    limits::{FACTS_BURST, FACTS_PER_SECOND, TABLE_SPEED_MAX, TABLE_SPEED_MIN, WORK_AUTHORS},
    table::{Agreed, Playback, Table, WatchedClass},
};

use crate::class::Class;

const LENGTH: u64 = 60_000;

fn set(playing: bool, position: u64, speed_percent: u16) -> Command {
    Command::SetPlayback { playing, position, speed_percent }
}

fn table() -> Class {
    let watches = Some(WatchedClass { session: SessionId(uuid::Uuid::from_u128(7)), length: LENGTH });
    let mut class = Class::made(Made { kind: SessionKind::Study, unrecorded: true, watches });
    class.joins(1, Role::Student).unwrap();
    class.joins(2, Role::Student).unwrap();
    class
}

fn seen(class: &Class) -> Table {
    let mut state = State::default();
    class.journal.iter().for_each(|event: &Event| state.apply(event));
    let viewer = live::Viewer { participant: ParticipantId(2), role: Role::Student };
    state.snapshot_for(viewer).table.expect("something is watched")
}

#[test]
fn anybody_at_the_table_sets_the_cursor_of_all() {
    let mut class = table();
    let rests = Playback { playing: false, position: 0, speed_percent: 100, since: 0, by: None };
    assert_eq!(seen(&class).playback, rests, "it rests at the beginning");
    class.waits(5_000);
    class.does(1, set(true, 0, 150)).unwrap();
    let (by, since) = (Some(ParticipantId(1)), class.now);
    assert_eq!(seen(&class).playback, Playback { playing: true, position: 0, speed_percent: 150, since, by });
    class.waits(1_000);
    class.does(2, set(false, 1_500, 150)).unwrap();
    let (by, since) = (Some(ParticipantId(2)), class.now);
    assert_eq!(seen(&class).playback, Playback { playing: false, position: 1_500, speed_percent: 150, since, by });
    assert_eq!(class.does(1, set(false, 1_500, 150)), Ok(vec![]), "it rests there already");
    class.session.check_invariants();
}

#[test]
fn what_is_out_of_bounds_counts_as_the_nearest_bound() {
    let mut class = table();
    for (speed, counts_as) in [(0, TABLE_SPEED_MIN), (u16::MAX, TABLE_SPEED_MAX)] {
        class.does(1, set(true, u64::MAX, speed)).unwrap();
        let Playback { position, speed_percent, .. } = seen(&class).playback;
        assert_eq!((position, speed_percent), (LENGTH, counts_as));
    }
    class.session.check_invariants();
}

#[test]
fn where_nothing_is_watched_there_is_no_cursor() {
    let mut class = Class::with(0);
    for id in 1..=4 {
        assert_eq!(class.does(id, set(true, 0, 100)), Err(ErrorCode::NotNow));
    }
}

#[test]
fn nobody_sets_it_all_the_time() {
    let mut class = table();
    let from = class.now;
    let done = (0..1_000).filter(|&at| class.does(1, set(true, at, 100)) != Err(ErrorCode::RateLimited)).count();
    let most = u64::from(FACTS_BURST) + (class.now - from) / 1_000 * u64::from(FACTS_PER_SECOND);
    assert!((1..=most).contains(&(done as u64)) && most < 1_000, "{done}: as often as anybody makes events");
    assert!(matches!(class.does(2, set(false, 0, 100)).as_deref(), Ok([EventBody::PlaybackSet { .. }])), "others may");
}

fn together(room: Option<u32>) -> Command {
    Command::SetTogether { room: room.map(RoomId) }
}

/// Who works on which task together, in the order in which they said so.
fn agreed(class: &Class) -> Vec<(u32, u32)> {
    seen(class).together.into_iter().map(|Agreed { participant, room }| (participant.0, room.0)).collect()
}

#[test]
fn each_says_for_themselves_on_what_they_work_together_and_it_ends_as_they_leave() {
    let mut class = table();
    assert_eq!(agreed(&class), []);
    class.does(2, together(Some(1))).unwrap();
    class.does(1, together(Some(1))).unwrap();
    assert_eq!(agreed(&class), [(2, 1), (1, 1)]);
    assert_eq!(class.does(1, together(Some(1))), Ok(vec![]), "they do so already");
    class.does(2, together(Some(3))).unwrap();
    assert_eq!(agreed(&class), [(1, 1), (2, 3)], "everybody works on one");
    class.does(1, together(None)).unwrap();
    assert_eq!(class.does(1, together(None)), Ok(vec![]));
    class.does(2, Command::Leave).unwrap();
    assert_eq!(agreed(&class), []);
    class.joins(2, Role::Student).unwrap();
    assert_eq!(agreed(&class), [], "who comes back says it anew");
    class.joins(3, Role::Observer).unwrap();
    class.joins(4, Role::Instructor).unwrap();
    for id in [3, 4] {
        assert_eq!(
            class.does(id, together(Some(1))),
            Err(ErrorCode::Forbidden),
            "whoever is asked in class works on it"
        );
    }
    assert_eq!(Class::with(0).does(3, together(Some(1))), Err(ErrorCode::NotNow), "nothing is watched there");
    class.session.check_invariants();
}

#[test]
fn so_many_work_on_one_task_at_most() {
    let mut class = table();
    let last = WORK_AUTHORS as u32 + 1;
    (3..=last).for_each(|id| drop(class.joins(id, Role::Student).unwrap()));
    (1..last).for_each(|id| drop(class.does(id, together(Some(1))).unwrap()));
    assert_eq!(class.does(last, together(Some(1))), Err(ErrorCode::Full));
    class.does(last, together(Some(2))).unwrap();
    class.does(1, together(None)).unwrap();
    class.does(last, together(Some(1))).unwrap();
    class.session.check_invariants();
}

#[test]
fn what_some_agreed_to_ends_once_they_have_handed_in_whatever_they_do_besides() {
    let mut class = table();
    class.joins(3, Role::Student).unwrap();
    (1..=3).for_each(|id| drop(class.does(id, together(Some(1))).unwrap()));
    while class.does(2, set(true, class.now, 100)) != Err(ErrorCode::RateLimited) {}
    let apart = |class: &mut Class, who: &[u32]| {
        let who = who.iter().copied().map(ParticipantId).collect();
        class.input(Input::Apart { who }).unwrap().events.len()
    };
    assert_eq!(apart(&mut class, &[2, 1, 9]), 2);
    assert_eq!(agreed(&class), [(3, 1)], "whose work it was not goes on");
    assert_eq!(apart(&mut class, &[1, 2]), 0, "once");
    assert_eq!(apart(&mut Class::with(0), &[1, 2]), 0, "where nothing is watched");
    class.restart();
    assert_eq!(agreed(&class), [(3, 1)]);
}
