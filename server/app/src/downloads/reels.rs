//! A folder has a film for each format in which something is to be seen, each as long as all that is left of class: which of them plays where.

use std::ops::Range;

use protocol::{Millis, TrackRef};
use recorder::Codec;

use super::{
    material::{Material, Piece},
    recorded::Recorded,
};

/// No film plays for less than this between two turns of another: its reader would see a flicker, and a still screen may rest so long.
const SHORTEST: Millis = 1_000;

/// A stretch in which one film plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The number of the film.
    pub film: usize,
    /// Its time, which is that of every film.
    pub time: Range<Millis>,
}

/// Where each film plays, without a hole: the one in which class sees what it looked at, else what it would have looked at next. `films` are the
/// codecs that each of them has.
pub fn turns(material: &Material, films: &[Vec<Codec>]) -> Vec<Turn> {
    let mut turns = Turns::default();
    let mut before = 0;
    for piece in &material.pieces {
        for (at, film) in choices(&material.recordings[piece.of].recorded, piece, films, turns.film()) {
            turns.turn(before + (at - piece.time.start), film);
        }
        before += piece.length();
    }
    turns.end(before)
}

/// The film that plays from each moment of a piece on; `film` plays before it.
fn choices(recorded: &Recorded, piece: &Piece, films: &[Vec<Codec>], mut film: usize) -> Vec<(Millis, usize)> {
    let seen: Vec<_> = films.iter().map(|codecs| recorded.seen(codecs, &piece.time)).collect();
    let edges = seen.iter().flatten().flat_map(|(time, _)| [time.start, time.end]);
    let changes = recorded.wanted().changes().filter(|at| piece.time.contains(at));
    let mut moments: Vec<Millis> = edges.chain(changes).chain([piece.time.start]).collect();
    moments.sort_unstable();
    moments.dedup();
    let choice = |at: Millis| {
        // Whoever has nothing better to show goes on.
        let place = |number: &usize| (rank(recorded, &seen[*number], at), *number != film);
        film = (0..films.len()).min_by_key(place).unwrap_or_default();
        (at, film)
    };
    moments.into_iter().map(choice).collect()
}

/// How much what a film shows at a moment is wanted: the less the more.
fn rank(recorded: &Recorded, seen: &[(Range<Millis>, TrackRef)], at: Millis) -> usize {
    let begun = seen.partition_point(|(time, _)| time.start <= at);
    match seen[..begun].last().filter(|(time, _)| time.contains(&at)) {
        Some((_, of)) => recorded.wanted().at(at).iter().position(|wanted| wanted == of).unwrap_or(usize::MAX - 1),
        None => usize::MAX,
    }
}

/// The turns so far, of which the last goes on.
#[derive(Debug, Default)]
struct Turns(Vec<(Millis, usize)>);

impl Turns {
    fn film(&self) -> usize {
        self.0.last().map_or(0, |(_, film)| *film)
    }

    /// Another film plays from this moment on, or the same.
    fn turn(&mut self, at: Millis, film: usize) {
        let from = self.0.pop_if(|(from, _)| at < *from + SHORTEST).map_or(at, |(from, _)| from);
        if self.0.last().is_none_or(|(_, last)| *last != film) {
            self.0.push((from, film));
        }
    }

    /// All turns; where nothing is left there is one all the same.
    fn end(mut self, end: Millis) -> Vec<Turn> {
        if self.0.len() > 1 {
            self.0.pop_if(|(from, _)| end < *from + SHORTEST);
        }
        if self.0.is_empty() {
            self.0.push((0, 0));
        }
        let ends = self.0.iter().skip(1).map(|(from, _)| *from).chain([end]);
        self.0.iter().zip(ends).map(|((from, film), to)| Turn { film: *film, time: *from..to }).collect()
    }
}

#[cfg(test)]
mod tests {
    use protocol::{
        Audience, Consent, Event, EventBody, ParticipantId, Role, RoomId, SessionId, Source, TrackState,
        manifest::{ManifestEntry, TrackContent},
        recording::Cut,
    };
    use uuid::Uuid;

    use super::*;
    use crate::downloads::material::Recording;

    const ADA: ParticipantId = ParticipantId(1);
    const SECOND: Millis = 1_000;
    const SCREENS: usize = 0;
    const CAMERAS: usize = 1;

    /// What was recorded in segments of a second: a source, its codec, and from when to when.
    type Track = (Source, &'static str, Range<u64>);

    /// A recording of half a minute in which Ada's sources are on while they are recorded.
    fn recorded(tracks: &[Track]) -> Recorded {
        let joined = EventBody::Joined {
            participant: ADA,
            name: String::new(),
            namesake: None,
            role: Role::Instructor,
            room: RoomId::MAIN,
            consent: Consent::default(),
        };
        let mut bodies = vec![(0, joined)];
        let mut entries = Vec::new();
        for (track, (source, codec, seconds)) in (0..).zip(tracks) {
            let source = *source;
            for (second, state) in [(seconds.start, TrackState::On), (seconds.end, TrackState::Off)] {
                bodies.push((second * SECOND, EventBody::TrackChanged { participant: ADA, source, state, by: None }));
            }
            let content = TrackContent::Participant { participant: ADA, source, room: RoomId::MAIN };
            let (file, mime) = (format!("t{track}-i0.webm"), format!("video/webm; codecs=\"{codec}\""));
            entries.push(ManifestEntry::Track { track, content });
            entries.push(ManifestEntry::Init { track, init: 0, file, mime, width: 640, height: 360 });
            for second in seconds.clone() {
                let (file, start) = (format!("t{track}-s{second}.webm"), second * SECOND);
                entries.push(ManifestEntry::Segment {
                    track,
                    init: 0,
                    file,
                    start,
                    duration: SECOND,
                    key: true,
                    bytes: 1,
                    quiet: None,
                });
            }
        }
        entries.push(ManifestEntry::End { duration: 30 * SECOND });
        bodies.sort_by_key(|(at, _)| *at);
        let event = |(seq, (at, body)): (u64, _)| Event { seq, at, audience: Audience::Everyone, body, later: None };
        Recorded::of(&entries, &(1..).zip(bodies).map(event).collect::<Vec<_>>())
    }

    /// Where each film plays of stretches of such recordings.
    fn of_pieces(recordings: &[&[Track]], pieces: &[(usize, Range<u64>)]) -> Vec<(usize, Range<u64>)> {
        let of = |tracks: &&[Track]| Recording { session: SessionId(Uuid::nil()), recorded: recorded(tracks) };
        let piece = |(of, seconds): &(usize, Range<u64>)| {
            let time = seconds.start * SECOND..seconds.end * SECOND;
            Piece { stretch: Cut::out(time.start, time.end), of: *of, time }
        };
        let pieces = pieces.iter().map(piece).collect();
        let material = Material { recordings: recordings.iter().map(of).collect(), pieces, events: Vec::new() };
        let turns = turns(&material, &[vec![Codec::Vp9], vec![Codec::Vp8]]);
        turns.into_iter().map(|Turn { film, time }| (film, time.start / SECOND..time.end / SECOND)).collect()
    }

    #[test]
    fn the_shared_screen_plays_where_there_is_one_else_the_camera() {
        let tracks = [
            (Source::Camera, "vp8", 2..28),
            (Source::Screen, "vp09.00.10.08", 5..9),
            (Source::Screen, "vp09.00.10.08", 15..20),
        ];
        let expected = [(CAMERAS, 2..5), (SCREENS, 5..9), (CAMERAS, 9..15), (SCREENS, 15..20), (CAMERAS, 20..30)];
        let told = of_pieces(&[&tracks], &[(0, 0..30)]);
        assert_eq!(told[0], (SCREENS, 0..2), "before the first picture all are black");
        assert_eq!(told[1..], expected);
        // In the time of what is left.
        let cut = of_pieces(&[&tracks], &[(0, 2..7), (0, 16..30)]);
        assert_eq!(cut, [(CAMERAS, 0..3), (SCREENS, 3..9), (CAMERAS, 9..19)]);
    }

    #[test]
    fn a_take_plays_from_the_film_that_shows_it() {
        let (class, take) = ([(Source::Screen, "vp09.00.10.08", 0..30)], [(Source::Camera, "vp8", 0..30)]);
        let told = of_pieces(&[&class, &take], &[(0, 0..10), (1, 0..5), (0, 12..30)]);
        assert_eq!(told, [(SCREENS, 0..10), (CAMERAS, 10..15), (SCREENS, 15..33)]);
    }

    #[test]
    fn a_film_that_shows_nothing_more_has_no_turn() {
        let tracks =
            [(Source::Camera, "vp8", 0..30), (Source::Screen, "vp8", 5..9), (Source::Camera, "vp09.00.10.08", 29..30)];
        assert_eq!(of_pieces(&[&tracks], &[(0, 0..30)]), [(CAMERAS, 0..30)]);
        assert_eq!(of_pieces(&[&[]], &[(0, 0..30)]), [(SCREENS, 0..30)]);
        assert_eq!(of_pieces(&[&[]], &[]), [(SCREENS, 0..0)]);
    }

    #[test]
    fn a_short_turn_is_none() {
        let mut turns = Turns::default();
        for (at, film) in [(0, 0), (400, 1), (5_000, 0), (5_900, 1), (9_000, 0), (9_500, 0), (20_000, 1)] {
            turns.turn(at, film);
        }
        let told: Vec<_> = turns.end(20_500).into_iter().map(|turn| (turn.film, turn.time)).collect();
        assert_eq!(told, [(1, 0..9_000), (0, 9_000..20_500)]);
    }
}
