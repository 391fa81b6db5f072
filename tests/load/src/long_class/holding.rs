//! Holds the class: tells the session what happens, and the recorder what the session decides, as the server's actor does.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use live::{ConnectionId, Effect, Input, Made, Outcome, Session};
use protocol::{
    Command, Consent, Event, EventBody, Millis, ParticipantId, RoomId, SessionId, Source, chat::ChatTo,
    manifest::TrackContent,
};
use recorder::{FrameOutcome, Recording, Sink};

use super::{
    cameras::{Cameras, TICK},
    name, role,
    script::{Act, Moment, script},
};

/// How often the recorder is told the time.
const RECORDER_TICK: Millis = 100;

/// The class while it is held.
pub struct Holding<S: Sink> {
    session: Session,
    recording: Recording<S>,
    cameras: Cameras,
    events: Vec<Event>,
    connections: u64,
    present: BTreeSet<ParticipantId>,
    rooms: BTreeMap<ParticipantId, RoomId>,
    speaking: BTreeSet<ParticipantId>,
    /// What is recorded, and since when.
    recorded: BTreeMap<(ParticipantId, Source), Millis>,
}

impl<S: Sink> Holding<S> {
    /// Begins the class.
    pub fn begin(session: SessionId, started_unix: Millis, recording: Recording<S>) -> anyhow::Result<Self> {
        let (session, outcome) = Session::start(session, Made::default(), "A long day".into(), started_unix);
        let mut holding = Holding {
            session,
            recording,
            cameras: Cameras::new()?,
            events: Vec::new(),
            connections: 0,
            present: BTreeSet::new(),
            rooms: BTreeMap::new(),
            speaking: BTreeSet::new(),
            recorded: BTreeMap::new(),
        };
        holding.follow(0, outcome);
        Ok(holding)
    }

    /// Holds it to its end. Returns its journal.
    pub fn hold(mut self, length: Millis) -> anyhow::Result<Vec<Event>> {
        let mut moments = script().into_iter().peekable();
        for now in (0..=length).step_by(TICK as usize) {
            while self.session.next_deadline().is_some_and(|deadline| deadline <= now) {
                self.tell(now, Input::Tick)?;
            }
            while let Some(moment) = moments.next_if(|moment| moment.at <= now) {
                self.happens(now, moment)?;
            }
            self.film(now)?;
            if now.is_multiple_of(RECORDER_TICK) {
                self.recording.tick(now)?;
            }
        }
        ensure!(self.session.is_ended(), "the class has no end");
        self.recording.finish(length)?;
        Ok(self.events)
    }

    fn happens(&mut self, now: Millis, Moment { who, act, .. }: Moment) -> anyhow::Result<()> {
        let is_here = self.present.contains(&who);
        match act {
            Act::Comes if !is_here => self.comes(now, who),
            // Whoever is out for a minute does nothing meanwhile.
            _ if !is_here => Ok(()),
            Act::Comes => Ok(()),
            Act::Speaks(speaking) => {
                if speaking {
                    self.speaking.insert(who)
                } else {
                    self.speaking.remove(&who)
                };
                self.tell(now, Input::Speaking { participant: who, speaking })
            }
            Act::Says(text) => {
                let room = self.room_of(who);
                self.command(now, who, Command::SendChat { text, to: ChatTo::Room { room } })
            }
            Act::Does(command) => {
                if command == Command::Leave {
                    self.present.remove(&who);
                }
                self.command(now, who, command)
            }
        }
    }

    fn comes(&mut self, now: Millis, participant: ParticipantId) -> anyhow::Result<()> {
        self.present.insert(participant);
        self.connections += 1;
        let (connection, consent) = (ConnectionId(self.connections), Consent::default());
        let (name, role) = (name(participant), role(participant));
        self.tell(now, Input::Connect { participant, connection, name, role, consent, near_ban: false })
    }

    fn command(&mut self, now: Millis, participant: ParticipantId, command: Command) -> anyhow::Result<()> {
        self.tell(now, Input::Command { participant, command })
    }

    fn tell(&mut self, now: Millis, input: Input) -> anyhow::Result<()> {
        let described = format!("{input:?}");
        let outcome = self.session.handle(now, input).with_context(|| format!("{described} at {now}"))?;
        self.follow(now, outcome);
        Ok(())
    }

    /// Does what an outcome asks for.
    fn follow(&mut self, now: Millis, outcome: Outcome) {
        for event in &outcome.events {
            match &event.body {
                EventBody::RoomsOpened { rooms, .. } => {
                    rooms.iter().for_each(|room| self.recording.room_opened(room.id, event.at));
                }
                EventBody::RoomsClosed { rooms } => {
                    rooms.iter().for_each(|&room| self.recording.room_closed(room, event.at));
                }
                _ => {}
            }
        }
        self.events.extend(outcome.events);
        for effect in outcome.effects {
            match effect {
                Effect::Place { participant, room, .. } => self.place(now, participant, room),
                Effect::Record { participant, sources } => self.record(now, participant, &sources),
                Effect::Reserve { participant, reserved } => self.recording.favour(participant, reserved),
                Effect::Release { participant } => self.record(now, participant, &[]),
                _ => {}
            }
        }
    }

    fn room_of(&self, participant: ParticipantId) -> RoomId {
        self.rooms.get(&participant).copied().unwrap_or(RoomId::MAIN)
    }

    /// Somebody is in another room: what they send begins there anew.
    fn place(&mut self, now: Millis, participant: ParticipantId, room: RoomId) {
        let sources: Vec<Source> =
            Source::ALL.into_iter().filter(|source| self.recorded.contains_key(&(participant, *source))).collect();
        self.record(now, participant, &[]);
        self.rooms.insert(participant, room);
        self.record(now, participant, &sources);
    }

    fn record(&mut self, now: Millis, participant: ParticipantId, sources: &[Source]) {
        let room = self.room_of(participant);
        for source in Source::ALL {
            let key = (participant, source);
            if sources.contains(&source) {
                self.recorded.entry(key).or_insert(now);
            } else if self.recorded.remove(&key).is_some() {
                self.recording.track_ended(TrackContent::Participant { participant, source, room });
            }
        }
    }

    /// Hands in what is sent at this moment.
    fn film(&mut self, now: Millis) -> anyhow::Result<()> {
        for (&(participant, source), &since) in &self.recorded {
            let room = self.rooms.get(&participant).copied().unwrap_or(RoomId::MAIN);
            let speaks = self.speaking.contains(&participant);
            let Some(frame) = self.cameras.frame(now, now - since, (participant, source, room), speaks) else {
                continue;
            };
            let outcome = self.recording.frame(now, frame);
            ensure!(outcome == FrameOutcome::Kept, "{outcome:?}: {source:?} of {participant:?} at {now}");
        }
        Ok(())
    }
}
