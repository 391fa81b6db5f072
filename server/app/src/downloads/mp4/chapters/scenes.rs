//! What is to be seen in the main room, event by event: as `web/src/view/timeline/scenes.ts`.

use protocol::{
    Event, EventBody, Millis, ParticipantId, RoomId, Snapshot, Source, TrackState,
    agenda::RunningActivity,
    polls::{Poll, PollId},
    stage::Track,
};

/// What goes on in the main room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scene {
    /// Two equal activities in a row are two.
    pub activity: Option<RunningActivity>,
    /// What is to be seen.
    pub sight: Sight,
}

/// What is to be seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sight {
    /// Faces alone.
    #[default]
    Faces,
    /// Somebody's screen.
    Screen(ParticipantId),
    /// Somebody's picture, in the spotlight.
    Spotlight(ParticipantId),
    /// People are in breakout rooms.
    Rooms,
    /// A question that is open.
    Poll(PollId),
}

impl Scene {
    /// Whether there is nothing that a chapter could be called after.
    pub fn is_faces(&self) -> bool {
        self.activity.is_none() && self.sight == Sight::Faces
    }
}

/// The scenes of a class.
#[derive(Debug)]
pub struct Scenes {
    /// The class so far.
    pub class: Snapshot,
    /// Since when the main room has its spotlight.
    lit: Millis,
}

impl Scenes {
    /// Those of a class that has not begun.
    pub fn new() -> Self {
        Scenes { class: Snapshot::empty(), lit: 0 }
    }

    /// Folds an event in, if anything here depends on it.
    pub fn apply(&mut self, event: &Event) {
        if !concerns_scenes(&event.body) {
            return;
        }
        live::reduce(&mut self.class, event);
        if matches!(event.body, EventBody::SpotlightSet { room: RoomId::MAIN, .. }) {
            self.lit = event.at;
        }
    }

    /// The scene now. A question is on top until something newer is to be seen.
    pub fn now(&self) -> Scene {
        let (sight, since) = self.picture();
        let asks = |poll: &&Poll| poll.closed.is_none() && poll.room.is_none_or(|room| room == RoomId::MAIN);
        let asked = self.class.polls.iter().rfind(asks).filter(|poll| poll.at >= since);
        let sight = asked.map_or(sight, |poll| Sight::Poll(poll.id));
        Scene { activity: self.class.activity.clone(), sight }
    }

    /// What is to be seen beneath questions, and since when.
    fn picture(&self) -> (Sight, Millis) {
        let apart = self.class.rooms.iter().filter(|room| room.id != RoomId::MAIN && room.open);
        let apart = apart.filter_map(|room| room.opened).min();
        // What was on before the others left is not the subject of class any more.
        let since = apart.unwrap_or(0);
        let main = self.class.rooms.iter().find(|room| room.id == RoomId::MAIN);
        let lit = main.and_then(|room| room.spotlight).filter(|_| self.lit >= since);
        let lit_screen = lit.filter(|track| track.source == Source::Screen).map(|track| track.participant);
        let screens = self.screens().filter(|(_, at)| *at >= since);
        match (screens.max_by_key(|(who, at)| (Some(*who) == lit_screen, *at)), lit, apart) {
            (Some((who, at)), _, _) => (Sight::Screen(who), at),
            (None, Some(track), _) => (Sight::Spotlight(track.participant), self.lit),
            (None, None, Some(at)) => (Sight::Rooms, at),
            (None, None, None) => (Sight::Faces, 0),
        }
    }

    /// Who shares a screen in the main room, and since when.
    fn screens(&self) -> impl Iterator<Item = (ParticipantId, Millis)> {
        let here = self.class.participants.iter().filter(|person| person.present && person.room == RoomId::MAIN);
        here.filter_map(|person| {
            let shown = |track: &&Track| track.source == Source::Screen && track.state == TrackState::On;
            person.tracks.iter().find(shown).map(|track| (person.id, track.since))
        })
    }
}

fn concerns_scenes(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::SessionStarted { .. }
            | EventBody::SessionEnded { .. }
            | EventBody::Joined { .. }
            | EventBody::Renamed { .. }
            | EventBody::Moved { .. }
            | EventBody::Left { .. }
            | EventBody::TrackChanged { .. }
            | EventBody::SpotlightSet { .. }
            | EventBody::RoomsOpened { .. }
            | EventBody::RoomsClosed { .. }
            | EventBody::PollStarted { .. }
            | EventBody::PollClosed { .. }
            | EventBody::ActivityStarted { .. }
            | EventBody::ActivityEnded
    )
}
