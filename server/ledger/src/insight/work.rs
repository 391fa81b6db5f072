//! How the time of class was spent: what the agenda and the rooms tell, and else who spoke.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Event, EventBody, Millis, ParticipantId, Role, RoomId,
    agenda::ActivityKind,
    insight::{WorkKind, WorkSpan},
    stage::{Source, TrackState},
};
use serde::{Deserialize, Serialize};

use crate::Stretches;

/// Speech is added up by the minute.
const MINUTE: Millis = 60_000;
/// Where others than staff speak for so many of a hundred minutes of speech, all discuss. In most classrooms two thirds of the talk are the
/// teacher's: Flanders, *Analyzing Teaching Behavior* (1970).
const OTHERS_PERCENT: Millis = 33;

/// What is needed to tell how the time of class was spent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// What the agenda says: what went on, from when until when.
    activities: Vec<(ActivityKind, Millis, Millis)>,
    /// What goes on by the agenda, and since when.
    running: Option<(ActivityKind, Millis)>,
    /// When breakout rooms were open.
    rooms: Stretches,
    /// Those that are open, and since when any is.
    open: BTreeSet<RoomId>,
    open_since: Option<Millis>,
    /// For how long staff and others spoke in each minute.
    speech: BTreeMap<Millis, (Millis, Millis)>,
    /// Who speaks, and since when.
    speaking: BTreeMap<ParticipantId, Millis>,
    /// Who is staff.
    staff: BTreeSet<ParticipantId>,
}

impl Work {
    /// How the time of a class that has come to `length` was spent: without holes, in its order. The agenda says it, else whether breakout
    /// rooms were open, else who spoke.
    pub fn spans(&self, length: Millis) -> Vec<WorkSpan> {
        let running = self.running.map(|(kind, since)| (kind, since, length));
        let mut planned = Stretches::default();
        let mut spans = Vec::new();
        for (kind, from, to) in self.activities.iter().copied().chain(running) {
            let to = to.min(length);
            if from < to {
                planned.add(from, to);
                spans.push(WorkSpan { kind: of_activity(kind), from, to });
            }
        }
        let mut rooms = self.rooms.clone();
        rooms.add(self.open_since.unwrap_or(length), length);
        let rooms = rooms.within(0, length).without(&planned);
        spans.extend(rooms.iter().map(|(from, to)| WorkSpan { kind: WorkKind::Group, from, to }));
        let rest = Stretches::of(0, length).without(&planned).without(&rooms);
        for (mut from, end) in rest.iter() {
            while from < end {
                let minute = from / MINUTE;
                let to = end.min((minute + 1) * MINUTE);
                spans.push(WorkSpan { kind: self.of_speech(minute), from, to });
                from = to;
            }
        }
        spans.sort_by_key(|span| span.from);
        joined(spans)
    }

    /// What a minute is by who spoke around it: a question in a lecture makes no discussion.
    fn of_speech(&self, minute: Millis) -> WorkKind {
        let around = self.speech.range(minute.saturating_sub(1)..=minute + 1).map(|(_, spoken)| *spoken);
        let (staff, others) = around.fold((0, 0), |(a, b), (staff, others)| (a + staff, b + others));
        match staff + others {
            0 => WorkKind::Quiet,
            all if others * 100 >= all * OTHERS_PERCENT => WorkKind::Discussion,
            _ => WorkKind::Lecture,
        }
    }

    /// Folds the next event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        let at = event.at;
        match event.body {
            EventBody::ActivityStarted { ref activity, .. } => self.begin(Some(activity.kind), at),
            EventBody::ActivityEnded => self.begin(None, at),
            EventBody::RoomsOpened { ref rooms, .. } => {
                self.open.extend(rooms.iter().map(|room| room.id));
                self.open_since.get_or_insert(at);
            }
            EventBody::RoomsClosed { ref rooms } => self.close(rooms, at),
            EventBody::Joined { participant, role, .. } | EventBody::RoleChanged { participant, role, .. } => {
                self.hush(participant, at);
                self.set_role(participant, role);
            }
            EventBody::Speaking { participant, speaking: true } => drop(self.speaking.entry(participant).or_insert(at)),
            EventBody::Speaking { participant, speaking: false }
            | EventBody::Left { participant, .. }
            | EventBody::AwayChanged { participant, away: true } => self.hush(participant, at),
            // Who is muted does not speak, and no event says so.
            EventBody::TrackChanged { participant, source: Source::Microphone, state, .. }
                if state != TrackState::On =>
            {
                self.hush(participant, at);
            }
            EventBody::Interrupted { from, .. } => self.hush_all(from),
            EventBody::SessionEnded { .. } => {
                self.begin(None, at);
                self.hush_all(at);
                let open: Vec<RoomId> = self.open.iter().copied().collect();
                self.close(&open, at);
            }
            _ => {}
        }
    }

    fn begin(&mut self, kind: Option<ActivityKind>, at: Millis) {
        if let Some((kind, since)) = self.running.take().filter(|(_, since)| *since < at) {
            self.activities.push((kind, since, at));
        }
        self.running = kind.map(|kind| (kind, at));
    }

    fn close(&mut self, rooms: &[RoomId], at: Millis) {
        self.open.retain(|room| !rooms.contains(room));
        if let Some(since) = self.open_since.take_if(|_| self.open.is_empty()) {
            self.rooms.add(since, at);
        }
    }

    fn set_role(&mut self, participant: ParticipantId, role: Role) {
        if role.is_staff() {
            self.staff.insert(participant);
        } else {
            self.staff.remove(&participant);
        }
    }

    fn hush_all(&mut self, at: Millis) {
        let speaking: Vec<ParticipantId> = self.speaking.keys().copied().collect();
        speaking.into_iter().for_each(|participant| self.hush(participant, at));
    }

    fn hush(&mut self, participant: ParticipantId, at: Millis) {
        let Some(mut from) = self.speaking.remove(&participant) else { return };
        let is_staff = self.staff.contains(&participant);
        while from < at {
            let minute = from / MINUTE;
            let to = at.min((minute + 1) * MINUTE);
            let (staff, others) = self.speech.entry(minute).or_default();
            *if is_staff { staff } else { others } += to - from;
            from = to;
        }
    }
}

fn of_activity(kind: ActivityKind) -> WorkKind {
    match kind {
        ActivityKind::Lecture => WorkKind::Lecture,
        ActivityKind::Discussion => WorkKind::Discussion,
        ActivityKind::Individual => WorkKind::Individual,
        ActivityKind::Group => WorkKind::Group,
        ActivityKind::Break => WorkKind::Break,
    }
}

/// One span where the same goes on.
fn joined(spans: Vec<WorkSpan>) -> Vec<WorkSpan> {
    let mut joined: Vec<WorkSpan> = Vec::new();
    for span in spans {
        match joined.last_mut().filter(|last| last.kind == span.kind && last.to == span.from) {
            Some(last) => last.to = span.to,
            None => joined.push(span),
        }
    }
    joined
}
