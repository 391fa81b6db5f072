//! A disk that gets full: pictures stop being recorded, in an order, and come back; sound goes on.

mod common;

use common::*;
use protocol::{Millis, ParticipantId, Source, manifest::TrackContent};
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
