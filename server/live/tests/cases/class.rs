//! A class to try cases with.

use live::{ConnectionId, Input, Made, Outcome, Session, Viewer};
use protocol::{
    Command, Consent, ErrorCode, Event, EventBody, Millis, ParticipantId, Role, RoomId, SessionId, Settings, Snapshot,
    chat::ChatTo, rooms::NewRoom,
};

/// The roles of the first people in class.
const ROLES: [Role; 4] = [Role::Instructor, Role::Assistant, Role::Student, Role::Guest];
pub(crate) const TEACHER: u32 = 1;
pub(crate) const HELPER: u32 = 2;
pub(crate) const STUDENT: u32 = 3;
pub(crate) const GUEST: u32 = 4;

/// A session, its journal, and the time in it.
pub(crate) struct Class {
    pub(crate) session: Session,
    pub(crate) journal: Vec<Event>,
    pub(crate) now: Millis,
    connections: u64,
}

impl Class {
    /// Nobody has come yet.
    pub(crate) fn empty() -> Class {
        Class::made(Made::default())
    }

    /// One that is this from its beginning on. Nobody has come yet.
    pub(crate) fn made(made: Made) -> Class {
        let (session, outcome) = Session::start(SessionId(uuid::Uuid::nil()), made, "Class".into(), 0);
        Class { session, journal: outcome.events, now: 0, connections: 0 }
    }

    /// One of each role, and so many more students, from seat 5 on.
    pub(crate) fn with(more: u32) -> Class {
        let mut class = Class::empty();
        for id in 1..=4 + more {
            let role = ROLES.get(id as usize - 1).copied().unwrap_or(Role::Student);
            class.joins(id, role).unwrap();
        }
        class
    }

    /// A person connects. Returns the events.
    pub(crate) fn joins(&mut self, id: u32, role: Role) -> Result<Vec<EventBody>, ErrorCode> {
        self.joins_as(id, role, &format!("Person {id}"))
    }

    /// A person connects by this name. Returns the events.
    pub(crate) fn joins_as(&mut self, id: u32, role: Role, name: &str) -> Result<Vec<EventBody>, ErrorCode> {
        self.comes(id, role, name, false)
    }

    /// A guest connects, from the network of somebody who is banned. Returns the events.
    pub(crate) fn joins_near_ban(&mut self, id: u32) -> Result<Vec<EventBody>, ErrorCode> {
        self.comes(id, Role::Guest, &format!("Person {id}"), true)
    }

    fn comes(&mut self, id: u32, role: Role, name: &str, near_ban: bool) -> Result<Vec<EventBody>, ErrorCode> {
        self.connections += 1;
        let (participant, connection) = (ParticipantId(id), ConnectionId(self.connections));
        let (name, consent) = (name.to_owned(), Consent::default());
        self.input(Input::Connect { participant, connection, name, role, consent, near_ban }).map(bodies)
    }

    /// A connection is lost.
    pub(crate) fn loses(&mut self, id: u32) {
        let participant = ParticipantId(id);
        let connection = self.session.connection(participant).expect("they are connected");
        self.input(Input::Disconnect { participant, connection }).unwrap();
    }

    pub(crate) fn input(&mut self, input: Input) -> Result<Outcome, ErrorCode> {
        let outcome = self.session.handle(self.now, input).map_err(|refusal| refusal.code);
        self.session.check_invariants();
        let outcome = outcome?;
        self.journal.extend_from_slice(&outcome.events);
        Ok(outcome)
    }

    /// The server is away for a second.
    pub(crate) fn restart(&mut self) {
        let (session, outcome) = Session::rebuild(self.journal.clone(), self.now, self.now + 1_000).unwrap();
        assert_eq!(session.faults(), []);
        self.now += 1_000;
        self.session = session;
        self.journal.extend(outcome.events);
    }

    /// A person sends a command a while later. Returns the events.
    pub(crate) fn does(&mut self, id: u32, command: Command) -> Result<Vec<EventBody>, ErrorCode> {
        self.now += 200;
        self.input(Input::Command { participant: ParticipantId(id), command }).map(bodies)
    }

    /// Time goes on, with a tick whenever one is due. Returns the events.
    pub(crate) fn waits(&mut self, ms: Millis) -> Vec<EventBody> {
        let then = self.now + ms;
        let mut made = Vec::new();
        while let Some(due) = self.session.next_deadline().filter(|&due| due <= then) {
            self.now = due;
            made.extend(bodies(self.input(Input::Tick).unwrap()));
        }
        self.now = then;
        made
    }

    /// The teacher changes the settings.
    pub(crate) fn sets(&mut self, settings: Settings) -> Vec<EventBody> {
        self.does(TEACHER, Command::ChangeSettings { settings: settings.into() }).unwrap()
    }

    /// A person enters a room by themselves.
    pub(crate) fn enters(&mut self, id: u32, room: u32) -> Result<Vec<EventBody>, ErrorCode> {
        self.does(id, Command::EnterRoom { room: RoomId(room) })
    }

    /// A person writes to their room. Returns the number of the message.
    pub(crate) fn says(&mut self, id: u32, text: &str) -> u64 {
        self.does(id, Command::SendChat { text: text.into(), to: ChatTo::Room { room: self.place(id) } }).unwrap();
        self.session.seq()
    }

    /// The room in which a person is, or was last.
    pub(crate) fn place(&self, id: u32) -> RoomId {
        self.session.participant(ParticipantId(id)).expect("they were here").room
    }

    pub(crate) fn viewer(&self, id: u32) -> Viewer {
        let participant = ParticipantId(id);
        let role = self.session.participant(participant).map_or(Role::Guest, |person| person.role);
        Viewer { participant, role }
    }

    /// The snapshot of a person.
    pub(crate) fn sees(&self, id: u32) -> Snapshot {
        self.session.snapshot_for(self.viewer(id))
    }
}

/// A room with these members.
pub(crate) fn room(members: &[u32]) -> NewRoom {
    NewRoom {
        name: "Room".into(),
        task: String::new(),
        duration: None,
        members: members.iter().copied().map(ParticipantId).collect(),
        expected: Vec::new(),
    }
}

fn bodies(outcome: Outcome) -> Vec<EventBody> {
    outcome.events.into_iter().map(|event| event.body).collect()
}
