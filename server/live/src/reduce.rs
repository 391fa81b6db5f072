//! The meaning of every event.

use protocol::{
    Event, EventBody, ParticipantId, PollId, RoomId, Snapshot, Source, TrackState,
    agenda::{GivenFeedback, RunningActivity},
    polls::{Ballot, Poll, PreparedPoll},
    rooms::HelpRequest,
    settings::Waiting,
    snapshot::{ChatMessage, Hand, Interruption, LastReaction, Participant, Room, Track},
};

/// Folds one event into a state. Total: an event that makes no sense here (of an unknown person, say) changes nothing but
/// `seq`, because a viewer may not see everything that led to it.
///
/// The browser has the same function; what each event means is written at [`EventBody`].
pub fn reduce(state: &mut Snapshot, event: &Event) {
    state.seq = event.seq;
    match &event.body {
        EventBody::SessionStarted { .. }
        | EventBody::Interrupted { .. }
        | EventBody::SessionEnded { .. }
        | EventBody::SettingsChanged { .. } => session(state, event),
        EventBody::Joined { .. }
        | EventBody::Left { .. }
        | EventBody::Moved { .. }
        | EventBody::ConsentChanged { .. }
        | EventBody::TrackChanged { .. }
        | EventBody::Speaking { .. }
        | EventBody::Reacted { .. }
        | EventBody::ShareAsked { .. }
        | EventBody::MayShareSet { .. }
        | EventBody::RoleChanged { .. }
        | EventBody::Renamed { .. } => people(state, event),
        EventBody::WaitBegan { .. } | EventBody::WaitEnded { .. } | EventBody::WaitingTold { .. } => {
            waiting(state, event)
        }
        EventBody::HandRaised { .. }
        | EventBody::HandLowered { .. }
        | EventBody::HandsLowered { .. }
        | EventBody::SpotlightSet { .. } => stage(state, event),
        EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. } => chat(&mut state.chat, event),
        EventBody::RoomsOpened { .. }
        | EventBody::RoomTimeSet { .. }
        | EventBody::RoomsClosed { .. }
        | EventBody::HelpAsked { .. }
        | EventBody::HelpEnded { .. }
        | EventBody::VoiceToAllSet { .. } => rooms(state, event),
        EventBody::PollPrepared { .. }
        | EventBody::PollDiscarded { .. }
        | EventBody::PollStarted { .. }
        | EventBody::PollKeySet { .. }
        | EventBody::BallotCast { .. }
        | EventBody::PollClosed { .. }
        | EventBody::PollTallied { .. }
        | EventBody::ResultsShared { .. } => polls(state, event),
        EventBody::AgendaSet { .. }
        | EventBody::ActivityStarted { .. }
        | EventBody::ActivityExtended { .. }
        | EventBody::ActivityEnded
        | EventBody::FeedbackSet { .. } => agenda(state, event),
        EventBody::AskedToUnmute { .. } | EventBody::UnmuteTakenBack { .. } | EventBody::ArrivalsExpected { .. } => {}
    }
}

fn session(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::SessionStarted { session, title, started_unix } => {
            state.session = Some(*session);
            state.title.clone_from(title);
            state.started_unix = *started_unix;
        }
        EventBody::Interrupted { from, to } => {
            state.interruptions.push(Interruption { from: *from, to: *to });
            state.participants.iter_mut().for_each(|p| p.speaking = false);
            let lost = |poll: &&mut Poll| poll.question.anonymous && poll.closed.is_none();
            state.polls.iter_mut().filter(lost).for_each(|poll| poll.answered.clear());
        }
        EventBody::SessionEnded { .. } => {
            state.ended = Some(event.at);
            state.participants.iter_mut().for_each(depart);
            state.rooms.iter_mut().for_each(|room| {
                room.hands.clear();
                room.spotlight = None;
            });
            state.rooms.iter_mut().for_each(close_room);
            state.waiting.clear();
            state.help.clear();
            state.feedback.clear();
            state.voice_to_all = None;
            state.activity = None;
        }
        EventBody::SettingsChanged { settings, .. } => state.settings = *settings,
        _ => {}
    }
}

fn people(state: &mut Snapshot, event: &Event) {
    let at = event.at;
    match &event.body {
        EventBody::Joined { participant, name, role, room, consent } => {
            let person = Participant {
                id: *participant,
                name: name.clone(),
                role: *role,
                room: *room,
                breakout: breakout(*room),
                present: true,
                consent: *consent,
                tracks: Vec::new(),
                speaking: false,
                reaction: None,
                may_share: false,
                asks_to_share: false,
            };
            arrive(state, person);
        }
        EventBody::Left { participant, .. } => {
            vacate(state, *participant);
            state.feedback.retain(|given| given.participant != *participant);
            state.voice_to_all = state.voice_to_all.filter(|voice| voice != participant);
            with(state, *participant, depart);
        }
        EventBody::Moved { participant, room, .. } if position(state, *participant).is_ok() => {
            vacate(state, *participant);
            room_mut(state, *room);
            with(state, *participant, |p| {
                p.room = *room;
                p.breakout = breakout(*room).or(p.breakout);
            });
        }
        EventBody::ConsentChanged { participant, consent } => with(state, *participant, |p| p.consent = *consent),
        EventBody::TrackChanged { participant, source, state: track, .. } => {
            with(state, *participant, |p| set_track(p, *source, *track, at));
            if *track == TrackState::Off {
                end_spotlights(state, |t| t.participant == *participant && t.source == *source);
            }
        }
        EventBody::Speaking { participant, speaking } => with(state, *participant, |p| p.speaking = *speaking),
        EventBody::Reacted { participant, reaction } => {
            with(state, *participant, |p| p.reaction = Some(LastReaction { reaction: *reaction, at }));
        }
        EventBody::ShareAsked { participant } => with(state, *participant, |p| p.asks_to_share = true),
        EventBody::MayShareSet { participant, may_share, .. } => with(state, *participant, |p| {
            p.may_share = *may_share;
            p.asks_to_share = false;
        }),
        EventBody::RoleChanged { participant, role, .. } => with(state, *participant, |p| p.role = *role),
        EventBody::Renamed { participant, name, .. } => with(state, *participant, |p| p.name.clone_from(name)),
        _ => {}
    }
}

fn waiting(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::WaitBegan { participant, name, .. } => {
            state.waiting.retain(|waiting| waiting.participant != *participant);
            let (participant, name) = (*participant, name.clone());
            state.waiting.push(Waiting { participant, name, at: event.at, message: None });
        }
        EventBody::WaitEnded { participant, .. } => state.waiting.retain(|waiting| waiting.participant != *participant),
        EventBody::WaitingTold { participant, text } => {
            let told = state.waiting.iter_mut().filter(|waiting| waiting.participant == *participant);
            told.for_each(|waiting| waiting.message = Some(text.clone()));
        }
        _ => {}
    }
}

fn stage(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::HandRaised { participant } => {
            if let Ok(i) = position(state, *participant) {
                let room = state.participants[i].room;
                let hands = &mut room_mut(state, room).hands;
                if hands.iter().all(|hand| hand.participant != *participant) {
                    hands.push(Hand { participant: *participant, at: event.at });
                }
            }
        }
        EventBody::HandLowered { participant, .. } => lower_hand(state, *participant),
        EventBody::HandsLowered { room, .. } => room_mut(state, *room).hands.clear(),
        EventBody::SpotlightSet { room, target } => room_mut(state, *room).spotlight = *target,
        _ => {}
    }
}

/// What an event makes of the chat.
pub(crate) fn chat(chat: &mut Vec<ChatMessage>, event: &Event) {
    match &event.body {
        EventBody::ChatSent { participant, text } => chat.push(ChatMessage {
            seq: event.seq,
            at: event.at,
            audience: event.audience,
            participant: *participant,
            text: text.clone(),
            deleted: false,
        }),
        EventBody::ChatDeleted { message, .. } => {
            if let Ok(i) = chat.binary_search_by_key(message, |m| m.seq) {
                chat[i].text.clear();
                chat[i].deleted = true;
            }
        }
        _ => {}
    }
}

fn rooms(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::RoomsOpened { rooms, rules, .. } => {
            state.room_rules = *rules;
            let others = state.rooms.iter().find(|room| room.open && room.id != RoomId::MAIN);
            let since = others.and_then(|room| room.opened).or(Some(event.at));
            for opened in rooms {
                let room = room_mut(state, opened.id);
                room.name.clone_from(&opened.name);
                room.task.clone_from(&opened.task);
                room.open = true;
                room.opened = since;
                room.until = opened.until;
                room.members.clone_from(&opened.members);
            }
        }
        EventBody::RoomTimeSet { rooms, until } => rooms.iter().for_each(|id| room_mut(state, *id).until = *until),
        EventBody::RoomsClosed { rooms } => {
            rooms.iter().for_each(|id| close_room(room_mut(state, *id)));
            if state.rooms.iter().all(|room| !room.open || room.id == RoomId::MAIN) {
                state.voice_to_all = None;
            }
        }
        EventBody::HelpAsked { participant, room, reason } => {
            match state.help.iter_mut().find(|help| help.participant == *participant) {
                Some(help) => help.reason.clone_from(reason),
                None => {
                    let (participant, room, reason) = (*participant, *room, reason.clone());
                    state.help.push(HelpRequest { participant, room, reason, at: event.at });
                }
            }
        }
        EventBody::HelpEnded { participant, .. } => end_help(state, *participant),
        EventBody::VoiceToAllSet { participant } => state.voice_to_all = *participant,
        _ => {}
    }
}

fn polls(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::PollPrepared { poll, question, key } => {
            let prepared = PreparedPoll { id: *poll, question: question.clone(), key: key.clone() };
            match state.prepared.binary_search_by_key(poll, |p| p.id) {
                Ok(i) => state.prepared[i] = prepared,
                Err(i) => state.prepared.insert(i, prepared),
            }
        }
        EventBody::PollDiscarded { poll } => state.prepared.retain(|p| p.id != *poll),
        EventBody::PollStarted { poll, room, question, quiz, until, again, by } => {
            let started = Poll {
                id: *poll,
                room: *room,
                question: question.clone(),
                quiz: *quiz,
                by: *by,
                at: event.at,
                until: *until,
                closed: None,
                again: *again,
                key: None,
                answered: Vec::new(),
                ballots: Vec::new(),
                tally: None,
                shared: None,
            };
            match state.polls.binary_search_by_key(poll, |p| p.id) {
                Ok(i) => state.polls[i] = started,
                Err(i) => state.polls.insert(i, started),
            }
        }
        EventBody::PollKeySet { poll, key } => with_poll(state, *poll, |p| p.key = Some(key.clone())),
        EventBody::BallotCast { poll, participant, answer } => with_poll(state, *poll, |p| {
            if !p.answered.contains(participant) {
                p.answered.push(*participant);
            }
            if let Some(answer) = answer {
                let ballot = Ballot { participant: *participant, answer: answer.clone() };
                match p.ballots.binary_search_by_key(participant, |b| b.participant) {
                    Ok(i) => p.ballots[i] = ballot,
                    Err(i) => p.ballots.insert(i, ballot),
                }
            }
        }),
        EventBody::PollClosed { poll, key } => with_poll(state, *poll, |p| {
            p.closed = Some(event.at);
            if key.is_some() {
                p.key.clone_from(key);
            }
        }),
        EventBody::PollTallied { poll, tally } => with_poll(state, *poll, |p| p.tally = Some(tally.clone())),
        EventBody::ResultsShared { poll, tally } => with_poll(state, *poll, |p| p.shared = Some(tally.clone())),
        _ => {}
    }
}

fn agenda(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::AgendaSet { activities } => {
            state.agenda.clone_from(activities);
            if let Some(running) = &mut state.activity {
                let stays = |&position: &u32| activities.get(position as usize) == Some(&running.activity);
                running.position = running.position.filter(stays);
            }
        }
        EventBody::ActivityStarted { position, activity, until } => {
            let (position, activity, until) = (*position, activity.clone(), *until);
            state.activity = Some(RunningActivity { position, activity, at: event.at, until });
            state.feedback.clear();
        }
        EventBody::ActivityExtended { until } => {
            if let Some(running) = &mut state.activity {
                running.until = Some(*until);
            }
        }
        EventBody::ActivityEnded => state.activity = None,
        EventBody::FeedbackSet { participant, feedback } => {
            state.feedback.retain(|given| given.participant != *participant);
            if let Some(feedback) = *feedback {
                let i = state.feedback.partition_point(|given| given.participant < *participant);
                state.feedback.insert(i, GivenFeedback { participant: *participant, feedback, at: event.at });
            }
        }
        _ => {}
    }
}

/// Where the person is in the list, or would be.
pub(crate) fn position(state: &Snapshot, id: ParticipantId) -> Result<usize, usize> {
    state.participants.binary_search_by_key(&id, |p| p.id)
}

fn with_poll(state: &mut Snapshot, id: PollId, change: impl FnOnce(&mut Poll)) {
    if let Ok(i) = state.polls.binary_search_by_key(&id, |p| p.id) {
        change(&mut state.polls[i]);
    }
}

/// Nobody can be in it any more. The main room never closes.
fn close_room(room: &mut Room) {
    if room.id != RoomId::MAIN {
        room.open = false;
        room.until = None;
    }
}

fn end_help(state: &mut Snapshot, id: ParticipantId) {
    state.help.retain(|help| help.participant != id);
}

fn with(state: &mut Snapshot, id: ParticipantId, change: impl FnOnce(&mut Participant)) {
    if let Ok(i) = position(state, id) {
        change(&mut state.participants[i]);
    }
}

fn breakout(room: RoomId) -> Option<RoomId> {
    (room != RoomId::MAIN).then_some(room)
}

/// The room; it exists from its first mention on.
fn room_mut(state: &mut Snapshot, id: RoomId) -> &mut Room {
    let i = state.rooms.binary_search_by_key(&id, |r| r.id).unwrap_or_else(|i| {
        state.rooms.insert(i, Room::new(id));
        i
    });
    &mut state.rooms[i]
}

fn set_track(person: &mut Participant, source: Source, state: TrackState, at: u64) {
    match (person.tracks.binary_search_by_key(&source, |t| t.source), state) {
        (Ok(i), TrackState::Off) => drop(person.tracks.remove(i)),
        (Err(_), TrackState::Off) => {}
        (Ok(i), state) => person.tracks[i].state = state,
        (Err(i), state) => person.tracks.insert(i, Track { source, state, since: at }),
    }
    if source == Source::Microphone && state != TrackState::On {
        person.speaking = false;
    }
}

/// A person is here, for the first time or again.
fn arrive(state: &mut Snapshot, mut person: Participant) {
    vacate(state, person.id);
    room_mut(state, person.room);
    match position(state, person.id) {
        Ok(i) => {
            person.breakout = person.breakout.or(state.participants[i].breakout);
            state.participants[i] = person;
        }
        Err(i) => state.participants.insert(i, person),
    }
}

/// A person is here no more.
fn depart(person: &mut Participant) {
    person.present = false;
    person.tracks.clear();
    person.speaking = false;
    person.asks_to_share = false;
}

/// A person leaves their room: their hand, their call for help and the spotlight on them go.
fn vacate(state: &mut Snapshot, id: ParticipantId) {
    lower_hand(state, id);
    end_help(state, id);
    end_spotlights(state, |target| target.participant == id);
}

fn lower_hand(state: &mut Snapshot, id: ParticipantId) {
    state.rooms.iter_mut().for_each(|room| room.hands.retain(|hand| hand.participant != id));
}

fn end_spotlights(state: &mut Snapshot, on: impl Fn(protocol::TrackRef) -> bool) {
    state.rooms.iter_mut().filter(|room| room.spotlight.is_some_and(&on)).for_each(|room| room.spotlight = None);
}
