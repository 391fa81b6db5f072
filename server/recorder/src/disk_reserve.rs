//! What is not recorded any more when the disk gets full, so that room is left for voices, and in the end for the class
//! itself. Pure: told how much is free.

use protocol::{Millis, RecordedMedia, Source, limits};

/// The time between two looks at how much is free. Pictures of a large class take 10 MB a second at most: see `budget.rs`.
pub(crate) const LOOK: Millis = 5_000;

const BOUNDS: [u64; 4] = [
    limits::FREE_FOR_ALL_CAMERAS_BYTES,
    limits::FREE_FOR_CAMERAS_BYTES,
    limits::FREE_FOR_SCREENS_BYTES,
    limits::FREE_FOR_SOUND_BYTES,
];

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

    /// What is recorded.
    pub(crate) fn media(&self) -> RecordedMedia {
        match self.passed {
            0 => RecordedMedia::All,
            1 => RecordedMedia::StaffCameras,
            2 => RecordedMedia::Screens,
            3 => RecordedMedia::Sound,
            _ => RecordedMedia::Nothing,
        }
    }

    /// Whether a source is recorded, of somebody who is favoured or not.
    pub(crate) fn records(&self, source: Source, favoured: bool) -> bool {
        let bounds = match source {
            Source::Camera if !favoured => 1,
            Source::Camera => 2,
            Source::Screen => 3,
            Source::Microphone | Source::ScreenAudio => 4,
        };
        self.passed < bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is recorded: cameras of others, cameras of the favoured, screens, sound.
    fn recorded(reserve: &DiskReserve) -> (bool, bool, bool, bool) {
        let sound = reserve.records(Source::Microphone, false);
        for (source, favoured) in
            [(Source::Microphone, true), (Source::ScreenAudio, false), (Source::ScreenAudio, true)]
        {
            assert_eq!(reserve.records(source, favoured), sound, "{source:?}");
        }
        assert_eq!(reserve.media() == RecordedMedia::Nothing, !sound);
        let camera = |favoured| reserve.records(Source::Camera, favoured);
        (camera(false), camera(true), reserve.records(Source::Screen, false), sound)
    }

    #[test]
    fn cameras_of_others_go_first_and_sound_last() {
        const MIB: u64 = 1 << 20;
        let mut reserve = DiskReserve::default();
        let everything = (true, true, true, true);
        for (free, kept) in [
            (3 << 30, everything),
            (limits::FREE_FOR_ALL_CAMERAS_BYTES, everything),
            (limits::FREE_FOR_ALL_CAMERAS_BYTES - MIB, (false, true, true, true)),
            (limits::FREE_FOR_ALL_CAMERAS_BYTES + MIB, (false, true, true, true)),
            (3 << 30, everything),
            (limits::FREE_FOR_CAMERAS_BYTES - MIB, (false, false, true, true)),
            (limits::FREE_FOR_SCREENS_BYTES - MIB, (false, false, false, true)),
            (limits::FREE_FOR_SCREENS_BYTES + MIB, (false, false, false, true)),
            (limits::FREE_FOR_SOUND_BYTES, (false, false, false, true)),
            (limits::FREE_FOR_SOUND_BYTES - MIB, (false, false, false, false)),
            (limits::FREE_FOR_SOUND_BYTES + MIB, (false, false, false, false)),
            (170 * MIB, (false, false, false, true)),
            (700 * MIB, (false, false, true, true)),
            (0, (false, false, false, false)),
            (limits::FREE_FOR_CAMERAS_BYTES + MIB, (false, false, true, true)),
            (1_500 * MIB, (false, true, true, true)),
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
