//! A class that is carried out and checked.

use std::collections::{BTreeMap, BTreeSet};

use live::{Effect, Input, Made, Outcome, Session, State, Viewer, visible};
use protocol::{
    Audience, Command, ErrorCode, Event, EventBody, Later, LeaveReason, Millis, ParticipantId, Refusal, Role, RoomId,
    SessionId, Source, TrackState,
    chat::ChatTo,
    limits,
    moderation::{ChatPolicy, SharePolicy, WithoutStaff},
    polls::{LateAnswers, Poll},
    presence::Participant,
    rooms::Room,
    rooms::RoomWatching,
    table::WatchedClass,
};

use crate::{
    ballots::Ballots,
    media::Media,
    names::Names,
    onlooker::Onlooker,
    plan::{HERE, PLAYED_MS, Step, What, role},
    rights,
};

/// A session, and all that is known about it from outside.
pub struct World {
    session: Session,
    now: Millis,
    journal: Vec<Event>,
    /// The fold of the journal, event by event.
    folded: State,
    onlookers: Vec<Onlooker>,
    media: Media,
    ballots: Ballots,
    names: Names,
    /// When the connections of people who are present, or wait, were lost.
    lost: BTreeMap<ParticipantId, Millis>,
    removed: BTreeSet<ParticipantId>,
    /// People who wait, or waited and never came in.
    outside: BTreeSet<ParticipantId>,
    /// The people who may watch each breakout room.
    watching: BTreeMap<RoomId, RoomWatching>,
    /// Whether the server was away for as long as an empty session lasts.
    abandoned: bool,
    /// The kinds of events and refusals that have occurred.
    pub seen: BTreeSet<String>,
}

impl World {
    /// A session that just began.
    pub fn start() -> World {
        // Something is watched there, as at a study table.
        let watches = WatchedClass { session: SessionId(uuid::Uuid::from_u128(2)), length: PLAYED_MS };
        let made = Made { watches: Some(watches), ..Made::default() };
        let (session, outcome) = Session::start(SessionId(uuid::Uuid::from_u128(1)), made, "Simulation".into(), 1);
        let onlookers = [1, 2, 3, 4, 5, 6, 9, 17, 48].map(|id| Onlooker::new(ParticipantId(id))).into();
        let mut world = World {
            session,
            now: 0,
            journal: Vec::new(),
            folded: State::default(),
            onlookers,
            media: Media::default(),
            ballots: Ballots::default(),
            names: Names::default(),
            lost: BTreeMap::new(),
            removed: BTreeSet::new(),
            outside: BTreeSet::new(),
            watching: BTreeMap::new(),
            abandoned: false,
            seen: BTreeSet::new(),
        };
        world.take(&outcome);
        world
    }

    /// Carries out a step.
    pub fn step(&mut self, step: &Step) {
        let then = self.now + step.after;
        while !step.overslept
            && let Some(due) = self.session.next_deadline().filter(|&due| due <= then)
        {
            self.now = due.max(self.now);
            self.tell(Input::Tick);
            assert!(self.session.next_deadline().is_none_or(|next| next > self.now), "a tick clears what is due");
        }
        self.now = then;
        match &step.what {
            What::Told(input) => self.tell(self.resolve(Input::clone(input))),
            What::Restart => self.restart(step.after),
        }
    }

    /// Replaces values that a plan cannot know: the number of a message, counted from the last one back, and the room of a
    /// person, [`HERE`].
    fn resolve(&self, mut input: Input) -> Input {
        let (Input::Command { participant, command } | Input::Later { participant, command, .. }) = &mut input else {
            return input;
        };
        match command {
            Command::DeleteMessage { message } => {
                let sent = |event: &&Event| matches!(event.body, EventBody::ChatSent { .. });
                let back = usize::try_from(*message).unwrap_or(usize::MAX);
                *message = self.journal.iter().rev().filter(sent).nth(back).map_or(*message, |event| event.seq);
            }
            Command::SendChat { to: ChatTo::Room { room }, .. }
            | Command::SetSpotlight { room, .. }
            | Command::LowerAllHands { room }
            | Command::HandIn { room, .. }
            | Command::CallNext { room }
                if *room == HERE =>
            {
                *room = self.folded.present(*participant).map_or(RoomId::MAIN, |person| person.room);
            }
            _ => {}
        }
        input
    }

    fn tell(&mut self, input: Input) {
        let before = self.session.seq();
        let ended = self.session.is_ended();
        match self.session.handle(self.now, input.clone()) {
            Ok(outcome) => {
                let later = matches!(input, Input::Later { .. });
                assert!(
                    !ended || later || outcome == Outcome::default(),
                    "later acts alone follow the end: {outcome:?}"
                );
                self.check_outcome(&input, &outcome);
                self.note_lines(&input);
                self.ballots.note(&input, &self.folded);
                self.take(&outcome);
            }
            Err(refusal) => {
                assert_eq!(self.session.seq(), before, "a refusal makes no events");
                self.check_refusal(&input, &refusal, ended);
                self.seen.insert(format!("{:?}", refusal.code));
            }
        }
        if input == Input::Tick {
            let over = |room: &Room| room.open && room.until.is_some_and(|until| until <= self.now);
            assert!(!self.session.state().rooms().iter().any(over), "after a tick, no room is open beyond its time");
            let overdue = self.lost.values().any(|since| since + limits::GRACE_MS <= self.now);
            assert!(!overdue, "after a tick, no seat is kept beyond its grace");
        }
    }

    fn restart(&mut self, away: Millis) {
        let (ended, before) = (self.session.is_ended(), self.session.state().clone());
        let (session, outcome) = Session::rebuild(self.journal.clone(), self.now - away, self.now)
            .expect("a session's own journal can be rebuilt");
        assert_eq!(session.faults(), []);
        self.session = session;
        if ended {
            assert_eq!(outcome, Outcome::default(), "an ended session stays as it was");
            assert_eq!(*self.session.state(), before, "an ended session stays as it was");
            return;
        }
        if away >= limits::EMPTY_SESSION_MS {
            assert!(self.session.is_ended(), "a session that was away for so long ended when the server did");
            self.abandoned = true;
            self.take(&outcome);
            return;
        }
        assert!(matches!(outcome.events[..], [Event { body: EventBody::Interrupted { .. }, .. }]));
        self.media = Media::default();
        self.ballots.restart(&self.folded);
        let present = before.participants().iter().filter(|p| p.present);
        let waiting = before.waiting().iter().map(|waiting| waiting.participant);
        self.lost = present.map(|p| p.id).chain(waiting).map(|id| (id, self.now)).collect();
        self.take(&outcome);
    }

    /// Keeps the world's own record of connections.
    fn note_lines(&mut self, input: &Input) {
        match input {
            Input::Connect { participant, connection, .. } => {
                assert_eq!(self.session.connection(*participant), Some(*connection), "the newest connection counts");
                self.lost.remove(participant);
            }
            Input::Disconnect { participant, .. }
                if self.is_inside_or_waits(*participant) && self.session.connection(*participant).is_none() =>
            {
                self.lost.entry(*participant).or_insert(self.now);
            }
            _ => {}
        }
    }

    /// Passes new events and effects on to the journal, the onlookers and media.
    fn take(&mut self, outcome: &Outcome) {
        for event in &outcome.events {
            assert_eq!(event.seq, self.journal.len() as u64 + 1, "events are numbered without holes");
            assert!(event.at <= self.now, "nothing happens in the future");
            assert!(self.journal.last().is_none_or(|last| last.at <= event.at), "time does not go back");
            self.check_event(event);
            self.ballots.check(event, &self.folded);
            self.names.check(&event.body);
            self.folded.apply(event);
            self.journal.push(event.clone());
            self.check_audience(event);
            for onlooker in &mut self.onlookers {
                onlooker.take(event, self.folded.membership());
            }
        }
        for onlooker in &mut self.onlookers {
            onlooker.look_anew(&self.journal, &self.folded);
        }
        for effect in &outcome.effects {
            self.media.execute(effect);
        }
    }

    /// Checks an event against what happened before.
    fn check_event(&mut self, event: &Event) {
        let kind = format!("{:?}", event.body);
        self.seen.insert(kind.split([' ', '{']).next().unwrap_or_default().to_owned());
        match &event.body {
            EventBody::Joined { participant, .. } => {
                assert!(!self.removed.contains(participant), "who was removed does not come back");
                let known = self.folded.participant(*participant).map(|p| (p.consent, p.role));
                let EventBody::Joined { consent, role, .. } = event.body else { unreachable!() };
                assert!(known.is_none_or(|k| k == (consent, role)), "consent outlives a leave");
                self.check_arrival(event);
                self.outside.remove(participant);
            }
            EventBody::Left { participant, reason } => {
                let lost_since = self.lost.remove(participant);
                if *reason == LeaveReason::Lost {
                    let since = lost_since.expect("who is connected is not lost");
                    assert!(since + limits::GRACE_MS <= self.now, "a lost connection keeps its seat for the grace");
                }
                if matches!(reason, LeaveReason::Removed | LeaveReason::Banned) {
                    self.removed.insert(*participant);
                }
            }
            EventBody::AwayChanged { participant, away } => {
                let person = self.folded.present(*participant).expect("who is away is present");
                assert_eq!(person.away, !away, "it is news");
                if *away && let Some(&since) = self.lost.get(participant) {
                    assert!(since + limits::AWAY_MS <= self.now, "a blip is not told");
                }
            }
            EventBody::WaitBegan { participant, .. } => {
                assert!(self.folded.participant(*participant).is_none(), "who was here does not wait");
                self.outside.insert(*participant);
            }
            EventBody::WaitEnded { participant, reason: Some(reason) } => {
                let lost_since = self.lost.remove(participant);
                if *reason == LeaveReason::Lost {
                    assert!(lost_since.is_some_and(|since| since + limits::GRACE_MS <= self.now), "{event:?}");
                }
                if matches!(reason, LeaveReason::Removed | LeaveReason::Banned) {
                    self.removed.insert(*participant);
                }
            }
            EventBody::RoomsOpened { rooms, rules, .. } => {
                self.watching.extend(rooms.iter().map(|room| (room.id, rules.watching)));
            }
            EventBody::OffRecordSet { off: true, by: None } => {
                assert!(
                    self.is_left_alone(WithoutStaff::OffRecord),
                    "class goes off the record by itself without staff"
                );
            }
            EventBody::OffRecordSet { off: false, by: None } => {
                let is_staff = |p: &Participant| p.present && p.role.is_staff();
                assert!(self.folded.participants().iter().any(is_staff), "it is back once staff are");
            }
            EventBody::SessionEnded { by: None } => {
                let somebody = self.folded.participants().iter().any(|p| p.present);
                assert!(
                    !somebody || self.abandoned || self.is_left_alone(WithoutStaff::Ends),
                    "a session ends by itself only when nobody, or no staff, is there"
                );
                self.lost.clear();
            }
            EventBody::SessionEnded { by: Some(by) } => {
                assert_eq!(self.role(*by), Role::Instructor, "an instructor ends the session");
                self.lost.clear();
            }
            _ => {}
        }
    }

    /// Whether staff were here, and have been gone for so long that this becomes of the class, by its settings.
    fn is_left_alone(&self, becomes: WithoutStaff) -> bool {
        let staff = |p: &&Participant| p.role.is_staff();
        let (mut gone_since, mut people) = (None, State::default());
        for event in &self.journal {
            let had = people.participants().iter().any(|p| p.present && staff(&p));
            people.apply(event);
            let has = people.participants().iter().any(|p| p.present && staff(&p));
            gone_since = if has {
                None
            } else if had {
                Some(event.at)
            } else {
                gone_since
            };
        }
        let gone = gone_since.is_some_and(|since| since + limits::WITHOUT_STAFF_MS <= self.now);
        gone && self.folded.settings().without_staff == becomes
    }

    /// Checks the outcome of an input.
    fn check_outcome(&self, input: &Input, outcome: &Outcome) {
        match input {
            Input::Command { participant, command } => self.check_command(*participant, command, outcome),
            Input::Later { participant, later, company, command, .. } => {
                let company = company.iter().map(|come| come.participant).collect();
                self.check_later(*participant, company, *later, command, outcome)
            }
            Input::Disconnect { .. } => assert_eq!(*outcome, Outcome::default(), "nobody sees a blip"),
            Input::Connect { participant, .. } if self.folded.present(*participant).is_some() => {
                let back = EventBody::AwayChanged { participant: *participant, away: false };
                let news = outcome
                    .events
                    .iter()
                    .all(|event| event.body == back && self.folded.present(*participant).is_some_and(|p| p.away));
                assert!(news, "a return within the grace ends being away, and nothing else: {outcome:?}");
            }
            _ => {}
        }
    }

    /// A later act is marked as one, keeps to the table, and is told as the same act in class would be.
    fn check_later(
        &self,
        by: ParticipantId,
        mut company: BTreeSet<ParticipantId>,
        later: Later,
        command: &Command,
        outcome: &Outcome,
    ) {
        assert!(
            !self.removed.contains(&by) && !self.outside.contains(&by),
            "{by:?} is kept out, and {command:?} was done"
        );
        assert!(outcome.events.iter().all(|event| event.later == Some(later)), "{outcome:?} is marked");
        assert!(rights::is_done_later(command), "{command:?} is done in class alone");
        assert!(rights::may(self.role(by), by, command), "{by:?} may not {command:?}");
        assert!(later.anchor.is_none_or(|anchor| anchor <= self.now), "class has not come to {later:?}");
        let of_staff = match command {
            Command::CloseSession
            | Command::ReopenSession
            | Command::SetChapter { .. }
            | Command::HideChapter { .. }
            | Command::RemoveChapter { .. }
            | Command::CutOut { .. }
            | Command::UndoCut { .. }
            | Command::SetLateAnswers { .. }
            | Command::HideRoom { .. } => true,
            Command::DeleteMessage { .. } => self.role(by).is_staff(),
            _ => false,
        };
        assert!(of_staff || !self.folded.is_closed(), "{command:?} in a session that is closed");
        company.remove(&by);
        let with: BTreeSet<_> = outcome.events.iter().flat_map(authors).filter(|&author| author != by).collect();
        assert!(
            with.iter().all(|other| !self.removed.contains(other) && !self.outside.contains(other)),
            "nobody does anything with those who are kept out: {outcome:?}"
        );
        match command {
            Command::HandInTogether { .. } => {
                assert!(with.is_subset(&company), "{by:?} hands in with those who agreed: {outcome:?}");
                assert_eq!(with.is_empty(), outcome.events.is_empty(), "nobody is alone together: {outcome:?}");
            }
            Command::HandIn { .. } => {
                assert!(with.is_subset(&self.authors_with(by)), "what is handed in anew is the work of the same")
            }
            _ => assert!(with.is_empty(), "{by:?} does it alone"),
        }
        let introduced: BTreeSet<_> = outcome
            .events
            .iter()
            .filter_map(|event| match event.body {
                EventBody::ViewerJoined { participant, .. } => Some(participant),
                _ => None,
            })
            .collect();
        let doers = if outcome.events.is_empty() { BTreeSet::new() } else { with.into_iter().chain([by]).collect() };
        let strangers = doers.into_iter().filter(|&who| self.folded.participant(who).is_none()).collect();
        assert_eq!(introduced, strangers, "strangers are introduced, and nobody else");
    }

    /// Whose work it was, too, what this person handed in with others, as the journal tells.
    fn authors_with(&self, by: ParticipantId) -> BTreeSet<ParticipantId> {
        self.journal.iter().map(authors).filter(|authors| authors.contains(&by)).flatten().collect()
    }

    fn check_command(&self, by: ParticipantId, command: &Command, outcome: &Outcome) {
        let Some(person) = self.folded.present(by) else {
            let waits = self.outside.contains(&by) && *command == Command::Leave;
            assert!(waits, "{by:?} is not here, and {command:?} was done");
            return;
        };
        assert!(rights::may(person.role, by, command), "{by:?} may not {command:?}");
        let of_instructor = |&whom: &ParticipantId| whom != by && self.role(whom) == Role::Instructor;
        if rights::commanded(command).filter(of_instructor).is_some() {
            assert_eq!(person.role, Role::Instructor, "{by:?} commands an instructor: {command:?}");
        }
        if let Command::DeleteMessage { message } = command {
            assert!(person.role.is_staff() || self.author(*message) == Some(by), "{by:?} deletes another's message");
        }
        self.check_settings(person, command);
        if let Command::SendChat { to, .. } = command {
            self.check_chat(by, *to, outcome.events[0].audience);
        }
        if let [Event { body: EventBody::HandsLowered { room, .. } | EventBody::SpotlightSet { room, .. }, .. }] =
            outcome.events[..]
        {
            assert_eq!(room, person.room, "{command:?} is about the own room");
        }
        if let Command::EnterRoom { room } = command
            && room != &person.room
        {
            let rules = self.session.snapshot_for(Viewer { participant: by, role: person.role }).room_rules;
            let may = if *room == RoomId::MAIN {
                rules.may_return
            } else {
                let back = person.room == RoomId::MAIN && rules.may_return && self.belongs(by, *room);
                rules.may_choose || back
            };
            assert!(may || person.role.is_staff(), "{by:?} may not go into {room:?}");
        }
        if let [Effect::Watch { slots, .. }] = &outcome.effects[..] {
            let room = |id| self.folded.present(id).map(|p| p.room);
            let fine = slots.iter().all(|s| room(s.track.participant) == room(by) && !s.track.source.is_audio());
            assert!(fine, "one watches pictures of the own room: {slots:?}");
        }
    }

    /// Whether the person was assigned to this room, or it is the last breakout room in which they were, as the journal
    /// tells.
    fn belongs(&self, who: ParticipantId, room: RoomId) -> bool {
        let assigned = |event: &Event| match &event.body {
            EventBody::RoomsOpened { rooms, .. } => {
                rooms.iter().any(|new| new.id == room && new.members.contains(&who))
            }
            _ => false,
        };
        let entered = |event: &Event| match event.body {
            EventBody::Joined { participant, room, .. } | EventBody::Moved { participant, room, .. } => {
                (participant == who && room != RoomId::MAIN).then_some(room)
            }
            _ => None,
        };
        self.journal.iter().rev().find_map(entered) == Some(room) || self.journal.iter().any(assigned)
    }

    /// Checks that the settings permit the command.
    fn check_settings(&self, person: &Participant, command: &Command) {
        let settings = self.folded.settings();
        let allowed = person.role.is_staff()
            || match command {
                Command::SendChat { to: ChatTo::Room { .. }, .. } => settings.chat == ChatPolicy::Everyone,
                Command::SendChat { .. } => settings.chat != ChatPolicy::Off,
                Command::SetTrack { state: TrackState::Off, .. } => true,
                Command::SetTrack { source: Source::Camera, .. } => settings.cameras,
                Command::SetTrack { source: Source::Screen | Source::ScreenAudio, .. } => match settings.sharing {
                    SharePolicy::Everyone => true,
                    SharePolicy::Asking => person.may_share,
                    SharePolicy::Staff => false,
                },
                _ => true,
            };
        assert!(allowed, "{person:?} may not {command:?} under {settings:?}");
    }

    fn check_chat(&self, by: ParticipantId, to: ChatTo, audience: Audience) {
        let staff = |id| self.role(id).is_staff();
        let not_staff = |id: ParticipantId| (!staff(id)).then_some(id);
        let expected = match to {
            ChatTo::Room { room } => {
                assert_eq!(
                    self.folded.present(by).map(|person| person.room),
                    Some(room),
                    "one speaks to one's own room"
                );
                Audience::Room { room }
            }
            ChatTo::Everywhere => Audience::Everyone,
            ChatTo::Staff => Audience::Staff { and: not_staff(by) },
            ChatTo::Person { participant } if !staff(by) && !staff(participant) => {
                assert!(self.folded.settings().private_chat, "private chat is off");
                Audience::Pair { from: by, with: participant }
            }
            ChatTo::Person { participant } => Audience::Staff { and: not_staff(by).or(not_staff(participant)) },
        };
        assert_eq!(audience, expected, "{by:?} writes to {to:?}");
    }

    /// Checks that a person comes back to the room in which they were, if it is open.
    fn check_arrival(&self, event: &Event) {
        let EventBody::Joined { participant, room, .. } = event.body else { return };
        let is_open = |id: RoomId| self.folded.rooms().iter().any(|room| room.id == id && room.open);
        assert!(is_open(room), "nobody arrives in a room that is closed");
        let last = self.folded.participant(participant).map(|person| person.room);
        if let Some(last) = last.filter(|&last| last != RoomId::MAIN && is_open(last)) {
            assert_eq!(room, last, "{participant:?} comes back where they were");
        }
    }

    /// Checks who may see the event, by the rule written once more in other words.
    fn check_audience(&self, event: &Event) {
        for onlooker in &self.onlookers {
            let viewer = onlooker.viewer;
            let (you, staff) = (viewer.participant, viewer.role.is_staff());
            let may = match event.audience {
                Audience::Staff { and } if and == Some(you) => true,
                Audience::Staff { .. } if matches!(&event.body, EventBody::WorkHandedIn { with, .. } if with.contains(&you)) => {
                    true
                }
                Audience::Pair { from, with } => [from, with].contains(&you),
                _ if self.outside.contains(&you) => false,
                Audience::Everyone | Audience::Room { .. } if self.is_unrecorded(event) => match event.body {
                    EventBody::ChatDeleted { message, .. } => onlooker.has_message(message),
                    _ => {
                        let place = self.folded.present(you).map(|person| person.room);
                        let there = |room| room == RoomId::MAIN || place == Some(room);
                        let here = match event.audience {
                            Audience::Room { room } => place.is_some() && there(room),
                            _ => place.is_some(),
                        };
                        staff || here
                    }
                },
                Audience::Everyone | Audience::Room { room: RoomId::MAIN } => true,
                Audience::Staff { .. } => staff,
                Audience::Room { room } => match event.body {
                    EventBody::ChatDeleted { message, .. } => onlooker.has_message(message),
                    _ => {
                        let there = self.folded.present(you).is_some_and(|person| person.room == room);
                        let is_open = match self.watching.get(&room) {
                            Some(RoomWatching::Everyone) => true,
                            Some(RoomWatching::AfterOwn) => onlooker.has_handed_in(room),
                            _ => false,
                        };
                        staff || there || is_open
                    }
                },
            };
            let may = may && !self.is_kept(event, viewer);
            assert_eq!(visible(event, viewer, self.folded.membership()), may, "{viewer:?} and {event:?}");
        }
    }

    /// Whether an event tells what is right in a poll, or what was answered, and is kept from somebody who was not there and can still answer.
    fn is_kept(&self, event: &Event, Viewer { participant: you, role }: Viewer) -> bool {
        let (EventBody::PollKeySet { poll, .. } | EventBody::ResultsShared { poll, .. }) = event.body else {
            return false;
        };
        let polls = self.folded.polls();
        let poll = polls.iter().find(|asked| asked.id == poll).expect("a poll that was asked");
        let breakout = poll.room.filter(|&room| room != RoomId::MAIN);
        let was_in = |room| {
            self.journal.iter().any(|event| match event.body {
                EventBody::Joined { participant, room: to, .. } | EventBody::Moved { participant, room: to, .. } => {
                    (participant, to) == (you, room)
                }
                _ => false,
            })
        };
        let place = self.folded.present(you).map(|person| person.room);
        let is_there = match event.audience {
            Audience::Room { room } if room != RoomId::MAIN => place == Some(room),
            _ => place.is_some(),
        };
        let can_answer =
            matches!(role, Role::Student | Role::Guest) && !self.folded.is_closed() && breakout.is_none_or(&was_in);
        let told = is_there && event.later.is_none();
        can_answer && !told && (has_left(polls, poll, you) || has_left_before(polls, poll, you, was_in))
    }

    /// Whether this is written off the record, or the deletion of a message that was.
    fn is_unrecorded(&self, event: &Event) -> bool {
        let seq = match event.body {
            EventBody::ChatSent { .. }
            | EventBody::WorkHandedIn { .. }
            | EventBody::ResultsShared { .. }
            | EventBody::ChapterSet { .. }
                if event.later.is_none() =>
            {
                event.seq
            }
            EventBody::ChatDeleted { message, .. } => message,
            _ => return false,
        };
        let is_later = |event: &Event| event.seq == seq && event.later.is_some();
        let set = self.journal.iter().rev().skip_while(|event| event.seq >= seq).find_map(|event| match event.body {
            EventBody::OffRecordSet { off, .. } => Some(off),
            _ => None,
        });
        set == Some(true) && !self.journal.iter().any(is_later)
    }

    /// The author of a message, as the journal tells.
    fn author(&self, message: u64) -> Option<ParticipantId> {
        self.journal.iter().find_map(|event| match event.body {
            EventBody::ChatSent { participant, .. } if event.seq == message => Some(participant),
            _ => None,
        })
    }

    /// The role of a person now.
    fn role(&self, id: ParticipantId) -> Role {
        self.folded.participant(id).map_or(role(id), |person| person.role)
    }

    fn is_inside_or_waits(&self, id: ParticipantId) -> bool {
        self.folded.present(id).is_some() || self.folded.waiting().iter().any(|waiting| waiting.participant == id)
    }

    fn check_refusal(&self, input: &Input, refusal: &Refusal, ended: bool) {
        let who = match input {
            Input::Connect { participant, .. }
            | Input::Command { participant, .. }
            | Input::Later { participant, .. } => *participant,
            other => panic!("only people are refused, not {other:?}: {refusal}"),
        };
        let later = matches!(input, Input::Later { .. });
        assert_eq!(ended && !later, refusal.code == ErrorCode::SessionEnded, "{input:?}: {refusal}");
        if !ended && self.removed.contains(&who) {
            assert!(matches!(refusal.code, ErrorCode::Removed | ErrorCode::Banned), "{input:?}: {refusal}");
        }
        if let Input::Command { command, .. } = input
            && refusal.code == ErrorCode::Forbidden
        {
            let may = self.folded.present(who).is_some_and(|person| rights::may(person.role, who, command));
            assert!(!may || rights::depends_on_target(command), "{who:?} may {command:?}: {refusal}");
        }
        let present = self.folded.present(who).is_some();
        assert!(!(present && matches!(input, Input::Connect { .. })), "who is present can reconnect: {refusal}");
    }

    /// Runs the checks that take longer.
    pub fn check(&self) {
        self.session.check_invariants();
        assert!(self.folded == *self.session.state(), "the state is the fold of the journal");
        self.media.check(self.session.state());
        for onlooker in &self.onlookers {
            onlooker.check(&self.session);
        }
    }

    /// Runs the check that takes longest: the journal survives its way to disk and back.
    pub fn check_journal(&self) {
        for event in &self.journal {
            let text = serde_json::to_string(event).expect("events are JSON");
            assert_eq!(serde_json::from_str::<Event>(&text).expect("and back"), *event);
        }
    }

    /// How many events there are.
    pub fn events(&self) -> usize {
        self.journal.len()
    }
}

/// Whether somebody has a round of a question left, of those that were put to them.
fn has_left(polls: &[Poll], poll: &Poll, you: ParticipantId) -> bool {
    let again = |other: &&Poll| {
        other.again == Some(poll.id) && other.room.is_none_or(|room| room == RoomId::MAIN) && !other.question.anonymous
    };
    let goes_on = || polls.iter().find(again).is_some_and(|second| has_left(polls, second, you));
    waits_for(poll, you) || goes_on()
}

/// The same of the rounds before this one.
fn has_left_before(polls: &[Poll], poll: &Poll, you: ParticipantId, was_in: impl Fn(RoomId) -> bool + Copy) -> bool {
    let again = poll.again.filter(|_| poll.room.is_none_or(|room| room == RoomId::MAIN) && !poll.question.anonymous);
    polls.iter().find(|other| Some(other.id) == again).is_some_and(|first| {
        let asked = first.room.filter(|&room| room != RoomId::MAIN).is_none_or(was_in);
        (asked && waits_for(first, you)) || has_left_before(polls, first, you, was_in)
    })
}

/// Whether a poll takes an answer of somebody who has given none. No deadline is ever over in these classes.
fn waits_for(poll: &Poll, you: ParticipantId) -> bool {
    let is_late = poll.late.iter().any(|ballot| ballot.participant == you);
    poll.late_answers != LateAnswers::Closed && !poll.answered.contains(&you) && !is_late
}

/// All whose work is handed in by an event, later.
fn authors(event: &Event) -> Vec<ParticipantId> {
    match &event.body {
        EventBody::WorkHandedIn { participant, with, .. } if event.later.is_some() => {
            [participant].into_iter().chain(with).copied().collect()
        }
        _ => Vec::new(),
    }
}
