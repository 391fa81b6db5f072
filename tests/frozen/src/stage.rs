//! A class that is held to be recorded, by people who speak the public protocol.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use protocol::{
    Command, Consent, ErrorCode, EventBody, Millis, ParticipantId, Role, RoomId, Seq, Source, TrackRef, TrackState,
    chat::ChatTo,
    http::{JoinRequest, Seat, SessionSummary},
    polls::{Answer, Ask, Key, PollId, Question},
};
use server_tests::{
    PATIENCE,
    client::Client,
    film::Film,
    peer::{Peer, Plan},
    visitor::Visitor,
};

use frozen::{Moment, Who};

/// How long a client waits before it repeats a command that came too fast.
const TOO_FAST: Duration = Duration::from_millis(250);

/// Somebody, their browser and their connections.
struct Person {
    visitor: Visitor,
    seat: Seat,
    client: Client,
    peer: Option<Peer>,
}

/// Somebody who takes part later.
pub struct Viewer {
    visitor: Visitor,
    seat: Seat,
}

impl Viewer {
    /// Sends a later act that will be granted.
    pub async fn does(&self, anchor: Option<Millis>, command: Command) {
        let told = format!("{command:?}");
        self.visitor
            .act_later(&self.seat, anchor, command)
            .await
            .unwrap_or_else(|refused| panic!("{told}: {refused:?}"));
    }
}

/// A class.
pub struct Stage {
    /// The session of the class.
    pub session: SessionSummary,
    /// The snapshots that came down in welcomes.
    pub moments: Vec<Moment>,
    web: SocketAddr,
    people: BTreeMap<&'static str, Person>,
    gone: Vec<(String, Visitor, Seat)>,
    polls: u32,
}

impl Stage {
    /// A class before anybody is there.
    pub fn new(web: SocketAddr, session: SessionSummary) -> Self {
        Stage { session, moments: Vec::new(), web, people: BTreeMap::new(), gone: Vec::new(), polls: 0 }
    }

    /// Comes in by the join link. `owner` is a browser that is signed in, for the instructor.
    pub async fn enters(&mut self, name: &'static str, owner: Option<Visitor>) {
        let visitor = owner.unwrap_or_else(|| Visitor::new(self.web));
        let seat = self.seat(&visitor, name).await;
        let client = Client::enter(self.web, &seat).await;
        self.moments.extend(moment(&client));
        self.people.insert(name, Person { visitor, seat, client, peer: None });
    }

    /// A seat whose owner does not come in.
    pub async fn seat(&self, visitor: &Visitor, name: &str) -> Seat {
        let request = JoinRequest { name: name.to_owned(), consent: Consent::default(), consent_version: None };
        visitor.post(&format!("/api/join/{}", self.session.code), &request).await.expect("a seat")
    }

    /// Connects anew, with nothing known, in place of the connection before.
    pub async fn enters_again(&mut self, name: &str) {
        let web = self.web;
        let person = self.person(name);
        person.peer = None;
        person.client = Client::enter(web, &person.seat).await;
        let moment = moment(&person.client);
        self.moments.extend(moment);
    }

    /// Comes back with what is known already.
    pub async fn resumes(&mut self, name: &str) {
        let web = self.web;
        let person = self.person(name);
        person.peer = None;
        person.client = Client::resume(web, &person.seat, person.client.seq).await;
        let moment = moment(&person.client);
        self.moments.extend(moment);
    }

    /// Publishes films and says that they are on.
    pub async fn publishes(&mut self, name: &str, films: Vec<(Source, Film)>) {
        let sources: Vec<Source> = films.iter().map(|(source, _)| *source).collect();
        let person = self.person(name);
        person.peer = Some(Peer::connect(&mut person.client, Plan { films, ..Plan::listener() }).await);
        for source in sources {
            self.does(name, Command::SetTrack { source, state: TrackState::On }).await;
        }
    }

    /// Leaves by choice.
    pub async fn leaves(&mut self, name: &str) {
        let client = &mut self.person(name).client;
        client.say(Command::Leave).await;
        assert_eq!(client.socket.farewell().await, Some(ErrorCode::Left), "{name}");
        self.vanishes(name);
    }

    /// Cuts the power of somebody's machine.
    pub fn vanishes(&mut self, name: &str) {
        let person = self.people.remove(name).expect("somebody who is here");
        self.gone.push((format!("{name}, who went"), person.visitor, person.seat));
    }

    /// Sends a command that will be granted, again while it comes too fast.
    pub async fn does(&mut self, name: &str, command: Command) {
        let client = &mut self.person(name).client;
        let begun = Instant::now();
        loop {
            match client.ask(command.clone()).await {
                Ok(_) => return,
                Err(refusal) if refusal.code == ErrorCode::RateLimited && begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(TOO_FAST).await;
                }
                Err(refusal) => panic!("{name}: {command:?}: {refusal}"),
            }
        }
    }

    /// Writes a message; returns its number.
    pub async fn says(&mut self, name: &str, to: ChatTo, text: &str) -> Seq {
        self.does(name, Command::SendChat { text: text.to_owned(), to }).await;
        let client = &mut self.person(name).client;
        let you = client.you;
        let own = |body: &EventBody| matches!(body, EventBody::ChatSent { participant, .. } if *participant == you);
        client.event("one's own message", own).await.seq
    }

    /// Keeps a question ready.
    pub async fn prepares(&mut self, name: &str, question: Question, key: Option<Key>) -> PollId {
        self.does(name, Command::PreparePoll { question, key }).await;
        self.next_poll()
    }

    /// Asks a question.
    pub async fn asks(&mut self, name: &str, ask: Ask, room: Option<RoomId>, duration: Option<Millis>) -> PollId {
        self.does(name, Command::StartPoll { ask, room, duration }).await;
        self.next_poll()
    }

    /// Answers for several people.
    pub async fn answer(&mut self, poll: PollId, answers: &[(&str, Answer)]) {
        for (name, answer) in answers {
            self.does(name, Command::AnswerPoll { poll, answer: answer.clone() }).await;
        }
    }

    /// Numbers are given to prepared questions and to those that were put, from 1.
    fn next_poll(&mut self) -> PollId {
        self.polls += 1;
        PollId(self.polls)
    }

    /// Waits until somebody is told of something.
    pub async fn hears(&mut self, name: &str, what: &str, fits: impl Fn(&EventBody) -> bool) {
        self.person(name).client.event(what, fits).await;
    }

    /// Waits until somebody is welcomed anew.
    pub async fn is_welcomed_anew(&mut self, name: &str) {
        let client = &mut self.person(name).client;
        client.welcomed_anew().await;
        let moment = moment(client);
        self.moments.extend(moment);
    }

    /// Keeps everybody in class for so long, with signs of life, as pages do.
    pub async fn goes_on(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.is_there().await;
            tokio::time::sleep(TOO_FAST).await;
        }
    }

    /// Lets everybody read what has come and give a sign of life.
    pub async fn is_there(&mut self) {
        for person in self.people.values_mut() {
            person.client.events_so_far().await;
        }
    }

    /// Waits for an event that takes longer to come than an answer may.
    pub async fn goes_on_until(&mut self, name: &str, fits: impl Fn(&EventBody) -> bool) {
        loop {
            for (other, person) in &mut self.people {
                let events = person.client.events_so_far().await;
                if *other == name && events.iter().any(|event| fits(&event.body)) {
                    return;
                }
            }
            tokio::time::sleep(TOO_FAST).await;
        }
    }

    /// Somebody is sent away, and may see nothing of the class from then on.
    pub async fn is_sent_away(&mut self, name: &str) {
        let mut person = self.people.remove(name).expect("somebody who is here");
        let code = person.client.socket.farewell().await;
        assert!(matches!(code, Some(ErrorCode::Removed | ErrorCode::Banned)), "{name}: {code:?}");
    }

    /// Everybody reads to the end of class.
    pub async fn ends(&mut self) {
        for (name, person) in &mut self.people {
            let code = person.client.socket.farewell().await;
            assert_eq!(code, Some(ErrorCode::SessionEnded), "{name}");
        }
    }

    /// Somebody comes who was not there. They may look at the class from then on.
    pub async fn comes_later(&mut self, name: &str) -> Viewer {
        let visitor = Visitor::new(self.web);
        let seat = self.seat(&visitor, name).await;
        self.gone.push((format!("{name}, who came later"), visitor.clone(), seat.clone()));
        Viewer { visitor, seat }
    }

    /// Somebody who was there until the end, afterwards.
    pub fn later(&mut self, name: &str) -> Viewer {
        let Person { visitor, seat, .. } = self.person(name);
        Viewer { visitor: visitor.clone(), seat: seat.clone() }
    }

    /// The people who may look at the class, and one more person, who comes by the link now.
    pub async fn viewers(&self) -> Vec<(String, Visitor, Seat)> {
        let stranger = Visitor::new(self.web);
        let seat = self.seat(&stranger, "Who was not there").await;
        let here =
            self.people.iter().map(|(name, person)| (name.to_string(), person.visitor.clone(), person.seat.clone()));
        here.chain(self.gone.iter().cloned()).chain([("who was not there".into(), stranger, seat)]).collect()
    }

    /// All who are here, by name.
    pub fn names(&self) -> Vec<&'static str> {
        self.people.keys().copied().collect()
    }

    /// Somebody who is here.
    fn person(&mut self, name: &str) -> &mut Person {
        self.people.get_mut(name).unwrap_or_else(|| panic!("{name} is not here"))
    }

    /// Somebody's seat.
    pub fn id(&self, name: &str) -> ParticipantId {
        self.people.get(name).unwrap_or_else(|| panic!("{name} is not here")).seat.participant
    }

    /// Somebody's track.
    pub fn track(&self, name: &str, source: Source) -> TrackRef {
        TrackRef { participant: self.id(name), source }
    }
}

/// The snapshot with which the server welcomed somebody last.
fn moment(client: &Client) -> Option<Moment> {
    let snapshot = serde_json::to_value(client.snapshot.as_ref()?).expect("JSON");
    let viewer = Who { participant: client.you, role: client.role };
    Some(Moment { viewer, snapshot })
}

/// The command that gives somebody another role.
pub fn role(participant: ParticipantId, role: Role) -> Command {
    Command::SetRole { participant, role }
}
