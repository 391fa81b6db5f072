//! A class to write scenarios with.

use live::{ConnectionId, Effect, Input, Made, Outcome, Session};
use protocol::{
    Command, Consent, Event, Millis, ParticipantId, Role, RoomId, SessionId, Source, TrackRef, TrackState, chat::ChatTo,
};

use crate::verify::{Change, Clients};

/// A real session that keeps its journal. Every input checks that no client needs more than the events that it gets.
pub(crate) struct Class {
    pub(crate) session: Session,
    pub(crate) journal: Vec<Event>,
    now: Millis,
    connections: u64,
}

/// The outcome of an input, and its effect on each client.
pub(crate) struct Act {
    pub(crate) outcome: Outcome,
    pub(crate) changes: Vec<Change>,
}

pub(crate) const SESSION: SessionId = SessionId(uuid::Uuid::from_u128(0x5E55_1011));
pub(crate) const STARTED: Millis = 1_760_000_000_000;

impl Class {
    pub(crate) fn start() -> Class {
        Class::made(Made::default())
    }

    /// One that is this from its beginning on. Nobody has come yet.
    pub(crate) fn made(made: Made) -> Class {
        let (session, outcome) = Session::start(SESSION, made, "Waves & <optics>".into(), STARTED);
        Class { session, journal: outcome.events, now: 0, connections: 0 }
    }

    /// One of each role, in seats 1 to 4, and a second guest in seat 5.
    pub(crate) fn full() -> Class {
        let mut class = Class::start();
        for (id, name, role) in [
            (1, "Ada", Role::Instructor),
            (2, "Ben", Role::Assistant),
            (3, "Chi", Role::Student),
            (4, "Dov", Role::Guest),
            (5, "Eve", Role::Guest),
        ] {
            class.wait(100).join(id, name, role);
        }
        class
    }

    pub(crate) fn wait(&mut self, ms: Millis) -> &mut Class {
        self.now += ms;
        self
    }

    pub(crate) fn join(&mut self, id: u32, name: &str, role: Role) -> ConnectionId {
        self.come(id, name, role, false)
    }

    /// A guest comes from the network of somebody who is banned.
    pub(crate) fn join_near_ban(&mut self, id: u32, name: &str) {
        self.come(id, name, Role::Guest, true);
    }

    fn come(&mut self, id: u32, name: &str, role: Role, near_ban: bool) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        let participant = ParticipantId(id);
        let consent = Consent { record_camera: id != 4, record_voice: true };
        self.input(Input::Connect { participant, connection, name: name.into(), role, consent, near_ban });
        connection
    }

    pub(crate) fn drop(&mut self, id: u32) {
        let participant = ParticipantId(id);
        let connection = self.session.connection(participant).expect("connected");
        self.input(Input::Disconnect { participant, connection });
    }

    pub(crate) fn input(&mut self, input: Input) -> Vec<Effect> {
        self.act(input).outcome.effects
    }

    pub(crate) fn act(&mut self, input: Input) -> Act {
        let told = format!("{input:?}");
        let connecting = if let Input::Connect { participant, .. } = input { Some(participant) } else { None };
        let clients = Clients::of(self.session.state());
        let outcome = self.session.handle(self.now, input).unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        self.led_to(clients, outcome, connecting, &told)
    }

    fn led_to(&mut self, clients: Clients, outcome: Outcome, connecting: Option<ParticipantId>, told: &str) -> Act {
        self.session.check_invariants();
        self.journal.extend(outcome.events.iter().cloned());
        Act { changes: clients.changes(&self.session, &outcome, connecting, told), outcome }
    }

    /// A person sends a command a second later.
    pub(crate) fn does(&mut self, id: u32, command: Command) -> Vec<Effect> {
        self.wait(1_000).input(Input::Command { participant: ParticipantId(id), command })
    }

    pub(crate) fn track(&mut self, id: u32, source: Source, state: TrackState) -> Vec<Effect> {
        self.does(id, Command::SetTrack { source, state })
    }

    pub(crate) fn says(&mut self, id: u32, to: ChatTo, text: &str) {
        self.does(id, Command::SendChat { text: text.into(), to });
    }

    pub(crate) fn speaks(&mut self, id: u32, speaking: bool) {
        self.wait(1_000).input(Input::Speaking { participant: ParticipantId(id), speaking });
    }

    pub(crate) fn tick(&mut self) {
        self.input(Input::Tick);
    }

    /// The server is killed and comes back so much later.
    pub(crate) fn restart(&mut self, away: Millis) -> Act {
        self.now += away;
        let clients = Clients::of(self.session.state());
        let (session, outcome) =
            Session::rebuild(self.journal.clone(), self.now - away, self.now).expect("a journal of its own");
        assert_eq!(session.faults(), []);
        self.session = session;
        self.led_to(clients, outcome, None, "a restart")
    }
}

pub(crate) fn track(id: u32, source: Source) -> TrackRef {
    TrackRef { participant: ParticipantId(id), source }
}

/// A breakout room.
pub(crate) const BREAKOUT: RoomId = RoomId(7);
