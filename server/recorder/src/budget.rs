//! How much may be written to disk of each participant, and of all. Pure: told the time.

use std::{collections::HashMap, time::Duration};

use common::TokenBucket;
use protocol::{Millis, ParticipantId, limits, manifest::TrackContent};

/// What a frame adds to the disk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Inits that begin with it.
    pub(crate) inits: u32,
    /// Files that begin with it, inits included.
    pub(crate) files: u32,
    /// Its size.
    pub(crate) bytes: usize,
}

/// What may be written of one participant, of one track, or of all.
#[derive(Debug)]
struct Allowance {
    inits: TokenBucket<Duration>,
    files: TokenBucket<Duration>,
    bytes: TokenBucket<Duration>,
    /// Whether something was refused already.
    was_short: bool,
}

impl Allowance {
    fn of_pictures() -> Allowance {
        Allowance {
            inits: TokenBucket::new(
                limits::RECORDED_SIZES_BURST,
                Duration::from_millis(limits::RECORDED_SIZES_REFILL_MS),
            ),
            files: TokenBucket::per_second(limits::RECORDED_FILES_BURST, limits::RECORDED_FILES_PER_SECOND),
            bytes: TokenBucket::per_second(limits::RECORDED_BURST_BYTES, limits::RECORDED_BYTES_PER_SECOND),
            was_short: false,
        }
    }

    fn of_sound() -> Allowance {
        let files =
            TokenBucket::per_second(limits::RECORDED_SOUND_FILES_BURST, limits::RECORDED_SOUND_FILES_PER_SECOND);
        let bytes =
            TokenBucket::per_second(limits::RECORDED_SOUND_BURST_BYTES, limits::RECORDED_SOUND_BYTES_PER_SECOND);
        Allowance { inits: files.clone(), files, bytes, was_short: false }
    }

    fn of_session() -> Allowance {
        let files = TokenBucket::per_second(
            limits::RECORDED_FILES_OF_SESSION_BURST,
            limits::RECORDED_FILES_OF_SESSION_PER_SECOND,
        );
        let bytes = TokenBucket::per_second(
            limits::RECORDED_BURST_OF_SESSION_BYTES,
            limits::RECORDED_BYTES_OF_SESSION_PER_SECOND,
        );
        Allowance { inits: files.clone(), files, bytes, was_short: false }
    }

    /// Whether there is so much. The first time that there is not, `whose` is named in the log.
    fn has(&mut self, now: Duration, cost: Cost, whose: impl std::fmt::Debug) -> bool {
        let enough = self.inits.has(now, cost.inits)
            && self.files.has(now, cost.files)
            && u32::try_from(cost.bytes).is_ok_and(|bytes| self.bytes.has(now, bytes));
        if !enough && !std::mem::replace(&mut self.was_short, true) {
            tracing::warn!(?whose, ?cost, "more is sent than is recorded");
        }
        enough
    }

    fn spend(&mut self, now: Duration, cost: Cost) {
        self.inits.take_many(now, cost.inits);
        self.files.take_many(now, cost.files);
        self.bytes.take_many(now, cost.bytes as u32);
    }
}

/// What may be written of a session. Mixes are not counted: there is one a room.
#[derive(Debug)]
pub(crate) struct Budget {
    pictures: HashMap<ParticipantId, Allowance>,
    sound: HashMap<TrackContent, Allowance>,
    session: Allowance,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { pictures: HashMap::new(), sound: HashMap::new(), session: Allowance::of_session() }
    }
}

impl Budget {
    /// Spends so much for a track. Returns whether there was so much; nothing is spent otherwise. Who is favoured has the
    /// allowance of a participant, and needs none of the session's, which others may have used up.
    pub(crate) fn spend(&mut self, at: Millis, content: TrackContent, favoured: bool, cost: Cost) -> bool {
        let TrackContent::Participant { participant, source, .. } = content else { return true };
        let now = Duration::from_millis(at);
        let own = match source.is_audio() {
            true => self.sound.entry(content).or_insert_with(Allowance::of_sound),
            false => self.pictures.entry(participant).or_insert_with(Allowance::of_pictures),
        };
        let is_shared = !source.is_audio() && !favoured;
        if !own.has(now, cost, content) || (is_shared && !self.session.has(now, cost, "everybody")) {
            return false;
        }
        own.spend(now, cost);
        if is_shared {
            self.session.spend(now, cost);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use protocol::{RoomId, Source};

    use super::*;

    fn content(participant: u32, source: Source) -> TrackContent {
        TrackContent::Participant { participant: ParticipantId(participant), source, room: RoomId::MAIN }
    }

    const SEGMENT: Cost = Cost { inits: 0, files: 1, bytes: 1_000 };

    #[test]
    fn somebody_who_changes_size_all_the_time_is_not_written_and_others_are() {
        let mut budget = Budget::default();
        let resized = Cost { inits: 1, files: 2, bytes: 1_000 };
        let mut inits = 0;
        for at in (0..60_000).step_by(4) {
            inits += u32::from(budget.spend(at, content(1, Source::Camera), false, resized));
            if at % 2_000 == 0 {
                assert!(budget.spend(at, content(1, Source::Microphone), false, SEGMENT), "their own voice");
                assert!(budget.spend(at, content(2, Source::Camera), false, SEGMENT), "another's camera");
            }
        }
        assert_eq!(inits, limits::RECORDED_SIZES_BURST + 29);
    }

    #[test]
    fn many_who_send_too_much_use_up_what_is_for_all_but_not_what_staff_have() {
        let mut budget = Budget::default();
        let large = Cost { inits: 0, files: 1, bytes: limits::RECORDED_BYTES_PER_SECOND as usize };
        let mut bytes = 0;
        for second in 0..60 {
            for guest in 1..=100 {
                let kept = budget.spend(second * 1_000, content(guest, Source::Screen), false, large);
                bytes += if kept { large.bytes } else { 0 };
            }
            assert!(budget.spend(second * 1_000, content(200, Source::Screen), true, large), "favoured");
            assert!(budget.spend(second * 1_000, content(1, Source::Microphone), false, SEGMENT));
        }
        let most = limits::RECORDED_BURST_OF_SESSION_BYTES + 59 * limits::RECORDED_BYTES_OF_SESSION_PER_SECOND;
        assert!(bytes <= most as usize && bytes > most as usize - 2 * large.bytes, "{bytes}");
        assert!(
            !budget.spend(59_000, content(300, Source::Screen), false, large),
            "nothing is left for one who comes now"
        );
    }

    #[test]
    fn sound_is_bounded_above_what_any_voice_sends() {
        let mut budget = Budget::default();
        let packet = |bytes| Cost { inits: 0, files: 0, bytes };
        let mut flood = 0;
        for at in (0..60_000).step_by(20) {
            assert!(budget.spend(at, content(1, Source::Microphone), false, packet(1_275)), "the best Opus has");
            flood += (0..20).filter(|_| budget.spend(at, content(2, Source::Microphone), false, packet(1_275))).count();
        }
        assert!(
            flood * 1_275
                <= (limits::RECORDED_SOUND_BURST_BYTES + 60 * limits::RECORDED_SOUND_BYTES_PER_SECOND) as usize,
            "{flood}"
        );
    }
}
