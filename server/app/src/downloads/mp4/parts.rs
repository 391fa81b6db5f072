//! The parts of an MP4 file: each shows the same pictures in the same places all the time, and is made by itself.

use std::{collections::HashMap, ops::Range};

use protocol::{Millis, Source, TrackRef};

use crate::downloads::{
    material::{Material, Piece},
    recorded::{Recorded, Run},
};

/// A picture of the file lasts so long: 25 a second.
pub const PICTURE_MS: Millis = 40;

/// A part is at most so long: whatever stops the work loses no more, and class waits for no more.
const LONGEST: Millis = 60_000;

/// What is shown, by the numbers of runs of one recording.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The picture that is as large as it fits; without one it is black.
    pub large: Option<usize>,
    /// The camera beside a screen.
    pub small: Option<usize>,
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The number of the recording that it shows.
    pub of: usize,
    /// The time of its beginning in that recording.
    pub from: Millis,
    /// How many pictures of [`PICTURE_MS`] it has.
    pub pictures: u64,
    /// What it shows.
    pub layout: Layout,
    /// Whether what was before it is cut out, so that it must not show a picture that was taken then.
    pub after_cut: bool,
}

impl Part {
    /// The time of its pictures in the recording.
    pub fn time(&self) -> Range<Millis> {
        self.from..self.from + self.pictures * PICTURE_MS
    }
}

/// The runs of pictures of each recording.
pub fn runs(material: &Material) -> Vec<Vec<Run>> {
    material.recordings.iter().map(|recording| recording.recorded.runs()).collect()
}

/// The parts of a file, in their order; `runs` are those of its recordings.
pub fn parts(material: &Material, runs: &[Vec<Run>]) -> Vec<Part> {
    let layouts: Vec<Layouts> =
        material.recordings.iter().zip(runs).map(|(recording, runs)| Layouts::of(&recording.recorded, runs)).collect();
    let mut parts = Vec::new();
    let mut before = 0;
    for piece in &material.pieces {
        parts.extend(parts_of(piece, &layouts[piece.of], before));
        before += piece.length();
    }
    parts
}

/// The parts of a piece of a file that has `before` milliseconds before it.
fn parts_of(piece: &Piece, layouts: &Layouts, before: Millis) -> Vec<Part> {
    let Piece { of, time, .. } = piece;
    // Parts have whole pictures: what is cut from one of them is at the beginning of the next, so that nothing shifts.
    let picture = |at: Millis| (before + (at - time.start)).div_ceil(PICTURE_MS);
    let mut parts: Vec<Part> = Vec::new();
    for pair in layouts.changes_in(time).windows(2) {
        let (from, pictures) = (pair[0], picture(pair[1]) - picture(pair[0]));
        let layout = layouts.at(from);
        match parts.last_mut() {
            _ if pictures == 0 => {}
            Some(last) if last.layout == layout && pair[1] - last.from <= LONGEST => last.pictures += pictures,
            _ => parts.push(Part { of: *of, from, pictures, layout, after_cut: from == time.start && from > 0 }),
        }
    }
    parts
}

/// What is shown at each moment.
struct Layouts<'a> {
    recorded: &'a Recorded,
    runs: &'a [Run],
    /// The runs of each track, in their order.
    of_track: HashMap<TrackRef, Vec<usize>>,
}

impl<'a> Layouts<'a> {
    fn of(recorded: &'a Recorded, runs: &'a [Run]) -> Self {
        let mut of_track: HashMap<TrackRef, Vec<usize>> = HashMap::new();
        for (number, run) in runs.iter().enumerate() {
            of_track.entry(run.of).or_default().push(number);
        }
        Layouts { recorded, runs, of_track }
    }

    /// The moments at which something else may be shown, with the beginning and the end of the stretch.
    fn changes_in(&self, stretch: &Range<Millis>) -> Vec<Millis> {
        let marks = (stretch.start..stretch.end).step_by(LONGEST as usize);
        let edges = self.runs.iter().map(Run::time).flat_map(|time| [time.start, time.end]);
        let changes = self.recorded.wanted().changes().chain(edges).filter(|at| stretch.contains(at));
        let mut all: Vec<Millis> = changes.chain(marks).chain([stretch.end]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn at(&self, at: Millis) -> Layout {
        let wanted = self.recorded.wanted().at(at).iter();
        let mut shown = wanted.filter_map(|of| Some((of.source, self.run_at(of, at)?)));
        match shown.next() {
            None => Layout::default(),
            Some((Source::Screen, large)) => {
                let small = shown.find(|(source, _)| *source == Source::Camera).map(|(_, run)| run);
                Layout { large: Some(large), small }
            }
            Some((_, large)) => Layout { large: Some(large), small: None },
        }
    }

    fn run_at(&self, of: &TrackRef, at: Millis) -> Option<usize> {
        let runs = self.of_track.get(of)?;
        let begun = runs.partition_point(|run| self.runs[*run].time().start <= at);
        // An earlier run of the same track, in another size, may end a frame later than the next begins.
        runs[..begun].last().copied().filter(|run| self.runs[*run].time().contains(&at))
    }
}

#[cfg(test)]
mod tests {
    use protocol::{
        Audience, Consent, Event, EventBody, ParticipantId, Role, RoomId, SessionId, TrackState,
        manifest::{ManifestEntry, TrackContent},
        recording::Cut,
    };
    use uuid::Uuid;

    use super::*;
    use crate::downloads::material::Recording;

    const ADA: ParticipantId = ParticipantId(1);
    const SECOND: Millis = 1_000;

    /// A class in which Ada's camera is on from the second second on, and her screen from the fifth to the eighth; each is recorded in
    /// segments of a second, of which each other begins with a keyframe.
    fn recorded() -> Recorded {
        let on = |at, source, state| (at, EventBody::TrackChanged { participant: ADA, source, state, by: None });
        let joined = EventBody::Joined {
            participant: ADA,
            name: String::new(),
            namesake: None,
            role: Role::Instructor,
            room: RoomId::MAIN,
            consent: Consent::default(),
        };
        let bodies = [
            (0, joined),
            on(2 * SECOND, Source::Camera, TrackState::On),
            on(5 * SECOND, Source::Screen, TrackState::On),
            on(8 * SECOND, Source::Screen, TrackState::Off),
        ];
        let events: Vec<Event> = (1..)
            .zip(bodies)
            .map(|(seq, (at, body))| Event { seq, at, audience: Audience::Everyone, body, later: None })
            .collect();
        let mut entries = Vec::new();
        for (track, source, seconds) in [(0, Source::Camera, 2..12), (1, Source::Screen, 5..8)] {
            let content = TrackContent::Participant { participant: ADA, source, room: RoomId::MAIN };
            let (file, mime) = (format!("t{track}-i0.webm"), "video/webm; codecs=\"vp8\"".to_owned());
            entries.push(ManifestEntry::Track { track, content });
            entries.push(ManifestEntry::Init { track, init: 0, file, mime, width: 640, height: 360 });
            for second in seconds {
                let (file, start, key) =
                    (format!("t{track}-s{second}.webm"), second * SECOND, second % 2 == u64::from(track));
                entries.push(ManifestEntry::Segment {
                    track,
                    init: 0,
                    file,
                    start,
                    duration: SECOND,
                    key,
                    bytes: 1,
                    quiet: None,
                });
            }
        }
        entries.push(ManifestEntry::End { duration: 130 * SECOND });
        Recorded::of(&entries, &events)
    }

    /// The parts of a file with stretches of some recordings, each as [`recorded`].
    fn of_pieces(pieces: &[(usize, Range<Millis>)]) -> Vec<Part> {
        let recordings =
            (1..=2).map(|number| Recording { session: SessionId(Uuid::from_u128(number)), recorded: recorded() });
        let piece = |(of, time): &(usize, Range<Millis>)| Piece {
            stretch: Cut::out(time.start, time.end),
            of: *of,
            time: time.clone(),
        };
        let pieces = pieces.iter().map(piece).collect();
        let material = Material { recordings: recordings.collect(), pieces, events: Vec::new() };
        parts(&material, &runs(&material))
    }

    fn of(kept: &[Range<Millis>]) -> Vec<(Millis, u64, Layout, bool)> {
        let pieces: Vec<_> = kept.iter().map(|time| (0, time.clone())).collect();
        let parts = of_pieces(&pieces);
        parts.into_iter().map(|part| (part.from, part.pictures, part.layout, part.after_cut)).collect()
    }

    const NOTHING: Layout = Layout { large: None, small: None };
    const CAMERA: Layout = Layout { large: Some(0), small: None };
    const BOTH: Layout = Layout { large: Some(1), small: Some(0) };

    #[test]
    fn a_part_shows_one_thing_and_lasts_a_minute_at_most() {
        let expected = [
            (0, 50, NOTHING, false),
            (2_000, 75, CAMERA, false),
            (5_000, 75, BOTH, false),
            (8_000, 100, CAMERA, false),
            (12_000, 1_200, NOTHING, false),
            (60_000, 1_500, NOTHING, false),
            (120_000, 250, NOTHING, false),
        ];
        assert_eq!(of(std::slice::from_ref(&(0..130_000))), expected);
    }

    #[test]
    fn nothing_of_what_is_cut_out_is_in_a_part_and_nothing_shifts() {
        let kept = [0..2_010, 5_990..7_030, 9_000..9_000 + 3_017];
        let parts = of(&kept);
        let expected =
            [(0, 50, NOTHING, false), (2_000, 1, CAMERA, false), (5_990, 26, BOTH, true), (9_000, 75, CAMERA, true)];
        assert_eq!(parts, expected, "the last 17 ms, without a camera, are less than a picture");
        for (from, pictures, ..) in parts {
            let last = from + (pictures - 1) * PICTURE_MS;
            assert!(kept.iter().any(|stretch| stretch.contains(&from) && stretch.contains(&last)), "{from} {last}");
        }
        let pictures: u64 = of(&kept).iter().map(|(_, pictures, ..)| pictures).sum();
        let whole: Millis = kept.iter().map(|stretch| stretch.end - stretch.start).sum();
        assert_eq!(pictures, whole.div_ceil(PICTURE_MS));
    }

    #[test]
    fn a_piece_of_another_recording_stands_between_two_and_nothing_shifts() {
        let parts = of_pieces(&[(0, 0..2_010), (1, 0..6_017), (0, 5_990..9_000)]);
        let told: Vec<_> = parts.iter().map(|part| (part.of, part.from, part.pictures, part.layout)).collect();
        let expected = [
            (0, 0, 50, NOTHING),
            (0, 2_000, 1, CAMERA),
            (1, 0, 50, NOTHING),
            (1, 2_000, 75, CAMERA),
            (1, 5_000, 25, BOTH),
            (0, 5_990, 50, BOTH),
            (0, 8_000, 25, CAMERA),
        ];
        assert_eq!(told, expected);
        let pictures: u64 = parts.iter().map(|part| part.pictures).sum();
        assert_eq!(pictures, (2_010 + 6_017 + 3_010u64).div_ceil(PICTURE_MS));
    }

    #[test]
    fn of_a_run_is_read_what_is_shown_from_the_keyframe_before_it_on() {
        let runs = recorded().runs();
        let files = |run: usize, stretch: Range<Millis>| -> Vec<String> {
            runs[run].between(stretch).iter().map(|segment| segment.file.clone()).collect()
        };
        assert_eq!(files(0, 5_500..6_500), ["t0-s4.webm", "t0-s5.webm", "t0-s6.webm"]);
        assert_eq!(files(1, 5_000..5_500), ["t1-s5.webm"]);
        assert_eq!(files(0, 0..1_000), Vec::<String>::new());
    }
}
