//! Which picture of the main room class looks at, at each moment: the rules of the stage (`web/src/view/stage/plan.ts`, `speaker.ts`) for
//! whoever watches later and chooses nothing.

use protocol::{
    Event, EventBody, Millis, ParticipantId, RoomId, Snapshot, Source, TrackRef, TrackState, presence::Participant,
};

/// How long another person has to speak, while the speaker is silent, to take over: as in `speaker.ts`.
const TAKE_OVER: Millis = 1_000;

/// The pictures that are wanted, the most first, from each moment on at which that changes.
#[derive(Debug, Default)]
pub struct Wanted(Vec<(Millis, Vec<TrackRef>)>);

impl Wanted {
    /// What was wanted in a class with this journal.
    pub fn of(events: &[Event]) -> Self {
        let (mut class, mut speaker, mut wanted) = (Snapshot::empty(), Speaker::default(), Wanted::default());
        for event in events.iter().filter(|event| event.later.is_none() && concerns_the_stage(&event.body)) {
            if let Some(at) = speaker.takes_over().filter(|at| *at < event.at) {
                wanted.note(at, &class, speaker.look(&class, at));
            }
            live::reduce(&mut class, event);
            wanted.note(event.at, &class, speaker.look(&class, event.at));
        }
        wanted
    }

    /// The pictures that are wanted at a moment, the most first.
    pub fn at(&self, at: Millis) -> &[TrackRef] {
        let after = self.0.partition_point(|(from, _)| *from <= at);
        self.0[..after].last().map_or(&[], |(_, tracks)| tracks)
    }

    /// The moments at which that changes.
    pub fn changes(&self) -> impl Iterator<Item = Millis> {
        self.0.iter().map(|(from, _)| *from)
    }

    fn note(&mut self, at: Millis, class: &Snapshot, speaker: Option<ParticipantId>) {
        let tracks = order(class, speaker);
        match self.0.last_mut() {
            Some((_, last)) if *last == tracks => {}
            Some((from, last)) if *from == at => *last = tracks,
            _ => self.0.push((at, tracks)),
        }
    }
}

/// Whether the stage depends on an event.
fn concerns_the_stage(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::Joined { .. }
            | EventBody::Left { .. }
            | EventBody::AwayChanged { .. }
            | EventBody::TrackChanged { .. }
            | EventBody::Speaking { .. }
            | EventBody::SpotlightSet { .. }
            | EventBody::Moved { .. }
            | EventBody::Interrupted { .. }
            | EventBody::SessionEnded { .. }
    )
}

/// The people in the main room whose connection is not lost.
fn here(class: &Snapshot) -> impl Iterator<Item = &Participant> {
    class.participants.iter().filter(|person| person.present && !person.away && person.room == RoomId::MAIN)
}

/// A screen, because it has to be read; a face in the spotlight; the speaker; staff; anybody. Of several screens the one in the spotlight
/// comes first, then the newest.
fn order(class: &Snapshot, speaker: Option<ParticipantId>) -> Vec<TrackRef> {
    let lit = class.rooms.iter().find(|room| room.id == RoomId::MAIN).and_then(|room| room.spotlight);
    let on = |source| here(class).filter_map(move |person| on(person, source));
    let mut screens: Vec<(TrackRef, Millis)> = on(Source::Screen).collect();
    screens.sort_by_key(|(track, since)| (Some(*track) != lit, std::cmp::Reverse(*since)));
    let mut cameras: Vec<(TrackRef, bool)> = here(class)
        .filter_map(|person| on_track(person, Source::Camera).map(|track| (track, person.role.is_staff())))
        .collect();
    cameras.sort_by_key(|(track, staff)| (Some(*track) != lit, Some(track.participant) != speaker, !staff));
    let screens = screens.into_iter().map(|(track, _)| track);
    screens.chain(cameras.into_iter().map(|(track, _)| track)).collect()
}

fn on(person: &Participant, source: Source) -> Option<(TrackRef, Millis)> {
    let track = person.tracks.iter().find(|track| track.source == source && track.state == TrackState::On)?;
    Some((TrackRef { participant: person.id, source }, track.since))
}

fn on_track(person: &Participant, source: Source) -> Option<TrackRef> {
    on(person, source).map(|(track, _)| track)
}

/// The choice of the speaker: a cough does not change the stage.
#[derive(Debug, Default)]
struct Speaker {
    current: Option<ParticipantId>,
    /// Who may take over, and since when they speak.
    challenger: Option<(ParticipantId, Millis)>,
}

impl Speaker {
    /// When the challenger takes over, if nothing happens until then.
    fn takes_over(&self) -> Option<Millis> {
        self.challenger.map(|(_, since)| since + TAKE_OVER)
    }

    fn look(&mut self, class: &Snapshot, now: Millis) -> Option<ParticipantId> {
        let current = here(class).find(|person| Some(person.id) == self.current);
        let speaking: Vec<ParticipantId> = here(class).filter(|person| person.speaking).map(|p| p.id).collect();
        let still = self.challenger.filter(|(id, _)| speaking.contains(id));
        (self.current, self.challenger) = match (current, still) {
            (None, _) => (speaking.first().copied(), None),
            (Some(current), _) if current.speaking || speaking.is_empty() => (Some(current.id), None),
            (Some(_), Some((id, since))) if now >= since + TAKE_OVER => (Some(id), None),
            (Some(current), Some(challenger)) => (Some(current.id), Some(challenger)),
            (Some(current), None) => (Some(current.id), Some((speaking[0], now))),
        };
        self.current
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Audience, Consent, Role};

    use super::*;

    const ADA: ParticipantId = ParticipantId(1);
    const BEN: ParticipantId = ParticipantId(2);

    struct Class(Vec<Event>);

    impl Class {
        fn of_two() -> Self {
            let mut class = Class(Vec::new());
            for (participant, role) in [(ADA, Role::Instructor), (BEN, Role::Student)] {
                let (name, consent, room) = (String::new(), Consent::default(), RoomId::MAIN);
                class.at(0, EventBody::Joined { participant, name, namesake: None, role, room, consent });
            }
            class
        }

        fn at(&mut self, at: Millis, body: EventBody) -> &mut Self {
            let seq = self.0.len() as u64 + 1;
            self.0.push(Event { seq, at, audience: Audience::Everyone, body, later: None });
            self
        }

        fn track(&mut self, at: Millis, participant: ParticipantId, source: Source, state: TrackState) -> &mut Self {
            self.at(at, EventBody::TrackChanged { participant, source, state, by: None })
        }

        fn speaks(&mut self, at: Millis, participant: ParticipantId, speaking: bool) -> &mut Self {
            self.at(at, EventBody::Speaking { participant, speaking })
        }

        fn wanted(&self, at: Millis) -> Vec<(u32, Source)> {
            Wanted::of(&self.0).at(at).iter().map(|track| (track.participant.0, track.source)).collect()
        }
    }

    #[test]
    fn a_screen_comes_first_then_the_speaker_then_staff() {
        let mut class = Class::of_two();
        class.track(100, BEN, Source::Camera, TrackState::On).track(200, ADA, Source::Camera, TrackState::On);
        assert_eq!(class.wanted(50), []);
        assert_eq!(class.wanted(150), [(2, Source::Camera)]);
        assert_eq!(class.wanted(250), [(1, Source::Camera), (2, Source::Camera)]);
        class.speaks(300, BEN, true).track(400, BEN, Source::Screen, TrackState::On);
        assert_eq!(class.wanted(300), [(2, Source::Camera), (1, Source::Camera)]);
        assert_eq!(class.wanted(400), [(2, Source::Screen), (2, Source::Camera), (1, Source::Camera)]);
        class.track(500, ADA, Source::Screen, TrackState::On);
        assert_eq!(class.wanted(500)[..2], [(1, Source::Screen), (2, Source::Screen)]);
        let target = Some(TrackRef { participant: BEN, source: Source::Screen });
        class.at(600, EventBody::SpotlightSet { room: RoomId::MAIN, target });
        assert_eq!(class.wanted(600)[..2], [(2, Source::Screen), (1, Source::Screen)]);
        class.at(700, EventBody::SessionEnded { by: None });
        assert_eq!(class.wanted(700), []);
    }

    #[test]
    fn whoever_speaks_for_a_second_while_the_speaker_is_silent_takes_over() {
        let mut class = Class::of_two();
        class.track(0, ADA, Source::Camera, TrackState::On).track(0, BEN, Source::Camera, TrackState::On);
        class.speaks(100, ADA, true).speaks(5_000, ADA, false).speaks(6_000, BEN, true).speaks(9_000, BEN, false);
        assert_eq!(class.wanted(6_500)[0], (1, Source::Camera));
        assert_eq!(class.wanted(7_000)[0], (2, Source::Camera));
        assert_eq!(class.wanted(9_500)[0], (2, Source::Camera), "they stay it while nobody speaks");
    }
}
