//! A disk that gets full: pictures stop being recorded, in an order, and in the end everything; all of it comes back.

mod common;

use common::*;
use protocol::{
    Millis, ParticipantId, RecordedMedia, Source, limits,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Frame, Recorded, Recording};

const GIB: u64 = 1 << 30;
const END: Millis = 60_000;

fn pictures(content: TrackContent) -> impl Iterator<Item = Frame> {
    (0..END).step_by(100).map(move |at| picture(content, at, at.is_multiple_of(1_000), 64, 16))
}

#[test]
fn pictures_stop_in_an_order_and_come_back_while_sound_goes_on() {
    let (guest, teacher) = (1, 2);
    let of_guest = content(guest, Source::Camera);
    let (of_teacher, screen) = (content(teacher, Source::Camera), content(guest, Source::Screen));
    let voices = [content(guest, Source::Microphone), content(teacher, Source::Microphone)];
    let mut frames: Vec<Frame> = [of_guest, of_teacher, screen].into_iter().flat_map(pictures).collect();
    frames.extend(voices.into_iter().flat_map(|voice| sound(voice, 0, END, sine(440.0, 0.3))));

    let sink = Refusing::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    recording.favour(ParticipantId(teacher), true);
    let free = [(0, 9 * GIB), (10_000, GIB * 3 / 2), (20_000, GIB * 3 / 4), (30_000, GIB / 4), (40_000, 9 * GIB)];
    for (n, (from, bytes)) in free.into_iter().enumerate() {
        sink.set_free(bytes);
        let until = free.get(n + 1).map_or(END, |(next, _)| *next);
        feed(&mut recording, frames.iter().filter(|f| (from..until).contains(&f.at)).cloned().collect());
    }
    recording.finish(END).unwrap();

    for (track, stopped) in [(of_guest, 10_000), (of_teacher, 20_000), (screen, 30_000)] {
        let shown = shown(&sink.kept, track);
        let [(from, to)] = shown.gaps[..] else { panic!("{track:?}: {:?}", shown.gaps) };
        // The disk is looked at every five seconds, and a picture goes on with a keyframe.
        assert!((stopped..=stopped + 5_100).contains(&from), "{track:?} stops at {from}");
        assert!((40_000..=46_000).contains(&to), "{track:?} comes back at {to}");
        assert!(shown.segments.iter().all(|s| s.start + s.duration <= from || s.start >= to), "{track:?}");
    }
    for track in [voices[0], voices[1], MIX] {
        let shown = shown(&sink.kept, track);
        assert!(shown.gaps.is_empty(), "{track:?}: {:?}", shown.gaps);
        assert!(shown.segments.windows(2).all(|pair| pair[0].start + pair[0].duration == pair[1].start), "{track:?}");
        assert_eq!(shown.segments.iter().map(|s| s.duration).sum::<Millis>(), END, "{track:?}");
    }
}

/// A camera of staff and a voice, from one time to another.
fn class(from: Millis, to: Millis) -> Vec<Frame> {
    let camera = content(1, Source::Camera);
    let pictures = (from..to).step_by(100).map(|at| picture(camera, at, at.is_multiple_of(1_000), 64, 16));
    pictures.chain(sound(content(2, Source::Microphone), from, to - from, sine(440.0, 0.3))).collect()
}

type Stretches = Vec<(Millis, Millis)>;

/// The gaps of everything, and the segments of everything, in order.
fn gaps_and_segments(sink: &Refusing) -> (Stretches, Stretches) {
    let (mut gaps, mut segments) = (Vec::new(), Vec::new());
    for entry in sink.kept.entries() {
        match entry {
            ManifestEntry::Gap { track: None, from, to } => gaps.push((from, to)),
            ManifestEntry::Segment { start, duration, .. } => segments.push((start, start + duration)),
            _ => {}
        }
    }
    (gaps, segments)
}

#[test]
fn below_the_last_bound_everything_stops_as_one_gap_and_goes_on_by_itself() {
    let bound = limits::FREE_FOR_SOUND_BYTES;
    let sink = Refusing::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    let steps = [
        (0, 9 * GIB, RecordedMedia::All),
        (10_000, bound - 1, RecordedMedia::Nothing),
        // So much more does not do.
        (20_000, bound + bound / 8, RecordedMedia::Nothing),
        (30_000, bound + bound / 4, RecordedMedia::Sound),
        (40_000, 9 * GIB, RecordedMedia::All),
    ];
    for (n, (from, bytes, recorded)) in steps.into_iter().enumerate() {
        sink.set_free(bytes);
        let until = steps.get(n + 1).map_or(END, |(next, ..)| *next);
        feed(&mut recording, class(from, until));
        assert_eq!(recording.recorded_media(), recorded, "with {bytes} free");
    }
    recording.finish(END).unwrap();

    let (gaps, segments) = gaps_and_segments(&sink);
    let [(from, to)] = gaps[..] else { panic!("one gap: {gaps:?}") };
    assert!((10_000..=15_100).contains(&from) && (30_000..=35_100).contains(&to), "{from} to {to}");
    // A last picture lasts as long as the one before it.
    let inside = segments.iter().find(|(start, end)| *start < to && *end > from + 100);
    assert_eq!(inside, None, "a gap from {from} to {to}");
    let mix = shown(&sink.kept, MIX);
    let times: Vec<_> = mix.segments.iter().map(|s| (s.start, s.start + s.duration)).collect();
    assert!(times.iter().any(|(_, end)| *end == from) && times.iter().any(|(start, _)| *start == to), "{times:?}");
    assert_eq!((times[0].0, times[times.len() - 1].1), (0, END));
}

/// Whichever comes first and ends first: while class is off the record, or the disk has no room, nothing is recorded.
#[test]
fn off_the_record_and_a_full_disk_are_one_gap_where_they_overlap() {
    for (off, on) in [(12_000, 26_000), (2_000, 14_000), (14_000, 16_000), (2_000, 28_000)] {
        let (full, free) = (5_000, 20_000);
        let sink = Refusing::default();
        sink.set_free(9 * GIB);
        let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
        let mut times = [(off, 0), (full, 1), (on, 2), (free, 3)];
        times.sort_unstable();
        let mut now = 0;
        for (at, what) in times {
            feed(&mut recording, class(now, at));
            now = at;
            match what {
                0 => recording.off_record(at),
                1 => sink.set_free(0),
                2 => recording.on_record(at),
                _ => sink.set_free(9 * GIB),
            }
        }
        feed(&mut recording, class(now, 40_000));
        recording.finish(40_000).unwrap();
        let (gaps, segments) = gaps_and_segments(&sink);
        let [(from, to)] = gaps[..] else { panic!("one gap: {gaps:?}") };
        let (first, last) = (off.min(full), on.max(free));
        assert!((first..=first + 5_100).contains(&from), "from {from}, {off} to {on}");
        assert!((last..=last + 5_100).contains(&to), "to {to}, {off} to {on}");
        assert!(!segments.iter().any(|(start, end)| *start < to && *end > from + 100), "{segments:?}");
    }
}

#[test]
fn on_a_disk_that_is_full_at_first_nothing_is_recorded_until_there_is_room() {
    let sink = Refusing::default();
    sink.set_free(0);
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, class(0, 8_000));
    recording.tick(8_000).unwrap();
    assert_eq!(sink.kept.entries(), []);
    sink.set_free(9 * GIB);
    feed(&mut recording, class(8_000, 20_000));
    recording.finish(20_000).unwrap();
    let (gaps, segments) = gaps_and_segments(&sink);
    assert_eq!(gaps, [(0, segments.iter().map(|(start, _)| *start).min().unwrap())]);
}
