//! The session: inputs in, facts and effects out.

use std::collections::BTreeMap;

use protocol::{
    Action, Audience, Command, Consent, ErrorCode, Event, EventBody, Later, Millis, ParticipantId, Refusal, Seq,
    SessionId, SessionKind, Snapshot, limits,
    moderation::{Settings, WithoutStaff},
    polls::Poll,
    presence::Participant,
    table::WatchedClass,
};

use crate::{
    decision::Decision,
    dispatch::{decide, end},
    fold::fold,
    invalid::RebuildError,
    later,
    media_sync::MediaSync,
    outcome::{Arrival, ConnectionId, Effect, Input, Outcome},
    permission::{self, microphone_is_on},
    polls::{self, ballots::SecretBallots},
    presence::{
        self, away, connect,
        connections::Connections,
        entry::{Comer, Entry, Purpose, entry},
        expected::Expected,
    },
    rate::{ClassRates, Rates},
    recording, rooms,
    state::State,
    table,
    validate::validate_event,
    visibility::Viewer,
};

/// What a session is from its beginning on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    /// What it is.
    pub kind: SessionKind,
    /// Whether nothing of it is recorded.
    pub unrecorded: bool,
    /// What is watched there, at a study table.
    pub watches: Option<WatchedClass>,
}

/// One class meeting: while it is held, and afterwards as long as people take part later.
#[derive(Debug)]
pub struct Session {
    pub(crate) state: State,
    /// The latest time that the session was told: time never goes back here.
    pub(crate) now: Millis,
    pub(crate) connections: Connections,
    /// How often people did things lately: at most [`limits::PEOPLE`] entries.
    rates: BTreeMap<ParticipantId, Rates>,
    class_rates: ClassRates,
    /// How often people acted after class, in wall time: at most [`limits::PEOPLE`] entries, too.
    later_rates: BTreeMap<ParticipantId, Rates>,
    pub(crate) media: MediaSync,
    pub(crate) ballots: SecretBallots,
    /// Since when nobody is present.
    pub(crate) empty_since: Option<Millis>,
    /// Who is known of before they come.
    expected: Expected,
    /// Why events of the journal from which the session was taken up did not fit.
    faults: Vec<RebuildError>,
}

impl Session {
    /// Begins a session: its clock is at 0, at the given wall time.
    pub fn start(id: SessionId, made: Made, title: String, started_unix: Millis) -> (Session, Outcome) {
        let Made { kind, unrecorded, watches } = made;
        let mut session = Session::with(State::default());
        let body = EventBody::SessionStarted { session: id, title, started_unix, kind, unrecorded, watches };
        let outcome = session.commit(Decision { facts: vec![(Audience::Everyone, body)], ..Decision::default() });
        (session, outcome)
    }

    /// Takes a session up from its journal, after the server was away.
    ///
    /// If the session was live, the outcome has [`EventBody::Interrupted`] from `last_known` (the end of the recording,
    /// or the time of the last event if that is later) to `now`, and tells media everything anew. People who were
    /// present or waited have [`limits::GRACE_MS`] from now to come back. If the server was away for as long as an
    /// empty session lasts, the session ended when the server did. If the session had ended before, the outcome is
    /// empty.
    ///
    /// Events that do not fit, because others before them are lost, are passed over: see [`Session::faults`]. A journal
    /// without its start or with a gap in its numbers is refused: unknown events stand in the places of lost ones.
    pub fn rebuild(
        events: impl IntoIterator<Item = Event>,
        last_known: Millis,
        now: Millis,
    ) -> Result<(Session, Outcome), RebuildError> {
        let (state, faults) = fold(events)?;
        let ended = state.is_ended();
        let mut session = Session { faults, ..Session::with(state) };
        session.now = session.state.at().max(now);
        if ended {
            return Ok((session, Outcome::default()));
        }
        let from = session.state.at().max(last_known).min(session.now);
        let present: Vec<_> = session.state.participants().iter().filter(|p| p.present).map(|p| p.id).collect();
        let waiting = session.state.waiting().iter().map(|waiting| waiting.participant);
        session.connections = Connections::all_lost(present.iter().copied().chain(waiting), session.now);
        if session.now - from >= limits::EMPTY_SESSION_MS {
            session.now = from;
            let mut outcome = Outcome::default();
            let is_lost = |poll: &Poll| poll.question.anonymous && poll.closed.is_none() && !poll.answered.is_empty();
            if session.state.polls().iter().any(is_lost) {
                // What was answered is lost, and whoever answered can do so later.
                outcome.extend(session.interrupt(from));
            }
            outcome.extend(session.commit(end(&session.state, &session.ballots, None)));
            return Ok((session, outcome));
        }
        let mut outcome = session.interrupt(from);
        for id in present {
            session.media.update(&session.state, id, &mut outcome.effects);
        }
        Ok((session, outcome))
    }

    fn with(state: State) -> Session {
        Session {
            state,
            now: 0,
            connections: Connections::default(),
            rates: BTreeMap::new(),
            class_rates: ClassRates::default(),
            later_rates: BTreeMap::new(),
            media: MediaSync::default(),
            ballots: SecretBallots::default(),
            empty_since: None,
            expected: Expected::default(),
            faults: Vec::new(),
        }
    }

    /// Keeps places and names for whoever is expected.
    pub fn expect(&mut self, expected: Expected) {
        self.expected = expected;
    }

    /// Whether somebody may come in: see [`entry`].
    pub fn entry(&self, comer: &Comer, purpose: Purpose) -> Result<Entry, Refusal> {
        entry(&self.state, &self.expected, comer, purpose)
    }

    /// Handles an input at this time. A refused input has changed nothing durable.
    ///
    /// Only `Connect`, `Command` and `Later` are ever refused. Time never goes back: a time before the previous one counts as
    /// that.
    pub fn handle(&mut self, now: Millis, input: Input) -> Result<Outcome, Refusal> {
        self.now = self.now.max(now);
        match input {
            Input::Connect { participant, connection, name, role, consent, near_ban } => {
                self.connect(connection, Arrival { participant, name, role, consent, near_ban })
            }
            Input::Disconnect { participant, connection } => {
                self.connections.disconnect(participant, connection, self.now);
                Ok(Outcome::default())
            }
            Input::Away { participant, connection, away } => {
                let is_current = self.connections.of(participant) == Some(connection);
                Ok(if is_current {
                    self.commit(away::heard(&self.state, participant, away))
                } else {
                    Outcome::default()
                })
            }
            Input::Command { participant, command } => self.command(participant, command),
            Input::Later { participant, name, role, consent, near_ban, later, company, command } => {
                let viewer = Arrival { participant, name, role, consent, near_ban };
                self.later((viewer, company), later, command)
            }
            Input::Speaking { participant, speaking } => Ok(self.speaking(participant, speaking)),
            Input::MediaLost { participant } => Ok(self.speaking(participant, false)),
            Input::Consent { participant, consent } => Ok(self.consent(participant, consent)),
            Input::Banned { participant } => Ok(self.commit(connect::shut_out(&self.state, participant))),
            Input::Apart { who } => Ok(self.commit(table::decide::apart(&self.state, &who))),
            Input::Tick => Ok(self.tick()),
        }
    }

    fn connect(&mut self, connection: ConnectionId, arrival: Arrival) -> Result<Outcome, Refusal> {
        let participant = arrival.participant;
        if self.connections.contains(participant) {
            let superseded = self.connections.connect(participant, connection);
            let close =
                superseded.map(|old| Effect::Close { participant, connection: old, code: ErrorCode::Superseded });
            let mut back = away::heard(&self.state, participant, false);
            back.effects.extend(close);
            return Ok(self.commit(back));
        }
        let decision = connect::arrive(&self.state, &self.expected, arrival)?;
        self.connections.connect(participant, connection);
        let mut outcome = self.commit(decision);
        outcome.extend(self.commit(recording::decide::back(&self.state)));
        Ok(outcome)
    }

    fn command(&mut self, participant: ParticipantId, command: Command) -> Result<Outcome, Refusal> {
        if self.is_ended() {
            return Err(ErrorCode::SessionEnded.into());
        }
        if !self.connections.contains(participant) {
            return Err(self.state.ban_reason(participant).unwrap_or(ErrorCode::UnknownParticipant).into());
        }
        let rates = self.rates.entry(participant).or_default();
        rates.command(self.now)?;
        if matches!(command, Command::Offer { .. }) {
            rates.offer(self.now)?;
        }
        let Some(by) = self.state.present(participant) else {
            return connect::decide_waiting(participant, &command).map(|decision| self.commit(decision));
        };
        let (chat, reacts) = (chat_bytes(&command), matches!(command, Command::React { .. }));
        let calls = matches!(command, Command::AskForHelp { .. })
            && !self.state.whole().help.iter().any(|help| help.participant == participant);
        let decision = decide(&self.state, &self.ballots, &self.expected, by, self.now, command)?;
        if !by.role.is_staff() && !decision.facts.is_empty() && !calls {
            rates.fact(self.now, &mut self.class_rates)?;
        }
        if let Some(bytes) = chat {
            rates.chat(self.now, by.role, bytes, &mut self.class_rates)?;
        }
        if reacts {
            rates.reaction(self.now)?;
        }
        Ok(self.commit(decision))
    }

    /// Handles a later act. During class it counts with what its author does in class, and afterwards in wall time, because
    /// class time stands still then.
    fn later(
        &mut self,
        (viewer, company): (Arrival, Vec<Arrival>),
        later: Later,
        command: Command,
    ) -> Result<Outcome, Refusal> {
        let participant = viewer.participant;
        self.entry(&viewer.comer(), Purpose::TakePart)?;
        let now = self.class_time();
        let (rates, clock) = match self.state.is_ended() {
            true => (&mut self.later_rates, later.unix),
            false => (&mut self.rates, now),
        };
        let rates = rates.entry(participant).or_default();
        rates.command(clock)?;
        let (chat, role) = (chat_bytes(&command), viewer.role);
        let decision = later::decide::decide(&self.state, &self.expected, (viewer, company), now, later, command)?;
        if let Some(bytes) = chat {
            rates.chat(clock, role, bytes, &mut self.class_rates)?;
        }
        Ok(self.commit_of(decision, Some(later)))
    }

    /// Makes an event if the state differs. Media may be a moment behind, so nobody counts as speaking while their
    /// microphone is not on.
    fn speaking(&mut self, participant: ParticipantId, speaking: bool) -> Outcome {
        let news = self
            .state
            .present(participant)
            .is_some_and(|person| person.speaking != speaking && (!speaking || microphone_is_on(person)));
        let facts = news.then_some((Audience::Everyone, EventBody::Speaking { participant, speaking }));
        self.commit(Decision { facts: facts.into_iter().collect(), ..Decision::default() })
    }

    fn consent(&mut self, participant: ParticipantId, consent: Consent) -> Outcome {
        if self.is_ended() {
            return Outcome::default();
        }
        self.commit(presence::decide::consent_of_seat(&self.state, participant, consent))
    }

    fn tick(&mut self) -> Outcome {
        if self.is_ended() {
            return Outcome::default();
        }
        let away = self.connections.take_away(self.now);
        let mut outcome = self.commit(away::lost(&self.state, away));
        outcome.extend(self.commit(connect::give_up(&self.state, &self.connections, self.now)));
        outcome.extend(self.commit(polls::decide::due(&self.state, &self.ballots, self.now)));
        outcome.extend(self.commit(rooms::closing::due(&self.state, &self.ballots, self.now)));
        outcome.extend(self.commit(recording::decide::due(&self.state, self.now)));
        let deadlines = [self.empty_deadline(), self.staff_deadline(), self.length_deadline()];
        let over = deadlines.into_iter().flatten().min();
        if !self.is_ended() && over.is_some_and(|deadline| deadline <= self.now) {
            outcome.extend(self.commit(end(&self.state, &self.ballots, None)));
        }
        outcome
    }

    /// Makes the facts into events, and adds the effects that follow from them to those of the decision.
    pub(crate) fn commit(&mut self, decision: Decision) -> Outcome {
        self.commit_of(decision, None)
    }

    /// Does what [`Session::commit`] does, and marks the events as a later act if there is a `later`.
    fn commit_of(&mut self, decision: Decision, later: Option<Later>) -> Outcome {
        let Decision { facts, effects, secret, late_secret } = decision;
        secret.into_iter().for_each(|ballot| self.ballots.cast(ballot));
        let fresh_offers: Vec<_> = effects.iter().filter_map(fresh_offer).collect();
        let mut outcome = Outcome { events: Vec::with_capacity(facts.len()), effects, late_secret };
        for participant in fresh_offers {
            self.media.forget(participant);
            self.media.update(&self.state, participant, &mut outcome.effects);
        }
        // At the end no connection is closed one by one, because `Effect::Ended` reaches everybody. This includes
        // people who wait, although an event before the end ends their waiting.
        if matches!(facts.last(), Some((_, EventBody::SessionEnded { .. }))) {
            self.connections.clear();
        }
        for (audience, body) in facts {
            let event = Event { seq: self.state.seq() + 1, at: self.class_time(), audience, later, body };
            debug_assert_eq!(validate_event(&self.state, &event), Ok(()), "{event:?}");
            let told = matches!(event.body, EventBody::LateAnswersSet { .. }).then(|| self.told());
            self.state.apply(&event);
            self.follow_up(&event, &mut outcome.effects);
            outcome.effects.extend(told.into_iter().flat_map(|told| self.told_otherwise(told)));
            outcome.events.push(event);
        }
        self.empty_since = match self.present_count() == 0 && !self.is_ended() {
            true => self.empty_since.or(Some(self.now)),
            false => None,
        };
        outcome
    }

    fn follow_up(&mut self, event: &Event, effects: &mut Vec<Effect>) {
        match event.body {
            EventBody::SessionEnded { .. } => {
                self.connections.clear();
                self.media.clear();
                effects.push(Effect::Ended);
            }
            EventBody::Left { participant, reason } => {
                self.media.update(&self.state, participant, effects);
                effects.extend(self.connections.hang_up(participant, reason));
                effects.push(Effect::Release { participant });
            }
            EventBody::PollClosed { poll, .. } => self.ballots.forget(poll),
            // They may see now what was kept from them.
            EventBody::BallotCast { participant, .. } if event.later.is_some() => {
                effects.push(Effect::Welcome { participant })
            }
            EventBody::WaitEnded { participant, reason: Some(reason) } => {
                effects.extend(self.connections.hang_up(participant, reason));
            }
            EventBody::Joined { participant, .. }
            | EventBody::Moved { participant, .. }
            | EventBody::ConsentChanged { participant, .. }
            | EventBody::TrackChanged { participant, .. } => self.media.update(&self.state, participant, effects),
            EventBody::RoomsOpened { .. }
            | EventBody::RoomsClosed { .. }
            | EventBody::VoiceToAllSet { .. }
            | EventBody::SpotlightSet { .. }
            | EventBody::OffRecordSet { .. }
            | EventBody::RoleChanged { .. } => {
                self.media.update_all(&self.state, effects);
            }
            _ => {}
        }
    }

    /// How much each person who is present is told of what is right in polls, and of what was answered.
    fn told(&self) -> Vec<(Viewer, usize)> {
        let present = self.state.participants().iter().filter(|person| person.present);
        let viewers = present.map(|person| Viewer { participant: person.id, role: person.role });
        viewers.map(|viewer| (viewer, self.state.count_told(viewer))).collect()
    }

    /// Welcomes those anew who are told more or less of that now: whoever could answer, and cannot any more, or can again.
    fn told_otherwise(&self, before: Vec<(Viewer, usize)>) -> Vec<Effect> {
        let changed = before.into_iter().filter(|&(viewer, told)| self.state.count_told(viewer) != told);
        changed.map(|(viewer, _)| Effect::Welcome { participant: viewer.participant }).collect()
    }

    /// When [`Input::Tick`] is due; `None` when nothing waits.
    pub fn next_deadline(&self) -> Option<Millis> {
        if self.is_ended() {
            return None;
        }
        let deadlines = [
            self.connections.deadline(),
            rooms::closing::deadline(&self.state),
            polls::decide::deadline(&self.state),
            recording::decide::deadline(&self.state),
            self.empty_deadline(),
            self.staff_deadline(),
            self.length_deadline(),
        ];
        deadlines.into_iter().flatten().min()
    }

    /// There was no server from `from` until now.
    fn interrupt(&mut self, from: Millis) -> Outcome {
        let interrupted = EventBody::Interrupted { from, to: self.now };
        self.commit(Decision { facts: vec![(Audience::Everyone, interrupted)], ..Decision::default() })
    }

    fn empty_deadline(&self) -> Option<Millis> {
        let lasts = match self.state.whole().kind {
            SessionKind::Study => limits::EMPTY_STUDY_MS,
            SessionKind::Class | SessionKind::Lecture | SessionKind::Clip => limits::EMPTY_SESSION_MS,
        };
        self.empty_since.map(|since| since + lasts)
    }

    /// When a session ends because nothing of its kind is longer.
    fn length_deadline(&self) -> Option<Millis> {
        (self.state.whole().kind == SessionKind::Clip).then_some(limits::CLIP_MS)
    }

    /// Class time, which stands still after class.
    fn class_time(&self) -> Millis {
        if self.is_ended() { self.state.at() } else { self.now }
    }

    /// When class ends because its staff have gone and left others behind, if the settings say so.
    fn staff_deadline(&self) -> Option<Millis> {
        let left = self.state.whole().staff_left.filter(|_| self.settings().without_staff == WithoutStaff::Ends);
        left.map(|since| since + limits::WITHOUT_STAFF_MS)
    }

    /// The state as this viewer may see it.
    pub fn snapshot_for(&self, viewer: Viewer) -> Snapshot {
        self.state.snapshot_for(viewer)
    }

    /// How the class is set.
    pub fn settings(&self) -> Settings {
        *self.state.settings()
    }

    /// What this person's role may do here: nothing, for a stranger or somebody who waits. The settings of the class
    /// can withhold some of it for a while: see [`protocol::Down::Welcome`].
    pub fn permissions(&self, participant: ParticipantId) -> Vec<Action> {
        self.participant(participant).map_or_else(Vec::new, |p| permission::permissions(p.role))
    }

    /// A person who is or was here.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.state.participant(id)
    }

    /// The connection that this person, who is present or waits, has just now.
    pub fn connection(&self, id: ParticipantId) -> Option<ConnectionId> {
        self.connections.of(id)
    }

    /// How many people are present, including those whose connection is lost for a moment.
    pub fn present_count(&self) -> usize {
        self.connections.len() - self.state.waiting().len()
    }

    /// How many people are present and not away.
    pub fn here_count(&self) -> usize {
        self.state.participants().iter().filter(|person| person.present && !person.away).count()
    }

    /// Whether the session is over.
    pub fn is_ended(&self) -> bool {
        self.state.is_ended()
    }

    /// Why events of the journal from which the session was taken up did not fit: others before them are lost.
    pub fn faults(&self) -> &[RebuildError] {
        &self.faults
    }

    /// The number of the last event.
    pub fn seq(&self) -> Seq {
        self.state.seq()
    }

    /// All that is durable: the fold of the journal.
    pub fn state(&self) -> &State {
        &self.state
    }
}

/// The size of the message that a command sends.
fn chat_bytes(command: &Command) -> Option<usize> {
    match command {
        Command::SendChat { text, .. } => Some(text.len()),
        _ => None,
    }
}

fn fresh_offer(effect: &Effect) -> Option<ParticipantId> {
    match effect {
        Effect::Offer { participant, fresh: true, .. } => Some(*participant),
        _ => None,
    }
}
