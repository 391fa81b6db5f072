//! What is not recorded any more when the disk gets full, so that room is left for voices and for the class itself. Pure:
//! told how much is free.

use protocol::{Millis, RecordedPictures, Source, limits};

/// The time between two looks at how much is free. Pictures of a large class take 10 MB a second at most: see `budget.rs`.
pub(crate) const LOOK: Millis = 5_000;

const BOUNDS: [u64; 3] =
    [limits::FREE_FOR_ALL_CAMERAS_BYTES, limits::FREE_FOR_CAMERAS_BYTES, limits::FREE_FOR_SCREENS_BYTES];

/// How far the disk's reserve is used.
#[derive(Debug, Default)]
pub(crate) struct DiskReserve {
    /// How many of [`BOUNDS`] are passed.
    passed: usize,
}

impl DiskReserve {
    /// Takes note of how much is free; `None` where nobody knows. What was given up comes back when there is a quarter more
    /// than the bound. Returns whether anything changed.
    pub(crate) fn look(&mut self, free: Option<u64>) -> bool {
        let free = free.unwrap_or(u64::MAX);
        let below = BOUNDS.iter().filter(|bound| free < **bound).count();
        let not_yet_back = BOUNDS.iter().filter(|bound| free < **bound + **bound / 4).count();
        let passed = self.passed.clamp(below, not_yet_back);
        std::mem::replace(&mut self.passed, passed) != passed
    }

    /// Which pictures are recorded.
    pub(crate) fn pictures(&self) -> RecordedPictures {
        match self.passed {
            0 => RecordedPictures::All,
            1 => RecordedPictures::StaffCameras,
            2 => RecordedPictures::Screens,
            _ => RecordedPictures::None,
        }
    }

    /// Whether a source is recorded, of somebody who is favoured or not. Sound always is.
    pub(crate) fn records(&self, source: Source, favoured: bool) -> bool {
        match source {
            Source::Microphone | Source::ScreenAudio => true,
            Source::Screen => self.pictures() != RecordedPictures::None,
            Source::Camera if favoured => {
                matches!(self.pictures(), RecordedPictures::All | RecordedPictures::StaffCameras)
            }
            Source::Camera => self.pictures() == RecordedPictures::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is recorded: cameras of others, cameras of the favoured, screens.
    fn recorded(reserve: &DiskReserve) -> (bool, bool, bool) {
        assert!(reserve.records(Source::Microphone, false) && reserve.records(Source::ScreenAudio, false));
        let camera = |favoured| reserve.records(Source::Camera, favoured);
        (camera(false), camera(true), reserve.records(Source::Screen, false))
    }

    #[test]
    fn cameras_of_others_go_first_and_screens_last() {
        const MIB: u64 = 1 << 20;
        let mut reserve = DiskReserve::default();
        let everything = (true, true, true);
        for (free, kept) in [
            (3 << 30, everything),
            (limits::FREE_FOR_ALL_CAMERAS_BYTES, everything),
            (limits::FREE_FOR_ALL_CAMERAS_BYTES - MIB, (false, true, true)),
            (limits::FREE_FOR_ALL_CAMERAS_BYTES + MIB, (false, true, true)),
            (3 << 30, everything),
            (limits::FREE_FOR_CAMERAS_BYTES - MIB, (false, false, true)),
            (limits::FREE_FOR_SCREENS_BYTES - MIB, (false, false, false)),
            (limits::FREE_FOR_SCREENS_BYTES + MIB, (false, false, false)),
            (700 * MIB, (false, false, true)),
            (0, (false, false, false)),
            (limits::FREE_FOR_CAMERAS_BYTES + MIB, (false, false, true)),
            (1_500 * MIB, (false, true, true)),
            (4 << 30, everything),
        ] {
            let before = recorded(&reserve);
            let changed = reserve.look(Some(free));
            assert_eq!(recorded(&reserve), kept, "with {} MiB free", free / MIB);
            assert_eq!(changed, before != kept);
            assert!(!reserve.look(Some(free)), "the same again is no news");
        }
        reserve.look(Some(0));
        reserve.look(None);
        assert_eq!(recorded(&reserve), everything, "where nobody knows, everything is recorded");
    }
}
