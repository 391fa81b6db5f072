//! The task that owns a session.
//!
//! It takes what has arrived, lets `live` decide, makes the events durable in one append, and only then tells anyone.
//! So whatever anyone saw is on disk, and under load many commands share one commit.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use common::ClassClock;
use live::{Effect, Input, Outcome};
use media::OfferError;
use protocol::{
    Command, CommandId, CommandResult, Down, ErrorCode, Millis, Notice, ParticipantId, RecordedMedia, Refusal, Role,
    RoomId, Seq, SessionId,
};
use recorder::RecorderError;
use store::{Appended, Entry, Lease, SeatRow, Store, StoreError};
use tokio::sync::{mpsc, oneshot};

use super::{
    Admission, ConnectionId, Message, Status,
    carried_out::{CarriedOut, entries},
    clients::{Client, Clients, text},
    media_inbox::{MediaInbox, MediaNews},
    recent::RecentEvents,
    session_media::SessionMedia,
    welcome::Welcome,
};
use crate::{news::News, refusal};

/// Messages handled in one commit at most. This bounds how long the first of them waits.
const BATCH: usize = 256;

/// Clients admitted in one commit at most. A welcome holds all people of the class, so those of a whole class that comes
/// back at once take a while, and whoever is in class does not wait for all of them.
const ADMITTED: usize = 32;

/// Why an actor stopped before its session ended. The session is rebuilt from its journal when the next client comes.
#[derive(Debug)]
pub enum ActorError {
    /// The events could not be appended to the journal.
    Journal(StoreError),
    /// The recording could not be completed.
    Recording(RecorderError),
    /// The session could not be marked as ended.
    Ending(StoreError),
}

/// Owns a session.
pub struct Actor {
    /// The session's id.
    pub id: SessionId,
    /// The state of the session, and the rules by which it changes.
    pub session: live::Session,
    /// Class time.
    pub clock: ClassClock,
    /// Journal and seats.
    pub store: Store,
    /// The right to write to the journal, held until the actor ends.
    pub lease: Lease,
    /// The session's part of the media plane, and its recording.
    pub media: SessionMedia,
    /// News of the media plane.
    pub news: Arc<MediaInbox>,
    /// The connected clients.
    pub clients: Clients,
    /// Whoever waits for the journal to grow.
    pub readers: Arc<News>,
    /// The latest events, those that were just decided included.
    pub recent: RecentEvents,
    /// The commands that need not be carried out again.
    pub carried_out: CarriedOut,
    /// Clients that have not been admitted yet, in the order in which they came.
    pub to_admit: VecDeque<Admission>,
}

/// A command that a client sent.
#[derive(Clone, Copy)]
struct Asked {
    participant: ParticipantId,
    id: CommandId,
    /// The WebSocket by which it came, if any.
    connection: Option<ConnectionId>,
}

/// Something to do once the batch's events are durable, in the order in which it was decided.
enum Step {
    Event(Entry),
    Effect(Effect, Option<Asked>),
    Admit(Admission),
    WelcomeAnew(ParticipantId),
    Send(ParticipantId, ConnectionId, Down),
    SendStaff(Down),
    Reply(oneshot::Sender<Result<(), Refusal>>),
    WhoAgreed(RoomId, oneshot::Sender<Vec<ParticipantId>>),
    Status(oneshot::Sender<Status>),
}

/// What a batch leads to.
enum Next {
    GoOn,
    Ended,
    Drain(oneshot::Sender<()>),
}

impl Actor {
    /// Runs until the session ends or the server stops. `first` is the outcome of starting or rebuilding the session.
    pub async fn run(mut self, first: Outcome, mut messages: mpsc::Receiver<Message>) -> Result<(), ActorError> {
        let open = self.session.state().rooms().iter().filter(|room| room.open && room.id != RoomId::MAIN);
        open.for_each(|room| self.media.room_opened(room.id, self.clock.now()));
        if self.session.state().is_off_record() {
            self.media.off_record(self.clock.now());
        }
        let mut steps = Vec::new();
        self.push_outcome(&mut steps, first, None);
        let mut next = self.carry_out(steps).await?;
        if self.session.is_ended() {
            // The server stopped between the last commit and the end of the recording.
            next = Next::Ended;
        }
        let mut recorded = self.media.recorded_media();
        while matches!(next, Next::GoOn) {
            let message = tokio::select! {
                message = self.receive(&mut messages) => message,
                Ok(()) = recorded.changed() => {
                    let media = *recorded.borrow_and_update();
                    self.clients.send_all(&Down::Notice { notice: Notice::Recorded { media } });
                    None
                }
                // Another server goes on with the class: clients find it when they come back.
                () = self.lease.lost() => {
                    self.clients.close_all(ErrorCode::Draining);
                    return Err(ActorError::Journal(StoreError::Held));
                }
            };
            next = self.batch(message, &mut messages).await?;
        }
        match next {
            Next::Drain(done) => self.drain(done).await,
            _ => self.end().await?,
        }
        Ok(())
    }

    /// The next message. `None` when the media plane has news, or a deadline of the session passes, before one comes.
    async fn receive(&self, messages: &mut mpsc::Receiver<Message>) -> Option<Message> {
        if !self.to_admit.is_empty() {
            return messages.try_recv().ok();
        }
        let wait = self.session.next_deadline().map_or(Duration::from_secs(3600), |at| self.clock.until(at));
        tokio::select! {
            message = messages.recv() => message,
            () = self.news.wait() => None,
            () = tokio::time::sleep(wait) => None,
        }
    }

    /// Handles, in one commit, what is due, the news of the media plane, and the messages that wait.
    async fn batch(
        &mut self,
        mut message: Option<Message>,
        messages: &mut mpsc::Receiver<Message>,
    ) -> Result<Next, ActorError> {
        let mut steps = Vec::new();
        if self.session.next_deadline().is_some_and(|at| at <= self.clock.now()) {
            self.input(self.clock.now(), Input::Tick, &mut steps);
        }
        for (participant, news) in self.news.take() {
            self.media_news(self.clock.now(), participant, news, &mut steps);
        }
        let mut drain = None;
        for _ in 0..BATCH {
            let Some(current) = message.take().or_else(|| messages.try_recv().ok()) else { break };
            if let Message::Drain(done) = current {
                drain = Some(done);
                break;
            }
            self.take(current, &mut steps);
        }
        for _ in 0..ADMITTED {
            let Some(admission) = self.to_admit.pop_front() else { break };
            self.connect(self.clock.now(), admission, &mut steps);
        }
        let next = self.carry_out(steps).await?;
        Ok(match (next, drain) {
            (Next::GoOn, Some(done)) => Next::Drain(done),
            (next, _) => next,
        })
    }

    /// Decides about one message.
    fn take(&mut self, message: Message, steps: &mut Vec<Step>) {
        let now = self.clock.now();
        match message {
            Message::Connect(admission) => self.to_admit.push_back(admission),
            Message::Disconnected { participant, connection } => {
                self.clients.remove(participant, connection);
                self.input(now, Input::Disconnect { participant, connection }, steps);
            }
            Message::SignedOut { participant, connection } => {
                if self.clients.is_current(participant, connection) {
                    self.media.close(participant);
                }
                self.take(Message::Disconnected { participant, connection }, steps);
            }
            Message::Away { participant, connection, away } => {
                self.input(now, Input::Away { participant, connection, away }, steps);
            }
            Message::Command { participant, connection, id, command } => {
                if self.clients.is_current(participant, connection)
                    && let Some(answer) =
                        self.command(now, Asked { participant, id, connection: Some(connection) }, command, steps)
                {
                    steps.push(Step::Send(participant, connection, answer));
                }
            }
            Message::Later { input, command, reply } => self.later(now, *input, command, reply, steps),
            Message::Enter { comer, purpose, reply } => {
                drop(reply.send(self.session.entry(&comer, purpose)));
            }
            Message::IsPresent { participant, reply } => {
                let person = self.session.state().participant(participant);
                // Whoever asked may be gone.
                let _ = reply.send(person.is_some_and(|person| person.present));
            }
            Message::WhoAgreed { room, reply } => steps.push(Step::WhoAgreed(room, reply)),
            Message::HandedIn { who } => self.input(now, Input::Apart { who }, steps),
            Message::Expect(expected) => self.session.expect(expected),
            Message::Status(reply) => steps.push(Step::Status(reply)),
            Message::Drain(_) => unreachable!("taken by `batch`"),
        }
    }

    /// Who at a study table works on the task of a room together, and could take that back at this moment: whoever is heard.
    fn who_agreed(&self, room: RoomId) -> Vec<ParticipantId> {
        let together = self.session.state().table().into_iter().flat_map(|table| &table.together);
        let agreed = together.filter(|agreed| agreed.room == room).map(|agreed| agreed.participant);
        let is_heard = |id: &ParticipantId| {
            self.session.connection(*id).is_some() && self.session.participant(*id).is_some_and(|person| !person.away)
        };
        agreed.filter(is_heard).collect()
    }

    /// Decides about a command, and returns the answer to it; `None` when an effect will answer.
    fn command(&mut self, now: Millis, asked: Asked, command: Command, steps: &mut Vec<Step>) -> Option<Down> {
        let Asked { participant, id, .. } = asked;
        let done = Down::Ack { id, result: CommandResult::Done };
        if self.carried_out.contains(participant, id) {
            return Some(done);
        }
        match self.session.handle(now, Input::Command { participant, command }) {
            Ok(outcome) => {
                let answered_later = self.push_outcome(steps, outcome, Some(asked));
                if answered_later {
                    return None;
                }
                self.carried_out.note(participant, id);
                Some(done)
            }
            Err(refusal) => Some(Down::Refused { id, refusal }),
        }
    }

    /// Decides about the act of somebody who has no WebSocket.
    fn later(
        &mut self,
        now: Millis,
        input: Input,
        (participant, id): (ParticipantId, CommandId),
        reply: oneshot::Sender<Result<(), Refusal>>,
        steps: &mut Vec<Step>,
    ) {
        if !self.carried_out.contains(participant, id) {
            let outcome = match self.session.handle(now, input) {
                Ok(outcome) => outcome,
                // The asker may be gone.
                Err(refusal) => return drop(reply.send(Err(refusal))),
            };
            if outcome.late_secret.is_some() {
                // Class has just ended: whoever takes later acts keeps it.
                return drop(reply.send(Err(ErrorCode::Draining.into())));
            }
            self.push_outcome(steps, outcome, Some(Asked { participant, id, connection: None }));
            self.carried_out.note(participant, id);
        }
        steps.push(Step::Reply(reply));
    }

    fn connect(&mut self, now: Millis, admission: Admission, steps: &mut Vec<Step>) {
        let seat = &admission.seat;
        let input = Input::Connect {
            participant: seat.participant,
            connection: admission.client.connection,
            name: seat.name.clone(),
            role: seat.role,
            consent: seat.consent,
            near_ban: seat.near_ban,
        };
        match self.session.handle(now, input) {
            Ok(outcome) => {
                self.push_outcome(steps, outcome, None);
                self.update_consent(now, &admission.seat, steps);
                steps.push(Step::Admit(admission));
            }
            // The socket may be gone already.
            Err(refusal) => drop(admission.reply.send(Err(refusal))),
        }
    }

    /// Takes over the consent that a participant gave when they came back through the lobby.
    fn update_consent(&mut self, now: Millis, seat: &SeatRow, steps: &mut Vec<Step>) {
        // Only somebody with an account can come back to their seat through the lobby.
        if seat.person.is_none() {
            return;
        }
        self.input(now, Input::Consent { participant: seat.participant, consent: seat.consent }, steps);
    }

    fn media_news(&mut self, now: Millis, participant: ParticipantId, news: MediaNews, steps: &mut Vec<Step>) {
        let notice = match news {
            MediaNews::Speaking(speaking) => return self.input(now, Input::Speaking { participant, speaking }, steps),
            MediaNews::LoudSilence => {
                return steps.push(Step::SendStaff(Down::Notice { notice: Notice::LoudSilence { participant } }));
            }
            MediaNews::Lost => {
                self.input(now, Input::MediaLost { participant }, steps);
                Notice::MediaLost
            }
            MediaNews::Slot { mid, track } => Notice::Slot {
                mid,
                track: track.map(|(participant, source)| protocol::TrackRef { participant, source }),
            },
        };
        if let Some(client) = self.clients.get(participant) {
            steps.push(Step::Send(participant, client.connection, Down::Notice { notice }));
        }
    }

    /// An input whose result nobody waits for. When it is refused, it no longer matters.
    fn input(&mut self, now: Millis, input: Input, steps: &mut Vec<Step>) {
        match self.session.handle(now, input) {
            Ok(outcome) => drop(self.push_outcome(steps, outcome, None)),
            Err(refusal) => tracing::debug!(session = %self.id, %refusal, "input refused"),
        }
    }

    /// Makes the events durable, then carries out all steps in order. What clients are told goes out at the end.
    async fn carry_out(&mut self, steps: Vec<Step>) -> Result<Next, ActorError> {
        let events: Vec<Entry> = events_of(&steps).cloned().collect();
        let grows = !events.is_empty();
        let Appended { shut_out } = match self.store.journal().append(&self.lease, events).await {
            Ok(appended) => appended,
            Err(error) => {
                let code = refusal::failure(&error);
                self.clients.close_all(code);
                refuse(steps, code);
                return Err(ActorError::Journal(error));
            }
        };
        if grows {
            self.readers.tell(self.id);
        }
        let mut next = Next::GoOn;
        let mut statuses = Vec::new();
        for step in steps {
            match step {
                Step::Event(Entry { event, .. }) => {
                    self.media.note(event.event());
                    self.clients.broadcast(event, self.session.state().membership());
                }
                Step::Effect(Effect::Ended, _) => next = Next::Ended,
                Step::Effect(effect, command) => self.effect(effect, command).await,
                Step::WelcomeAnew(participant) => self.welcome_anew(participant),
                Step::Admit(admission) => self.admit(admission),
                Step::Send(participant, connection, down) => {
                    if self.clients.is_current(participant, connection) {
                        self.clients.send(participant, &down);
                    }
                }
                Step::SendStaff(down) => self.clients.send_staff(&down),
                Step::Reply(reply) => drop(reply.send(Ok(()))),
                // The asker may be gone.
                Step::WhoAgreed(room, reply) => drop(reply.send(self.who_agreed(room))),
                Step::Status(reply) => statuses.push(reply),
            }
        }
        self.clients.flush();
        self.answer(statuses);
        match next {
            Next::GoOn if !shut_out.is_empty() => self.shut_out(shut_out).await,
            next => Ok(next),
        }
    }

    /// Answers those who asked for the status, after the clients were told: a client that hears of it has heard all before.
    fn answer(&self, statuses: Vec<oneshot::Sender<Status>>) {
        let (now, present) = (self.clock.now(), self.session.here_count() as u32);
        for reply in statuses {
            // The asker may be gone.
            let _ = reply.send(Status { now, present });
        }
    }

    /// Removes the other participants who joined from a browser that was just banned.
    async fn shut_out(&mut self, participants: Vec<ParticipantId>) -> Result<Next, ActorError> {
        let mut steps = Vec::new();
        for participant in participants {
            self.input(self.clock.now(), Input::Banned { participant }, &mut steps);
        }
        Box::pin(self.carry_out(steps)).await
    }

    /// Welcomes a client. The welcome contains all of the batch, also what was decided after the client came: that is not
    /// sent to it again.
    fn admit(&mut self, admission: Admission) {
        let Admission { seat, resume, client, reply } = admission;
        let welcome = self.welcome(seat.participant, seat.role, resume);
        if welcome.frames.into_iter().all(|frame| client.send(frame)) {
            self.clients.insert(seat.participant, welcome.role, self.session.seq(), client);
            let media = *self.media.recorded_media().borrow();
            if media != RecordedMedia::All {
                self.clients.send(seat.participant, &Down::Notice { notice: Notice::Recorded { media } });
            }
        }
        // The socket may be gone already.
        drop(reply.send(Ok(())));
    }

    async fn effect(&mut self, effect: Effect, command: Option<Asked>) {
        match effect {
            Effect::Offer { participant, sdp, fresh, sends } => {
                let Some(client) = self.clients.get(participant).cloned() else { return };
                // Media gets the offer now, before the commands of the effects that follow.
                let answer = self.media.offer(participant, client.address, sdp, fresh, sends);
                Self::answer_later(client, answer, command);
            }
            Effect::Watch { participant, slots } => self.media.watch(participant, slots),
            Effect::Place { participant, room, also } => self.media.place(participant, room, also),
            Effect::Reserve { participant, reserved } => self.media.reserve(participant, reserved),
            Effect::Gate { participant, source, open } => self.media.gate(participant, source, open),
            Effect::Record { participant, sources } => self.media.record(participant, sources),
            Effect::Close { participant, connection, code } => self.clients.close(participant, connection, code),
            Effect::Release { participant } => self.media.release(participant),
            Effect::Welcome { .. } | Effect::Ended => unreachable!("taken before"),
        }
    }

    /// Acknowledges an offer from a task of its own, so that the class does not wait for one person's handshake.
    fn answer_later(
        client: Client,
        answer: impl Future<Output = Result<String, OfferError>> + Send + 'static,
        command: Option<Asked>,
    ) {
        tokio::spawn(async move {
            let answer = answer.await;
            let Some(Asked { connection, id, .. }) = command else { return };
            if Some(client.connection) != connection {
                return;
            }
            let down = match answer {
                Ok(sdp) => Down::Ack { id, result: CommandResult::Answer { sdp } },
                Err(error) => Down::Refused { id, refusal: offer_refusal(error) },
            };
            // A client that cannot keep up is disconnected at the next broadcast.
            let _ = client.send(text(&down));
        });
    }

    fn welcome(&self, participant: ParticipantId, role_of_seat: Role, resume: Option<Seq>) -> Welcome {
        Welcome::new(&self.session, &self.recent, self.clock.now(), participant, role_of_seat, resume)
    }

    /// Tells a connected client its new role and rights, with a snapshot of what it may know now.
    fn welcome_anew(&mut self, participant: ParticipantId) {
        let welcome = self.welcome(participant, Role::Guest, None);
        self.clients.welcome_anew(participant, welcome.role, self.session.seq(), welcome.frames);
    }

    /// The session is over: completes the recording, and tells everybody.
    async fn end(mut self) -> Result<(), ActorError> {
        let duration = self.session.state().at();
        self.close_media();
        // Without the recording's last line viewers would wait for more. On an error the session is rebuilt, and its
        // end tried again.
        self.media.finish(duration).await.map_err(ActorError::Recording)?;
        self.store.set_ended(self.id, duration, crate::clock::unix_now()).await.map_err(ActorError::Ending)?;
        self.clients.close_all(ErrorCode::SessionEnded);
        Ok(())
    }

    /// The server stops; the session continues in the next process.
    async fn drain(mut self, done: oneshot::Sender<()>) {
        self.clients.close_all(ErrorCode::Draining);
        self.close_media();
        if let Err(error) = self.media.pause(self.clock.now()).await {
            tracing::error!(session = %self.id, %error, "the recording could not be paused");
        }
        // The asker may be gone.
        let _ = done.send(());
    }

    fn close_media(&self) {
        for person in self.session.state().participants() {
            self.media.close(person.id);
        }
    }

    /// Adds an outcome's events and effects. Returns whether one of the effects will acknowledge the command itself.
    fn push_outcome(&mut self, steps: &mut Vec<Step>, outcome: Outcome, command: Option<Asked>) -> bool {
        let answered_later = outcome.effects.iter().any(|effect| matches!(effect, Effect::Offer { .. }));
        let known_by = command.filter(|_| !answered_later).map(|asked| (asked.participant, asked.id));
        for entry in entries(outcome.events, known_by) {
            self.recent.push(entry.event.clone());
            steps.push(Step::Event(entry));
        }
        steps.extend(outcome.effects.into_iter().map(|effect| match effect {
            Effect::Welcome { participant } => Step::WelcomeAnew(participant),
            effect => Step::Effect(effect, command),
        }));
        answered_later
    }
}

/// Media is closed however the task ends, also by a panic: the session is rebuilt under other names in the media plane,
/// and nobody would mute or move connections that continued under these.
impl Drop for Actor {
    fn drop(&mut self) {
        self.close_media();
    }
}

fn events_of(steps: &[Step]) -> impl Iterator<Item = &Entry> {
    steps.iter().filter_map(|step| match step {
        Step::Event(event) => Some(event),
        _ => None,
    })
}

/// Tells everybody who waits that nothing of this came about.
fn refuse(steps: Vec<Step>, code: ErrorCode) {
    for step in steps {
        match step {
            Step::Admit(admission) => drop(admission.reply.send(Err(code.into()))),
            Step::Reply(reply) => drop(reply.send(Err(code.into()))),
            _ => {}
        }
    }
}

fn offer_refusal(error: OfferError) -> Refusal {
    let code = match &error {
        OfferError::BadSdp(_) | OfferError::TooManySlots => ErrorCode::BadSdp,
        OfferError::NoConnection => ErrorCode::NoMedia,
        OfferError::TooMuch => ErrorCode::RateLimited,
        OfferError::Stopped => ErrorCode::Draining,
    };
    Refusal::because(code, error.to_string())
}
