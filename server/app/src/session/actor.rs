//! The task that owns a session.
//!
//! It takes what has arrived, asks `live`, makes the events durable in one append, and only then tells anyone. So what
//! anyone saw is on disk, and under load many commands share one commit.

use std::{sync::Arc, time::Duration};

use live::{Effect, Input, Outcome};
use media::{Media, Placement, TrackKey};
use protocol::{
    Command, CommandResult, Down, ErrorCode, Event, EventBody, Millis, Notice, ParticipantId, Refusal, Role, RoomId,
    Seq, SessionId, Source,
};
use recorder::RecorderError;
use store::{SeatRow, Store, StoreError};
use tokio::sync::{mpsc, oneshot};

use super::{
    Client, ConnectionId, MediaNews, Message, Status,
    clients::{Clients, text},
    seats::keep_in_step,
    viewer,
};
use crate::{clock::ClassClock, hub::MediaNames, recording::Recording};

/// Messages handled in one commit at most: bounds the time that the first of them waits.
const BATCH: usize = 256;

/// Why an actor stopped before its session did. The session is rebuilt from its journal by whoever comes next.
#[derive(Debug)]
pub enum ActorError {
    /// The journal did not take the events.
    Journal(StoreError),
    /// The recording could not be completed.
    Recording(RecorderError),
    /// The session could not be marked as ended.
    Ending(StoreError),
}

/// Owns a session.
pub struct Actor {
    /// Which.
    pub id: SessionId,
    /// The state, and who decides.
    pub session: live::Session,
    /// Class time.
    pub clock: ClassClock,
    /// Journal, seats.
    pub store: Store,
    /// The media plane.
    pub media: Media,
    /// Names of this session's peers and groups in the media plane.
    pub names: MediaNames,
    /// What is recorded.
    pub recording: Arc<Recording>,
    /// Who is connected.
    pub clients: Clients,
}

/// Something to be done once the batch's events are durable, in the order in which it was decided.
enum Step {
    Event(Event),
    Effect(Effect, Option<(ConnectionId, u32)>),
    Admit {
        seat: Box<SeatRow>,
        resume: Option<Seq>,
        client: Client,
        welcome: Box<Welcome>,
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    WelcomeAnew(ParticipantId, Box<Welcome>),
    Send(ParticipantId, ConnectionId, Down),
    Status(Option<ParticipantId>, oneshot::Sender<Status>),
}

/// What somebody is told about the class, as it is when that is decided: what happens later follows.
struct Welcome {
    now: Millis,
    role: Role,
    snapshot: protocol::Snapshot,
    permissions: Vec<protocol::Action>,
}

/// What a batch leads to.
enum Next {
    GoOn,
    Ended,
    Drain(oneshot::Sender<()>),
}

impl Actor {
    /// Runs until the session ends or the server stops. `first` is what starting or rebuilding the session yielded.
    pub async fn run(mut self, first: Outcome, mut messages: mpsc::Receiver<Message>) -> Result<(), ActorError> {
        let open = self.session.state().rooms().iter().filter(|room| room.open && room.id != RoomId::MAIN);
        open.for_each(|room| self.recording.room_opened(room.id, self.clock.now()));
        let mut steps = Vec::new();
        self.push_outcome(&mut steps, first, None);
        let mut next = self.carry_out(steps).await?;
        if self.session.is_ended() {
            // The server stopped between the last commit and the end of the recording.
            next = Next::Ended;
        }
        while matches!(next, Next::GoOn) {
            next = match self.receive(&mut messages).await {
                Some(message) => self.batch(message, &mut messages).await?,
                None => self.tick().await?,
            };
        }
        match next {
            Next::Drain(done) => self.drain(done).await,
            _ => self.end().await?,
        }
        Ok(())
    }

    /// The next message; `None` when a deadline of the session passes first.
    async fn receive(&self, messages: &mut mpsc::Receiver<Message>) -> Option<Message> {
        let wait = self.session.next_deadline().map_or(Duration::from_secs(3600), |at| self.clock.until(at));
        tokio::time::timeout(wait, messages.recv()).await.ok().flatten()
    }

    async fn tick(&mut self) -> Result<Next, ActorError> {
        let mut steps = Vec::new();
        if let Ok(outcome) = self.session.handle(self.clock.now(), Input::Tick) {
            self.push_outcome(&mut steps, outcome, None);
        }
        self.carry_out(steps).await
    }

    async fn batch(&mut self, first: Message, messages: &mut mpsc::Receiver<Message>) -> Result<Next, ActorError> {
        let mut steps = Vec::new();
        // Also when messages never cease, what is due happens.
        if self.session.next_deadline().is_some_and(|at| at <= self.clock.now()) {
            self.input(self.clock.now(), Input::Tick, &mut steps);
        }
        let mut message = Some(first);
        let mut drain = None;
        for _ in 0..BATCH {
            let Some(current) = message.take().or_else(|| messages.try_recv().ok()) else { break };
            if let Message::Drain(done) = current {
                drain = Some(done);
                break;
            }
            self.take(current, &mut steps);
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
            Message::Connect { seat, resume, client, reply } => self.connect(now, seat, resume, client, reply, steps),
            Message::Disconnected { participant, connection } => {
                self.clients.remove(participant, connection);
                self.input(now, Input::Disconnect { participant, connection }, steps);
            }
            Message::Command { participant, connection, id, command } => {
                if !self.clients.is_current(participant, connection) {
                    return;
                }
                let answer = match self.session.handle(now, Input::Command { participant, command }) {
                    Ok(outcome) => {
                        let answered_later = self.push_outcome(steps, outcome, Some((connection, id)));
                        if answered_later {
                            return;
                        }
                        Down::Ack { id, result: CommandResult::Done }
                    }
                    Err(refusal) => Down::Refused { id, refusal },
                };
                steps.push(Step::Send(participant, connection, answer));
            }
            Message::Media { participant, event } => self.media_news(now, participant, event, steps),
            Message::Status { of, reply } => steps.push(Step::Status(of, reply)),
            Message::Drain(_) => unreachable!("taken by `batch`"),
        }
    }

    fn connect(
        &mut self,
        now: Millis,
        seat: Box<SeatRow>,
        resume: Option<Seq>,
        client: Client,
        reply: oneshot::Sender<Result<(), Refusal>>,
        steps: &mut Vec<Step>,
    ) {
        let input = Input::Connect {
            participant: seat.participant,
            connection: client.connection,
            name: seat.name.clone(),
            role: seat.role,
            consent: seat.consent,
        };
        match self.session.handle(now, input) {
            Ok(outcome) => {
                self.push_outcome(steps, outcome, None);
                self.heed_consent(now, &seat, steps);
                let welcome = Box::new(self.welcome(seat.participant, seat.role));
                steps.push(Step::Admit { seat, resume, client, welcome, reply });
            }
            // The socket may be gone already: nobody to tell.
            Err(refusal) => drop(reply.send(Err(refusal))),
        }
    }

    /// Who takes their seat anew by the lobby may have chosen otherwise there.
    fn heed_consent(&mut self, now: Millis, seat: &SeatRow, steps: &mut Vec<Step>) {
        // Only who has an account comes back to their seat by the lobby.
        if seat.person.is_none() {
            return;
        }
        let known = self.session.participant(seat.participant).map(|person| person.consent);
        if known != Some(seat.consent) {
            let command = Command::SetConsent { consent: seat.consent };
            self.input(now, Input::Command { participant: seat.participant, command }, steps);
        }
    }

    fn media_news(&mut self, now: Millis, participant: ParticipantId, event: MediaNews, steps: &mut Vec<Step>) {
        let notice = match event {
            MediaNews::Speaking(speaking) => return self.input(now, Input::Speaking { participant, speaking }, steps),
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

    /// An input that nobody waits for: a refusal of it means that it no longer matters.
    fn input(&mut self, now: Millis, input: Input, steps: &mut Vec<Step>) {
        match self.session.handle(now, input) {
            Ok(outcome) => drop(self.push_outcome(steps, outcome, None)),
            Err(refusal) => tracing::debug!(session = %self.id, %refusal, "input refused"),
        }
    }

    /// Makes the events durable, then does everything in order.
    async fn carry_out(&mut self, steps: Vec<Step>) -> Result<Next, ActorError> {
        let events: Vec<Event> = events_of(&steps).cloned().collect();
        if !events.is_empty()
            && let Err(error) = self.store.journal().append(self.id, events).await
        {
            self.clients.close_all(ErrorCode::Internal);
            return Err(ActorError::Journal(error));
        }
        let shut_out = keep_in_step(&self.store, self.id, events_of(&steps)).await;
        let mut next = Next::GoOn;
        for step in steps {
            match step {
                Step::Event(event) => {
                    self.record_rooms(&event);
                    self.clients.broadcast(&event, self.session.state().membership());
                }
                Step::Effect(Effect::Ended, _) => next = Next::Ended,
                Step::Effect(effect, command) => self.effect(effect, command).await,
                Step::WelcomeAnew(participant, welcome) => self.welcome_anew(participant, *welcome),
                Step::Admit { seat, resume, client, welcome, reply } => {
                    self.admit(*seat, resume, client, *welcome).await;
                    drop(reply.send(Ok(())));
                }
                Step::Send(participant, connection, down) => {
                    if self.clients.is_current(participant, connection) {
                        self.clients.send(participant, &down);
                    }
                }
                Step::Status(of, reply) => {
                    // Whoever asked may be gone.
                    let _ = reply.send(Status {
                        now: self.clock.now(),
                        present: self.session.present_count() as u32,
                        settings: self.session.settings(),
                        known: of.is_some_and(|of| self.session.participant(of).is_some()),
                    });
                }
            }
        }
        match next {
            Next::GoOn if !shut_out.is_empty() => self.shut_out(shut_out).await,
            next => Ok(next),
        }
    }

    /// Removes those who hold other seats from a browser that was just banned.
    async fn shut_out(&mut self, participants: Vec<ParticipantId>) -> Result<Next, ActorError> {
        let mut steps = Vec::new();
        for participant in participants {
            self.input(self.clock.now(), Input::Banned { participant }, &mut steps);
        }
        Box::pin(self.carry_out(steps)).await
    }

    /// Welcomes a client: with what it missed, if that is little, else with a snapshot.
    async fn admit(&mut self, seat: SeatRow, resume: Option<Seq>, client: Client, welcome: Welcome) {
        self.waits_no_more(&seat).await;
        let you = viewer(seat.participant, welcome.role);
        // A journal that ends before what the client has is not the one that it knows: it starts anew.
        let missed = match resume.filter(|&seq| seq <= welcome.snapshot.seq) {
            Some(seq) => self.missed(seq, welcome.snapshot.seq, you).await,
            None => None,
        };
        let role = welcome.role;
        let mut frames = vec![welcome.into_frame(seat.participant, missed.is_none())];
        frames.extend(missed.into_iter().flatten().map(|event| Down::Event { event }));
        if frames.iter().all(|frame| client.send(text(frame))) {
            self.clients.insert(seat.participant, role, client);
        }
    }

    /// Who took a seat while newcomers had to wait, and came in when they no longer had to, was never admitted.
    async fn waits_no_more(&self, seat: &SeatRow) {
        if seat.waits
            && self.session.state().present(seat.participant).is_some()
            && let Err(error) = self.store.set_waiting(self.id, seat.participant, false).await
        {
            tracing::error!(session = %self.id, %error, "somebody is in, and their seat still waits");
        }
    }

    /// The visible events after `seq` up to `until`; `None` when they are many or cannot be read, or when among them the
    /// viewer became somebody who may know more, or less, of what was before.
    async fn missed(&self, seq: Seq, until: Seq, you: live::Viewer) -> Option<Vec<Event>> {
        const MOST: usize = super::clients::CLIENT_QUEUE / 2;
        let events = self.store.journal().events(self.id, seq + 1, MOST + 1).await.ok()?;
        if events.len() > MOST || events.iter().any(|event| changes_view(event, you.participant)) {
            return None;
        }
        let membership = self.session.state().membership();
        Some(events.into_iter().filter(|e| e.seq <= until && live::visible(e, you, membership)).collect())
    }

    async fn effect(&mut self, effect: Effect, command: Option<(ConnectionId, u32)>) {
        match effect {
            Effect::Offer { participant, sdp, fresh, sends } => {
                let offer = media::Offer { sdp, fresh, sends: sends.into_iter().map(|t| (t.mid, t.source)).collect() };
                self.offer(participant, offer, command);
            }
            Effect::Watch { participant, slots } => {
                let watches = slots.into_iter().map(|slot| media::Watch {
                    mid: slot.mid,
                    track: TrackKey { peer: self.names.peer(slot.track.participant), source: slot.track.source },
                    height: slot.height,
                });
                self.media.watch(self.names.peer(participant), watches.collect());
            }
            Effect::Place { participant, room, also } => self.place(participant, room, also),
            Effect::Gate { participant, source, open } => self.media.gate(self.names.peer(participant), source, open),
            Effect::Record { participant, sources } => self.record(participant, sources),
            Effect::Close { participant, connection, code } => self.clients.close(participant, connection, code),
            Effect::Release { participant } => self.release(participant),
            Effect::Welcome { .. } | Effect::Ended => unreachable!("taken before"),
        }
    }

    /// Answers from a task of its own, so that the class does not wait for one person's handshake.
    fn offer(&self, participant: ParticipantId, offer: media::Offer, command: Option<(ConnectionId, u32)>) {
        // Media hears of it now, before whatever is ordered next.
        let answer = self.media.offer(self.names.peer(participant), offer);
        let client = self.clients.get(participant).cloned();
        tokio::spawn(async move {
            let answer = answer.await;
            let (Some(client), Some((connection, id))) = (client, command) else { return };
            if client.connection != connection {
                return;
            }
            let down = match answer {
                Ok(sdp) => Down::Ack { id, result: CommandResult::Answer { sdp } },
                Err(error) => Down::Refused { id, refusal: offer_refusal(error) },
            };
            // A client that does not keep up is cut off by the next broadcast.
            let _ = client.send(text(&down));
        });
    }

    fn record_rooms(&self, event: &Event) {
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

    fn place(&self, participant: ParticipantId, room: RoomId, also: Vec<RoomId>) {
        let voice_also = also.iter().map(|&room| self.names.group(room)).collect();
        let placement = Placement { group: Some(self.names.group(room)), voice_also };
        self.media.place(self.names.peer(participant), placement);
        self.recording.place(participant, room, also);
    }

    /// What to tell somebody about themselves and the class. The session knows best what they are; who waits is what their
    /// seat says.
    fn welcome(&self, participant: ParticipantId, role_of_seat: Role) -> Welcome {
        let role = self.session.participant(participant).map_or(role_of_seat, |person| person.role);
        Welcome {
            now: self.clock.now(),
            role,
            snapshot: self.session.snapshot_for(viewer(participant, role)),
            permissions: self.session.permissions(participant),
        }
    }

    /// Tells somebody who is connected what they are now, and all that they may know.
    fn welcome_anew(&mut self, participant: ParticipantId, welcome: Welcome) {
        self.clients.set_role(participant, welcome.role);
        self.clients.send(participant, &welcome.into_frame(participant, true));
    }

    fn record(&self, participant: ParticipantId, sources: Vec<Source>) {
        for source in Source::ALL {
            if !sources.contains(&source) {
                self.recording.track_ended(participant, source);
            }
        }
        self.media.tap(self.names.peer(participant), sources);
    }

    fn release(&self, participant: ParticipantId) {
        self.media.close(self.names.peer(participant));
        for source in Source::ALL {
            self.recording.track_ended(participant, source);
        }
    }

    /// The session is over: complete the recording, and say so to everybody.
    async fn end(mut self) -> Result<(), ActorError> {
        let duration = self.session.state().at();
        self.close_media();
        // Else viewers would wait for its last line for ever: who comes next tries again.
        self.recording.finish(duration).await.map_err(ActorError::Recording)?;
        self.store.set_ended(self.id, duration, crate::clock::unix_now()).await.map_err(ActorError::Ending)?;
        self.clients.close_all(ErrorCode::SessionEnded);
        Ok(())
    }

    /// The server stops: the session goes on in the next process.
    async fn drain(mut self, done: oneshot::Sender<()>) {
        self.clients.close_all(ErrorCode::Draining);
        self.close_media();
        if let Err(error) = self.recording.pause(self.clock.now()).await {
            tracing::error!(session = %self.id, %error, "the recording could not be paused");
        }
        // Whoever asked may be gone.
        let _ = done.send(());
    }

    fn close_media(&self) {
        for person in self.session.state().participants() {
            self.media.close(self.names.peer(person.id));
        }
    }

    /// Adds an outcome's events and effects; true when an effect will answer the command itself.
    fn push_outcome(&self, steps: &mut Vec<Step>, outcome: Outcome, command: Option<(ConnectionId, u32)>) -> bool {
        steps.extend(outcome.events.into_iter().map(Step::Event));
        let answered_later = outcome.effects.iter().any(|effect| matches!(effect, Effect::Offer { .. }));
        steps.extend(outcome.effects.into_iter().map(|effect| match effect {
            Effect::Welcome { participant } => {
                Step::WelcomeAnew(participant, Box::new(self.welcome(participant, Role::Guest)))
            }
            effect => Step::Effect(effect, command),
        }));
        answered_later
    }
}

/// However its task ends, also by a panic: the session is rebuilt under other names, and nobody would mute or move those
/// who went on under these.
impl Drop for Actor {
    fn drop(&mut self) {
        self.close_media();
    }
}

impl Welcome {
    fn into_frame(self, you: ParticipantId, with_snapshot: bool) -> Down {
        Down::Welcome {
            version: protocol::VERSION,
            you,
            role: self.role,
            permissions: self.permissions,
            now: self.now,
            snapshot: with_snapshot.then(|| Box::new(self.snapshot)),
        }
    }
}

/// Whether what somebody may know of the past changed by this event.
fn changes_view(event: &Event, you: ParticipantId) -> bool {
    match event.body {
        EventBody::RoleChanged { participant, .. } | EventBody::WaitEnded { participant, .. } => participant == you,
        _ => false,
    }
}

fn events_of(steps: &[Step]) -> impl Iterator<Item = &Event> {
    steps.iter().filter_map(|step| match step {
        Step::Event(event) => Some(event),
        _ => None,
    })
}

fn offer_refusal(error: media::OfferError) -> Refusal {
    let code = match &error {
        media::OfferError::BadSdp(_) | media::OfferError::TooManySlots => ErrorCode::BadSdp,
        media::OfferError::NoConnection => ErrorCode::NoMedia,
        media::OfferError::Stopped => ErrorCode::Draining,
    };
    Refusal::because(code, error.to_string())
}
