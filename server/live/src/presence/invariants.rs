//! What always holds of the people of a session.

use std::collections::BTreeSet;

use protocol::limits;

use super::{connections::Connections, reduce::has_staff};
use crate::state::State;

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State, connections: &Connections) {
    check_people(state);
    check_waiting(state);
    check_connections(state, connections);
}

fn check_people(state: &State) {
    let people = state.participants();
    assert!(people.is_sorted_by(|a, b| a.id < b.id), "participants are ordered by seat, each once");
    assert!(people.len() + state.waiting().len() <= limits::PEOPLE, "at most {} people", limits::PEOPLE);
    for person in people {
        let id = person.id;
        assert!(!(person.present && state.is_removed(id)), "{id:?}: who was removed is not here");
        assert!(!(person.present && state.is_ended()), "{id:?}: nobody is here after the end");
        assert!(person.present || !person.away, "{id:?}: who is away is here");
    }
    let waits_for_staff = state.whole().staff_left.is_some();
    assert!(!(waits_for_staff && has_staff(state.whole())), "class does not wait for staff who are here");
    assert!(!(waits_for_staff && state.is_ended()), "class waits for no staff after the end");
}

fn check_waiting(state: &State) {
    let waiting = state.waiting();
    assert!(waiting.len() <= limits::WAITING, "at most {} wait", limits::WAITING);
    assert!(waiting.is_sorted_by_key(|waiting| waiting.at), "who has waited longest comes first");
    let once: BTreeSet<_> = waiting.iter().map(|waiting| waiting.participant).collect();
    assert_eq!(once.len(), waiting.len(), "everybody waits once");
    for id in once {
        assert!(state.participant(id).is_none(), "{id:?}: who waits has never joined");
        assert!(!state.is_removed(id), "{id:?}: who was sent away does not wait");
        assert!(state.membership().waits(id), "{id:?}: who waits knows nothing yet");
        assert!(state.consent_of_waiting(id).is_some(), "{id:?}: who waits has said what may be recorded");
    }
}

fn check_connections(state: &State, connections: &Connections) {
    let present: Vec<_> = state.participants().iter().filter(|p| p.present).map(|p| p.id).collect();
    assert!(present.len() <= limits::PRESENT, "at most {} are present", limits::PRESENT);
    let waiting = state.waiting().iter().map(|waiting| waiting.participant);
    let all: BTreeSet<_> = present.into_iter().chain(waiting).collect();
    let connected = connections.people();
    assert!(all.into_iter().eq(connected), "who is present or waits has a connection or lost one, and nobody else");
}
