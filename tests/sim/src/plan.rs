//! The plan of a random class, made before it begins.

mod staff;
mod teaching;

use std::collections::BTreeMap;

use live::{ConnectionId, Input};
use protocol::{
    Command, Consent, Later, Millis, OfferedTrack, ParticipantId, Reaction, Role, RoomId, Source, TrackRef, TrackState,
    WatchedSlot, chat::ChatTo, limits,
};
use rand::{
    RngExt, SeedableRng,
    rngs::Xoshiro256PlusPlus,
    seq::{IndexedRandom, SliceRandom},
};

/// One thing that happens.
#[derive(Debug, Clone)]
pub struct Step {
    /// The time since the step before.
    pub after: Millis,
    /// Whether the caller misses the deadlines in between, and ticks only after this step.
    pub overslept: bool,
    /// The thing that happens.
    pub what: What,
}

/// The thing that happens.
#[derive(Debug, Clone)]
pub enum What {
    /// The session gets this input.
    Told(Box<Input>),
    /// The server is killed, and back after `after`.
    Restart,
}

/// In a command: the room in which its sender is.
pub const HERE: RoomId = RoomId(u32::MAX);

/// The length of what is watched there.
pub const PLAYED_MS: Millis = 600_000;

/// A seat's role.
pub fn role(id: ParticipantId) -> Role {
    match id.0 {
        n if n % 20 == 1 => Role::Instructor,
        n if n % 10 == 2 => Role::Assistant,
        n if n % 3 == 0 => Role::Guest,
        _ => Role::Student,
    }
}

/// The plan that follows from this seed. The generator, xoshiro256++ seeded by SplitMix64, is the same on every
/// machine and in every version.
pub fn plan(seed: u64) -> Vec<Step> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let seats = *[3, 8, 25, 25, 60, 60, 150, 300, limits::PRESENT as u32 + 200].choose(&mut rng).expect("not empty");
    let steps = rng.random_range(500..3_000);
    let mut planner =
        Planner { rng, seats, connections: 0, last: BTreeMap::new(), rooms: 0, polls: 0, steps: Vec::new() };
    planner.arrive();
    for _ in 0..steps {
        planner.step();
    }
    planner.finish();
    planner.steps
}

struct Planner {
    rng: Xoshiro256PlusPlus,
    seats: u32,
    connections: u64,
    /// The last connection of each seat.
    last: BTreeMap<ParticipantId, ConnectionId>,
    /// The number of rooms in commands so far, including those that are refused.
    rooms: u32,
    /// The number of polls in commands so far, including those that are refused.
    polls: u32,
    steps: Vec<Step>,
}

impl Planner {
    /// Most come at the beginning.
    fn arrive(&mut self) {
        let mut ids: Vec<_> = (1..=self.seats).map(ParticipantId).collect();
        ids.shuffle(&mut self.rng);
        for id in ids {
            if self.rng.random_bool(0.9) {
                let connect = self.connect(id);
                self.push(20, told(connect));
            }
        }
    }

    fn step(&mut self) {
        let after = match self.rng.random_range(0..1_000) {
            0 => self.rng.random_range(0..2 * limits::EMPTY_SESSION_MS),
            1..10 => self.rng.random_range(0..2 * limits::GRACE_MS),
            10..200 => self.rng.random_range(0..3_000),
            200..500 => 0,
            _ => self.rng.random_range(0..200),
        };
        let what = match self.rng.random_range(0..1_000) {
            0..2 => What::Restart,
            2..25 => told(self.later()),
            25..60 => {
                let id = self.somebody();
                told(self.connect(id))
            }
            60..90 => told(self.disconnect()),
            90..100 => told(self.away()),
            100..115 => told(Input::Tick),
            115..125 => told(Input::MediaLost { participant: self.anybody() }),
            125..250 => told(Input::Speaking { participant: self.anybody(), speaking: self.rng.random_bool(0.6) }),
            250..300 => {
                let (participant, command) = self.command_of_teacher();
                told(Input::Command { participant, command })
            }
            300..420 => {
                let (participant, command) = self.command_of_staff();
                told(Input::Command { participant, command })
            }
            _ => {
                let participant = self.anybody();
                told(Input::Command { participant, command: self.command(participant) })
            }
        };
        self.push(after, what);
    }

    /// Everybody loses the connection, and nobody comes back until it is too late; then some try nevertheless.
    fn finish(&mut self) {
        for (participant, connection) in self.last.clone() {
            self.push(5, told(Input::Disconnect { participant, connection }));
        }
        self.push(limits::GRACE_MS, told(Input::Tick));
        self.push(limits::EMPTY_SESSION_MS, told(Input::Tick));
        for _ in 0..20 {
            let id = self.somebody();
            let connect = self.connect(id);
            self.push(1, told(connect));
            let command = self.command(id);
            self.push(1, told(Input::Command { participant: id, command }));
            self.push(1, told(Input::Speaking { participant: id, speaking: true }));
            let later = self.later();
            self.push(1, told(later));
        }
        self.push(1, What::Restart);
        self.push(limits::EMPTY_SESSION_MS, told(Input::Tick));
    }

    fn push(&mut self, after: Millis, what: What) {
        self.steps.push(Step { after, overslept: self.rng.random_bool(0.05), what });
    }

    /// Someone of this class.
    fn somebody(&mut self) -> ParticipantId {
        // The first seats hold the staff, and act more.
        let up_to = if self.rng.random_bool(0.3) { self.seats.min(3) } else { self.seats };
        ParticipantId(self.rng.random_range(1..=up_to))
    }

    /// Someone, or somebody who does not exist.
    fn anybody(&mut self) -> ParticipantId {
        match self.rng.random_range(0..50) {
            0 => ParticipantId(self.rng.random()),
            _ => self.somebody(),
        }
    }

    fn connect(&mut self, participant: ParticipantId) -> Input {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.last.insert(participant, connection);
        let name = match self.rng.random_range(0..20) {
            0 => self.text(),
            // Some have the name of somebody else.
            _ => format!("Participant {}", participant.0 % 50),
        };
        Input::Connect {
            participant,
            connection,
            name,
            role: role(participant),
            consent: self.consent(),
            near_ban: self.rng.random_bool(0.1),
        }
    }

    /// A later act of a person with a seat; now and then of a seat that nobody has taken, or about a moment to come.
    fn later(&mut self) -> Input {
        let mut participant = ParticipantId(self.rng.random_range(1..=self.seats + 5));
        let unix = 1 + self.steps.iter().map(|step| step.after).sum::<Millis>();
        let command = match self.rng.random_range(0..11) {
            0 => self.command(participant),
            10 => {
                if self.rng.random_bool(0.9) {
                    participant = ParticipantId(self.rng.random_range(1..=2));
                }
                self.set_late_answers(unix)
            }
            1 => Command::CloseSession,
            2 => Command::ReopenSession,
            3..5 => self.command_of_learner(),
            5 => {
                let room = self.room();
                match self.rng.random_bool(0.5) {
                    true => self.hand_in(room),
                    false => Command::HandInTogether { room, text: self.text() },
                }
            }
            _ => Command::SendChat { text: self.text(), to: self.chat_to() },
        };
        let anchor = self.rng.random_bool(0.7).then(|| self.rng.random_range(0..600_000));
        let name = format!("Viewer {}", participant.0);
        let (role, consent) = (role(participant), self.consent());
        let company = self.company(&command);
        Input::Later {
            participant,
            name,
            role,
            consent,
            near_ban: false,
            later: Later { unix, anchor },
            company,
            command,
        }
    }

    fn disconnect(&mut self) -> Input {
        let (participant, connection) = self.some_connection();
        Input::Disconnect { participant, connection }
    }

    fn away(&mut self) -> Input {
        let (participant, connection) = self.some_connection();
        Input::Away { participant, connection, away: self.rng.random() }
    }

    /// The present connection of somebody, an old one, or somebody else's.
    fn some_connection(&mut self) -> (ParticipantId, ConnectionId) {
        let participant = self.anybody();
        let connection = match self.last.get(&participant) {
            Some(&last) if self.rng.random_bool(0.7) => last,
            _ => ConnectionId(self.rng.random_range(0..=self.connections)),
        };
        (participant, connection)
    }

    fn command(&mut self, by: ParticipantId) -> Command {
        match self.rng.random_range(0..1_000) {
            0..3 if self.rng.random_bool(0.1) => Command::EndSession,
            0..15 => Command::Leave,
            15..20 => Command::Remove { participant: self.anybody(), ban: self.rng.random_bool(0.5) },
            20..70 => self.offer(),
            70..140 => self.watch(),
            140..230 => self.command_of_all(by),
            230..330 => self.command_of_learner(),
            330..430 => Command::SetTrack { source: self.source(), state: self.track_state() },
            430..500 => Command::MuteTrack { track: self.track() },
            500..600 => Command::RaiseHand,
            600..680 => {
                let other = self.anybody();
                Command::LowerHand { participant: if self.rng.random_bool(0.5) { by } else { other } }
            }
            680..750 => Command::React { reaction: self.reaction() },
            750..880 => Command::SendChat { text: self.text(), to: self.chat_to() },
            880..950 => {
                let target = self.track();
                Command::SetSpotlight { room: self.own_room(), target: self.rng.random_bool(0.8).then_some(target) }
            }
            _ => Command::SetConsent { consent: self.consent() },
        }
    }

    fn offer(&mut self) -> Command {
        let count = self.rng.random_range(0..4);
        let sends = (0..count).map(|i| {
            let mid = if self.rng.random_bool(0.9) { i.to_string() } else { String::new() };
            let source = if self.rng.random_bool(0.9) { Source::ALL[i] } else { self.source() };
            OfferedTrack { mid, source }
        });
        let sends = sends.collect();
        Command::Offer { sdp: self.text(), fresh: self.rng.random_bool(0.5), sends }
    }

    fn watch(&mut self) -> Command {
        let count = if self.rng.random_bool(0.02) { limits::SLOTS + 1 } else { self.rng.random_range(0..6) };
        let slots = (0..count).map(|i| {
            let mid = if self.rng.random_bool(0.99) { i.to_string() } else { "0".into() };
            WatchedSlot { mid, track: self.track(), height: self.rng.random() }
        });
        Command::Watch { slots: slots.collect() }
    }

    fn track(&mut self) -> TrackRef {
        TrackRef { participant: self.anybody(), source: self.source() }
    }

    fn source(&mut self) -> Source {
        *[Source::Microphone, Source::Microphone, Source::Camera, Source::Camera, Source::Screen, Source::ScreenAudio]
            .choose(&mut self.rng)
            .expect("not empty")
    }

    fn track_state(&mut self) -> TrackState {
        *[TrackState::On, TrackState::On, TrackState::On, TrackState::Muted, TrackState::Off]
            .choose(&mut self.rng)
            .expect("not empty")
    }

    fn reaction(&mut self) -> Reaction {
        *[Reaction::Agree, Reaction::Disagree, Reaction::Applause, Reaction::Laugh, Reaction::Heart, Reaction::Surprise]
            .choose(&mut self.rng)
            .expect("not empty")
    }

    fn chat_to(&mut self) -> ChatTo {
        match self.rng.random_range(0..10) {
            0..2 => ChatTo::Staff,
            2..5 => ChatTo::Person { participant: self.anybody() },
            5 => ChatTo::Everywhere,
            _ => ChatTo::Room { room: self.own_room() },
        }
    }

    fn consent(&mut self) -> Consent {
        Consent { record_camera: self.rng.random_bool(0.7), record_voice: self.rng.random_bool(0.7) }
    }

    fn text(&mut self) -> String {
        match self.rng.random_range(0..40) {
            0 => String::new(),
            1 => " \u{200B}\n\u{3164}".into(),
            2 => "a\0b".into(),
            3 => "x".repeat(limits::CHAT_TEXT_BYTES + 1),
            4 => "é".repeat(limits::CHAT_TEXT_BYTES / 2),
            5 => "<script>alert(1)</script>".into(),
            6 => "\u{202E}desrever".into(),
            7 => "مرحبا\n👩‍🏫".into(),
            8 => "\u{1b}[2J".into(),
            9 => (0..20).map(|_| self.rng.random::<char>()).collect(),
            n => format!("Message {n}"),
        }
    }
}

fn told(input: Input) -> What {
    What::Told(Box::new(input))
}
