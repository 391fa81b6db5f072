//! The parts of a class in which there is nothing to follow: silences and breaks. Speaking events are hints; what the recorder
//! measured of the sound is what counts, once class is over.

use std::collections::BTreeSet;

use protocol::{
    Event, EventBody, Millis, ParticipantId,
    agenda::ActivityKind,
    stage::{Source, TrackState},
};
use serde::{Deserialize, Serialize};

use crate::Stretches;

/// Shorter silences belong to speech. Players leave out the same ones: `SHORTEST_SILENCE_MS` of the web app.
const SHORTEST_SILENCE: Millis = 3_000;

/// What was measured of the sound of a room for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The first moment.
    pub from: Millis,
    /// The moment after the last.
    pub to: Millis,
    /// Where within it nothing was to be heard.
    pub quiet: Stretches,
}

/// The silences and breaks of a class, and what is needed to go on finding them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quiet {
    /// When nobody spoke, in whatever room, and no screen was shared with its sound: as clients say, until the sound itself
    /// is [known](Quiet::hear).
    silences: Stretches,
    breaks: Stretches,
    /// Whose voice or screen is heard.
    sounds: BTreeSet<(ParticipantId, Source)>,
    /// Since when nothing is heard, as long as that is so.
    since: Option<Millis>,
    /// Since when there is a break, as long as there is.
    break_since: Option<Millis>,
    /// When a screen was shared with its sound: who watches a film hears its pauses, too.
    films: Stretches,
    /// Since when one is, as long as one is.
    film_since: Option<Millis>,
    /// Whether class is over.
    is_over: bool,
    /// Whether its sound was taken into account.
    is_heard: bool,
}

impl Quiet {
    /// Folds the next event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        let at = event.at;
        match event.body {
            EventBody::SessionStarted { .. } => self.since = Some(at),
            EventBody::Speaking { participant, speaking } => {
                self.sound((participant, Source::Microphone), speaking, at)
            }
            EventBody::TrackChanged { participant, source: Source::ScreenAudio, state, .. } => {
                self.sound((participant, Source::ScreenAudio), state == TrackState::On, at);
            }
            // Who is muted does not speak, and no event says so.
            EventBody::TrackChanged { participant, source: Source::Microphone, state, .. }
                if state != TrackState::On =>
            {
                self.sound((participant, Source::Microphone), false, at);
            }
            EventBody::Left { participant, .. } | EventBody::AwayChanged { participant, away: true } => {
                self.sound((participant, Source::Microphone), false, at);
                self.sound((participant, Source::ScreenAudio), false, at);
            }
            EventBody::Interrupted { from, to } => {
                self.silence_until(from);
                self.sounds.clear();
                self.since = Some(to);
            }
            EventBody::ActivityStarted { ref activity, .. } => {
                self.break_until(at);
                self.break_since = (activity.kind == ActivityKind::Break).then_some(at);
            }
            EventBody::ActivityEnded => self.break_until(at),
            EventBody::SessionEnded { .. } => {
                self.silence_until(at);
                self.break_until(at);
                self.sounds.clear();
                self.is_over = true;
            }
            _ => {}
        }
        self.note_film(at);
    }

    /// Whether the sound of the class is complete and was not taken into account.
    pub fn is_to_be_heard(&self) -> bool {
        self.is_over && !self.is_heard
    }

    /// Takes the sound of the class into account, of all of its rooms. Where it was measured, it says what is silence, but for
    /// films: what clients say of it misses soft voices and music, and takes noise for speech. Elsewhere their word stays.
    pub fn hear(&mut self, sound: &[Measured]) {
        let (mut known, mut loud) = (Vec::new(), Vec::new());
        for Measured { from, to, quiet } in sound {
            known.push((*from, *to));
            loud.extend(Stretches::of(*from, *to).without(quiet).iter());
        }
        let (known, loud) = (Stretches::from(known), Stretches::from(loud));
        let told = self.silences.without(&known);
        self.silences = told.with(&known.without(&loud).without(&self.films)).longer_than(SHORTEST_SILENCE - 1);
        self.is_heard = true;
    }

    /// What can be left out of a timeline. A class that is silent for more than half of it is held in silence: of that, nothing
    /// but the breaks can be left out.
    pub(crate) fn of(&self, timeline: &Stretches) -> Stretches {
        let heard = timeline.without(&self.silences).length();
        if heard * 2 < timeline.length() { self.breaks.clone() } else { self.silences.with(&self.breaks) }
    }

    fn note_film(&mut self, at: Millis) {
        let is_on = self.sounds.iter().any(|(_, source)| *source == Source::ScreenAudio);
        if is_on {
            self.film_since.get_or_insert(at);
        } else if let Some(since) = self.film_since.take() {
            self.films.add(since, at);
        }
    }

    fn sound(&mut self, source: (ParticipantId, Source), on: bool, at: Millis) {
        if on {
            self.silence_until(at);
            self.sounds.insert(source);
        } else if self.sounds.remove(&source) && self.sounds.is_empty() {
            self.since = Some(at);
        }
    }

    fn silence_until(&mut self, at: Millis) {
        let silence = self.since.filter(|_| self.sounds.is_empty());
        if let Some(since) = silence.filter(|since| at.saturating_sub(*since) >= SHORTEST_SILENCE) {
            self.silences.add(since, at);
        }
    }

    fn break_until(&mut self, at: Millis) {
        if let Some(since) = self.break_since.take() {
            self.breaks.add(since, at);
        }
    }
}
