//! What a client holds, with what it is told of an input, is what it would be welcomed with afterwards: for every input
//! and every viewer.

use live::{Effect, Outcome, Session, State, Viewer, reduce, visible};
use protocol::{Event, EventBody, ParticipantId, Role, Snapshot};

/// The states of the clients of all who are or were here or wait, and of a person who never came.
pub(crate) struct Clients(Vec<(Viewer, Snapshot)>);

/// The effect of an input on a client.
pub(crate) struct Change {
    pub(crate) viewer: Viewer,
    pub(crate) before: Snapshot,
    /// What it was told; absent when it was welcomed with a snapshot.
    pub(crate) told: Option<Told>,
}

/// Events, and what a client holds with them.
pub(crate) struct Told {
    pub(crate) events: Vec<Event>,
    pub(crate) after: Snapshot,
}

impl Clients {
    pub(crate) fn of(state: &State) -> Self {
        let seated = state.participants().iter().map(|person| Viewer { participant: person.id, role: person.role });
        let waiting = state.waiting().iter().map(|w| Viewer { participant: w.participant, role: Role::Guest });
        let absent = Viewer { participant: ParticipantId(99), role: Role::Student };
        let viewers = seated.chain(waiting).chain([absent]);
        Clients(viewers.map(|viewer| (viewer, state.snapshot_for(viewer))).collect())
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = (Viewer, Snapshot)> {
        self.0.into_iter()
    }

    /// What the outcome meant for each. Panics when somebody would need more than they are told. `connecting` is
    /// welcomed in any case.
    pub(crate) fn changes(
        self,
        session: &Session,
        outcome: &Outcome,
        connecting: Option<ParticipantId>,
        input: &str,
    ) -> Vec<Change> {
        let change = |(viewer, before): (Viewer, Snapshot)| {
            let welcome = Effect::Welcome { participant: viewer.participant };
            // Whoever is not connected watches, and reads the journal anew.
            let opened = |event: &Event| {
                let closes = matches!(event.body, EventBody::SessionClosed { .. } | EventBody::SessionReopened { .. });
                let is_away = || session.connection(viewer.participant).is_none();
                closes || (matches!(event.body, EventBody::LateAnswersSet { .. }) && is_away())
            };
            let welcomed = connecting == Some(viewer.participant)
                || outcome.effects.contains(&welcome)
                || outcome.events.iter().any(opened);
            let told = (!welcomed).then(|| tell(viewer, &before, session, outcome, input));
            Change { viewer, before, told }
        };
        self.0.into_iter().map(change).collect()
    }
}

fn tell(viewer: Viewer, before: &Snapshot, session: &Session, outcome: &Outcome, input: &str) -> Told {
    let membership = session.state().membership();
    let events = outcome.events.iter().filter(|event| visible(event, viewer, membership));
    let events: Vec<Event> = events.cloned().collect();
    let mut held = before.clone();
    events.iter().for_each(|event| reduce(&mut held, event));
    let role = session.participant(viewer.participant).map_or(viewer.role, |person| person.role);
    let fresh = session.snapshot_for(Viewer { role, ..viewer });
    assert_eq!(held, fresh, "{input}: what {viewer:?} holds is not what they would be welcomed with");
    Told { events, after: held }
}
