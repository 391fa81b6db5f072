//! Frozen journals fold to what is written beside them.

use frozen::{FrozenClass, View, classes, holds, versions, without_kept};
use live::{Session, State, Viewer, reduce, told};
use protocol::{Event, EventBody, Snapshot};
use serde_json::Value;

fn all() -> Vec<FrozenClass> {
    let all: Vec<_> = versions().unwrap().iter().flat_map(|version| classes(version).unwrap()).collect();
    assert!(all.len() >= 2, "an ended class and a running one of each version");
    all
}

fn events(class: &FrozenClass) -> Vec<Event> {
    let read = |row: &frozen::Row| {
        let event: Event = serde_json::from_str(&row.event).unwrap_or_else(|e| panic!("{e}: {}", row.event));
        assert_eq!((event.seq, event.at), (row.seq, row.at));
        event
    };
    class.journal.iter().map(read).collect()
}

fn state<'a>(events: impl IntoIterator<Item = &'a Event>) -> State {
    let mut state = State::default();
    events.into_iter().for_each(|event| state.apply(event));
    state
}

fn is_as_frozen(now: &Snapshot, viewer: Option<Viewer>, frozen: &Value, what: &str) {
    let now = serde_json::to_value(now).unwrap();
    let frozen = match viewer {
        Some(viewer) if !viewer.role.is_staff() => without_kept(frozen.clone(), &now),
        _ => frozen.clone(),
    };
    if !holds(&now, &frozen) {
        panic!("{what}\nis now {now}\n  was {frozen}");
    }
}

#[test]
fn what_each_viewer_sees_is_as_it_was() {
    for class in all() {
        let events = events(&class);
        let state = state(&events);
        for View { name, viewer, events: seen, snapshot } in &class.views {
            let viewer = viewer.map(|who| Viewer { participant: who.participant, role: who.role });
            let sees = |event: Event| match viewer {
                Some(viewer) => told(event, viewer, state.membership()),
                None => Some(event),
            };
            let now: Vec<Event> = events.iter().cloned().filter_map(sees).collect();
            let mut folded = Snapshot::empty();
            now.iter().for_each(|event| reduce(&mut folded, event));
            let what = format!("{}: {name}", class.folder.display());
            assert_eq!(now, class.told(seen, &now).unwrap(), "{what}");
            if viewer.is_none_or(|viewer| viewer.role.is_staff()) {
                assert_eq!(now.len(), seen.len(), "{what}: nothing is kept from staff");
            }
            is_as_frozen(&folded, viewer, snapshot, &what);
            if let Some(viewer) = viewer {
                is_as_frozen(&state.snapshot_for(viewer), Some(viewer), snapshot, &what);
            }
        }
    }
}

#[test]
fn what_people_were_welcomed_with_is_as_it_was() {
    for class in all() {
        let events = events(&class);
        for moment in &class.moments {
            let seq = moment.snapshot["seq"].as_u64().expect("a number");
            let state = state(events.iter().take_while(|event| event.seq <= seq));
            let viewer = Viewer { participant: moment.viewer.participant, role: moment.viewer.role };
            let what = format!("{}: {viewer:?} at {seq}", class.folder.display());
            is_as_frozen(&state.snapshot_for(viewer), Some(viewer), &moment.snapshot, &what);
        }
    }
}

#[test]
fn sessions_are_rebuilt_and_go_on() {
    for class in all() {
        let events = events(&class);
        let last = events.last().unwrap().at;
        let ended = events.iter().any(|event| matches!(event.body, EventBody::SessionEnded { .. }));
        let (session, outcome) = Session::rebuild(events, last, last + 1_000)
            .unwrap_or_else(|e| panic!("{}: {e:?}", class.folder.display()));
        session.check_invariants();
        assert_eq!(session.faults(), []);
        assert_eq!(session.is_ended(), ended);
        let interrupted = outcome.events.iter().any(|event| matches!(event.body, EventBody::Interrupted { .. }));
        assert_eq!(interrupted, !ended);
    }
}
