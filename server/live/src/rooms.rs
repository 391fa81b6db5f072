//! Breakout rooms.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Audience, Command, ErrorCode, EventBody, Millis, ParticipantId, Refusal, Role, RoomId, limits,
    rooms::{LatePlacement, NewRoom, OpenedRoom, RoomRules},
    snapshot::{Participant, Room},
};

use crate::{
    ballots::SecretBallots,
    command::{Decision, Fact, present, unless_self},
    polls,
    state::State,
    text,
};

/// Decides on a command of this kind.
pub(crate) fn decide(
    state: &State,
    secret: &SecretBallots,
    by: &Participant,
    now: Millis,
    command: Command,
) -> Result<Decision, Refusal> {
    match command {
        Command::OpenRooms { rooms, rules } => open(state, by, now, rooms, rules),
        Command::CloseRooms { countdown } => close(state, secret, now, countdown),
        Command::ExtendRooms { room, by } => extend(state, now, room, by),
        Command::EnterRoom { room } => enter(state, by, room),
        Command::MovePerson { participant, room } => {
            open_room(state, room)?;
            let person = present(state, participant)?;
            Ok(moved(state, person, room, unless_self(by, participant)))
        }
        Command::AskForHelp { reason } => ask_for_help(state, by, &reason),
        Command::EndHelp { participant } => {
            present(state, participant)?;
            let calls = state.whole().help.iter().any(|help| help.participant == participant);
            Ok(if calls { help_ended(participant, unless_self(by, participant)).into() } else { Decision::nothing() })
        }
        Command::SetVoiceToAll { on } => voice_to_all(state, by, on),
        _ => Err(ErrorCode::Internal.into()),
    }
}

fn open(
    state: &State,
    by: &Participant,
    now: Millis,
    rooms: Vec<NewRoom>,
    rules: RoomRules,
) -> Result<Decision, Refusal> {
    let known = state.rooms().len() - 1;
    if rooms.is_empty() || state.open_rooms().count() + rooms.len() > limits::ROOMS_AT_ONCE {
        return Err(Refusal::because(ErrorCode::PlanInvalid, "so many rooms cannot be open"));
    }
    if known + rooms.len() > limits::ROOMS {
        return Err(Refusal::because(ErrorCode::Full, "the session has had too many rooms"));
    }
    check_people(state, &rooms)?;
    let first = state.rooms().last().map_or(0, |room| room.id.0) + 1;
    let mut opened = Vec::with_capacity(rooms.len());
    let mut followed_by: Vec<Fact> = Vec::new();
    for (id, new) in (first..).map(RoomId).zip(rooms) {
        let names = new.expected.iter().map(|name| text::valid_name(name)).collect::<Result<Vec<_>, _>>()?;
        if !names.is_empty() {
            followed_by.push((Audience::Staff { and: None }, EventBody::ArrivalsExpected { room: id, names }));
        }
        for &participant in new.members.iter().filter(|&&member| state.present(member).is_some()) {
            let body = EventBody::Moved { participant, room: id, by: unless_self(by, participant) };
            followed_by.push((Audience::Everyone, body));
        }
        opened.push(OpenedRoom {
            id,
            name: text::valid_line(&new.name, limits::ROOM_NAME_CHARS)?,
            task: task(&new.task)?,
            until: new.duration.map(|duration| until(now, duration)).transpose()?,
            members: new.members,
        });
    }
    let mut decision = Decision::fact(EventBody::RoomsOpened { rooms: opened, rules, by: by.id });
    decision.facts.extend(followed_by);
    Ok(decision)
}

/// A person, and a name of somebody who is not here yet, is in one room at most.
fn check_people(state: &State, rooms: &[NewRoom]) -> Result<(), Refusal> {
    let (mut members, mut names) = (BTreeSet::new(), BTreeSet::new());
    for room in rooms {
        if let Some(stranger) = room.members.iter().find(|&&id| state.participant(id).is_none()) {
            return Err(Refusal::because(ErrorCode::UnknownParticipant, format!("{stranger:?}")));
        }
        let once = room.members.iter().all(|&id| members.insert(id))
            && room.expected.iter().all(|name| names.insert(text::folded_name(name)));
        if !once {
            return Err(Refusal::because(ErrorCode::PlanInvalid, "somebody is named twice"));
        }
    }
    Ok(())
}

fn task(task: &str) -> Result<String, ErrorCode> {
    let task = text::valid_words(task)?;
    if task.len() > limits::TASK_BYTES { Err(ErrorCode::TextTooLong) } else { Ok(task) }
}

/// The end of a stretch of time that begins now.
fn until(now: Millis, duration: Millis) -> Result<Millis, Refusal> {
    match duration {
        1..=limits::DURATION_MS => Ok(now + duration),
        _ => Err(Refusal::because(ErrorCode::PlanInvalid, "no such time")),
    }
}

/// A countdown gives no room more time than it had.
fn close(state: &State, secret: &SecretBallots, now: Millis, countdown: Millis) -> Result<Decision, Refusal> {
    let rooms: Vec<_> = state.open_rooms().map(|room| room.id).collect();
    if rooms.is_empty() {
        return Ok(Decision::nothing());
    }
    if countdown == 0 {
        return Ok(closed(state, secret, rooms));
    }
    let until = until(now, countdown)?;
    let longer = state.open_rooms().filter(|room| room.until.is_none_or(|set| set > until));
    let rooms: Vec<_> = longer.map(|room| room.id).collect();
    Ok(Decision::fact_if(!rooms.is_empty(), EventBody::RoomTimeSet { rooms, until: Some(until) }))
}

fn extend(state: &State, now: Millis, room: Option<RoomId>, by: Millis) -> Result<Decision, Refusal> {
    let extended = |room: &Room| Ok((until(room.until.unwrap_or(now).max(now), by)?, room.id));
    let times = match room {
        Some(id) => vec![extended(breakout(state, id)?)?],
        None => state.open_rooms().filter(|room| room.until.is_some()).map(extended).collect::<Result<_, Refusal>>()?,
    };
    if times.iter().any(|&(until, _)| until > now + limits::DURATION_MS) {
        return Err(Refusal::because(ErrorCode::PlanInvalid, "too long"));
    }
    let mut by_time: BTreeMap<Millis, Vec<RoomId>> = BTreeMap::new();
    times.into_iter().for_each(|(until, id)| by_time.entry(until).or_default().push(id));
    let facts = by_time.into_iter().map(|(until, rooms)| EventBody::RoomTimeSet { rooms, until: Some(until) });
    Ok(Decision::facts(facts))
}

fn enter(state: &State, by: &Participant, room: RoomId) -> Result<Decision, Refusal> {
    let room = open_room(state, room)?;
    let rules = &state.whole().room_rules;
    let own = room.members.contains(&by.id) || by.breakout == Some(room.id);
    let can = match room.id {
        RoomId::MAIN => rules.may_return,
        _ => rules.may_choose || (rules.may_return && own && by.room == RoomId::MAIN),
    };
    if !can && !by.role.is_staff() && room.id != by.room {
        return Err(Refusal::because(ErrorCode::NotNow, "the rules of the rooms do not allow it"));
    }
    Ok(moved(state, by, room.id, None))
}

/// A person goes into a room that is open, and answers calls for help from there if they are staff.
fn moved(state: &State, person: &Participant, room: RoomId, by: Option<ParticipantId>) -> Decision {
    if person.room == room {
        return Decision::nothing();
    }
    let mut decision = Decision::fact(EventBody::Moved { participant: person.id, room, by });
    decision.facts.extend(help_answered(state, person.id, person.role, room));
    decision
}

/// Calls for help from a room end when staff come there.
pub(crate) fn help_answered(state: &State, who: ParticipantId, role: Role, room: RoomId) -> Vec<Fact> {
    let calls = state.whole().help.iter().filter(|help| role.is_staff() && help.room == room);
    calls.map(|help| help_ended(help.participant, Some(who))).collect()
}

fn help_ended(participant: ParticipantId, by: Option<ParticipantId>) -> Fact {
    (Audience::Staff { and: Some(participant) }, EventBody::HelpEnded { participant, by })
}

fn ask_for_help(state: &State, by: &Participant, reason: &str) -> Result<Decision, Refusal> {
    let reason = text::valid_words(reason)?;
    if reason.chars().count() > limits::REASON_CHARS {
        return Err(ErrorCode::TextTooLong.into());
    }
    if by.room == RoomId::MAIN {
        return Err(Refusal::because(ErrorCode::NotNow, "staff is in the main room"));
    }
    if state.whole().help.iter().any(|help| help.participant == by.id && help.reason == reason) {
        return Ok(Decision::nothing());
    }
    let body = EventBody::HelpAsked { participant: by.id, room: by.room, reason };
    Ok((Audience::Staff { and: Some(by.id) }, body).into())
}

fn voice_to_all(state: &State, by: &Participant, on: bool) -> Result<Decision, Refusal> {
    if on && state.open_rooms().next().is_none() {
        return Err(Refusal::because(ErrorCode::NotNow, "no breakout room is open"));
    }
    let speaks = state.whole().voice_to_all == Some(by.id);
    Ok(Decision::fact_if(speaks != on, EventBody::VoiceToAllSet { participant: on.then_some(by.id) }))
}

/// A room that people can be in.
fn open_room(state: &State, id: RoomId) -> Result<&Room, Refusal> {
    state.room(id).filter(|room| room.open).ok_or_else(|| ErrorCode::UnknownRoom.into())
}

fn breakout(state: &State, id: RoomId) -> Result<&Room, Refusal> {
    open_room(state, id).and_then(|room| if id == RoomId::MAIN { Err(ErrorCode::UnknownRoom.into()) } else { Ok(room) })
}

/// What the rooms were asked is closed while those who were asked are there; then everybody inside is in the main room.
fn closed(state: &State, secret: &SecretBallots, rooms: Vec<RoomId>) -> Decision {
    let mut facts = polls::close_all(state, secret, |poll| poll.room.is_some_and(|room| rooms.contains(&room)));
    let inside = state.participants().iter().filter(|p| p.present && rooms.contains(&p.room));
    let back = inside.map(|p| EventBody::Moved { participant: p.id, room: RoomId::MAIN, by: None });
    facts.extend(back.chain([EventBody::RoomsClosed { rooms: rooms.clone() }]).map(|body| (Audience::Everyone, body)));
    Decision { facts, ..Decision::default() }
}

/// When the next room closes by itself.
pub(crate) fn deadline(state: &State) -> Option<Millis> {
    state.open_rooms().filter_map(|room| room.until).min()
}

/// What is due by now: rooms whose time is over close.
pub(crate) fn due(state: &State, secret: &SecretBallots, now: Millis) -> Decision {
    let over = |room: &&Room| room.until.is_some_and(|until| until <= now);
    let rooms: Vec<_> = state.open_rooms().filter(over).map(|room| room.id).collect();
    if rooms.is_empty() { Decision::nothing() } else { closed(state, secret, rooms) }
}

/// Where people go who arrive, one after the other, before any of that is applied.
pub(crate) struct Arrivals<'a> {
    state: &'a State,
    /// How many are in each open breakout room, those included who were placed here.
    sizes: BTreeMap<RoomId, usize>,
}

impl<'a> Arrivals<'a> {
    pub(crate) fn new(state: &'a State) -> Self {
        let inside = |room: RoomId| state.participants().iter().filter(|p| p.present && p.room == room).count();
        Arrivals { state, sizes: state.open_rooms().map(|room| (room.id, inside(room.id))).collect() }
    }

    /// Back where they last were, if that is open. Who was not here yet since rooms were opened, or whose room is closed: into
    /// the room to which they were assigned, by seat or by name; else, unless they are staff, by the rule for late arrivals.
    pub(crate) fn place(&mut self, id: ParticipantId, name: &str, role: Role) -> RoomId {
        let room = self.choose(id, name, role);
        self.sizes.entry(room).and_modify(|size| *size += 1);
        room
    }

    fn choose(&self, id: ParticipantId, name: &str, role: Role) -> RoomId {
        let is_open = |room: &RoomId| self.sizes.contains_key(room);
        let last = self.state.participant(id).map(|person| person.room);
        if let Some(last) = last.filter(|last| is_open(last) || (*last == RoomId::MAIN && !self.state.comes_late(id))) {
            return last;
        }
        let assigned = self.state.open_rooms().filter(|room| room.members.contains(&id)).last().map(|room| room.id);
        if let Some(room) = assigned.or_else(|| self.state.expected_in(name).filter(is_open)) {
            return room;
        }
        let smallest = self.sizes.iter().min_by_key(|&(_, size)| size).map(|(&room, _)| room);
        match self.state.whole().room_rules.late {
            LatePlacement::Smallest if !role.is_staff() => smallest.unwrap_or(RoomId::MAIN),
            _ => RoomId::MAIN,
        }
    }
}
