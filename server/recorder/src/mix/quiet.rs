//! Where a mix is quiet: what its segments say of it, so that playback can leave silence out without hearing it first. Pure.

use protocol::{Millis, limits};

use super::FRAME;

/// A pause inside of a segment that is shorter than this is not noted: it is part of speech, and would make lines long.
const SHORTEST: Millis = 400;

/// Whether the level of a frame is below the bound. It costs a multiplication a sample, beside decoding and encoding.
pub(crate) fn is_quiet(sound: &[f32]) -> bool {
    let mean_square = sound.iter().map(|value| value * value).sum::<f32>() / sound.len() as f32;
    mean_square < 10_f32.powf(limits::QUIET_DECIBELS as f32 / -10.0)
}

/// The quiet stretches of a mix that no segment has so far.
#[derive(Debug, Default)]
pub(crate) struct Quiet(Vec<(Millis, Millis)>);

impl Quiet {
    /// Takes note of a quiet frame. Frames come in order.
    pub(crate) fn add(&mut self, at: Millis) {
        match self.0.last_mut() {
            Some((_, to)) if *to == at => *to = at + FRAME,
            _ => self.0.push((at, at + FRAME)),
        }
    }

    /// What is quiet of a segment, from its start, and forgets all that is before its end. Segments come in order.
    pub(crate) fn take(&mut self, start: Millis, end: Millis) -> Vec<(u32, u32)> {
        let inside = self.0.iter().map(|&(from, to)| (from.max(start), to.min(end))).filter(|(from, to)| from < to);
        let noted = inside.filter(|&(from, to)| to - from >= SHORTEST || from == start || to == end);
        let quiet = noted.map(|(from, to)| ((from - start) as u32, (to - start) as u32)).collect();
        self.0.retain_mut(|(from, to)| {
            *from = (*from).max(end);
            from < to
        });
        quiet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(frames: &[Millis]) -> Quiet {
        let mut quiet = Quiet::default();
        frames.iter().for_each(|at| quiet.add(*at));
        quiet
    }

    #[test]
    fn segments_share_a_quiet_stretch_and_short_pauses_are_left_out() {
        let frames = |from: Millis, to: Millis| (from..to).step_by(FRAME as usize);
        let all: Vec<_> = frames(0, 100)
            .chain(frames(500, 600))
            .chain(frames(1_000, 1_400))
            .chain(frames(1_900, 2_100))
            .chain(frames(3_000, 3_020))
            .collect();
        let mut quiet = noted(&all);
        assert_eq!(quiet.take(0, 2_000), [(0, 100), (1_000, 1_400), (1_900, 2_000)]);
        assert_eq!(quiet.take(2_000, 4_000), [(0, 100)]);
        assert_eq!(quiet.take(4_000, 6_000), []);
        assert!(quiet.0.is_empty());
    }

    #[test]
    fn the_bound_is_that_of_the_limits() {
        let square = |decibels: f32| [10_f32.powf(decibels / 20.0), -(10_f32.powf(decibels / 20.0))].repeat(480);
        let bound = -(limits::QUIET_DECIBELS as f32);
        assert!(is_quiet(&[0.0; 960]) && is_quiet(&square(bound - 0.5)));
        assert!(!is_quiet(&square(bound + 0.5)) && !is_quiet(&square(-3.0)));
    }
}
