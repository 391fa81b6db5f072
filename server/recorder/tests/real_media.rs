//! Real pictures and sound through a recording, judged by ffmpeg.

mod common;

use common::*;
use protocol::{
    Millis, RoomId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Codec, Frame, FrameOutcome, MemorySink, Recorded, Recording};

const OFFSET: Millis = 1_000;

#[test]
fn every_track_decodes_without_a_word() {
    if !has_ffmpeg("every_track_decodes_without_a_word") {
        return;
    }
    let sink = MemorySink::default();
    let (camera, screen, microphone) =
        (content(1, Source::Camera), content(1, Source::Screen), content(1, Source::Microphone));
    let mut frames = video(camera, Codec::Vp8, "testsrc2=s=160x120:r=30:d=7", 200, OFFSET);
    frames.extend(video(screen, Codec::Vp9, "testsrc2=s=320x180:r=30:d=7", 100, OFFSET));
    frames.extend(sound(microphone, OFFSET, 7_000, sine(440.0, 0.3)));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), OFFSET).unwrap();
    feed(&mut recording, frames);
    recording.finish(8_000).unwrap();

    assert_eq!(sink.entries().last(), Some(&ManifestEntry::End { duration: 8_000 }));
    for (track, frame_count) in [(camera, 210), (screen, 210), (microphone, 350), (MIX, 350)] {
        let shown = shown(&sink, track);
        assert_eq!(shown.inits.len(), 1);
        assert!(shown.gaps.is_empty());
        assert!(shown.segments[0].key);
        decodes(shown.joined(0).path());
        let times = packet_times(shown.joined(0).path());
        assert_eq!(times.len(), frame_count, "{track:?}");
        assert!(times.is_sorted_by(|a, b| a < b));
        assert_eq!(times[0], OFFSET, "the time inside is class time");
        for pair in shown.segments.windows(2) {
            assert_eq!(pair[0].start + pair[0].duration, pair[1].start, "continuous");
            assert!((500..=2_100).contains(&pair[0].duration), "{:?}", pair[0]);
        }
        let last = shown.segments.last().unwrap();
        assert!((7_980..=8_020).contains(&(last.start + last.duration)), "{last:?}");
    }
}

#[test]
fn each_keyframe_segment_is_a_place_to_seek_to() {
    if !has_ffmpeg("each_keyframe_segment_is_a_place_to_seek_to") {
        return;
    }
    for codec in [Codec::Vp8, Codec::Vp9, Codec::H264] {
        let sink = MemorySink::default();
        let camera = content(7, Source::Camera);
        let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
        feed(&mut recording, video(camera, codec, "testsrc2=s=160x120:r=30:d=9", 90, OFFSET));
        recording.finish(11_000).unwrap();
        let shown = shown(&sink, camera);
        decodes(shown.joined(0).path());
        assert_eq!(packet_times(shown.joined(0).path()).len(), 270);
        let keys: Vec<_> = shown.segments.iter().filter(|s| s.key).collect();
        assert_eq!(keys.iter().map(|s| s.start).collect::<Vec<_>>(), [1_000, 4_000, 7_000]);
        for segment in keys {
            let alone = shown.alone(segment);
            decodes(alone.path());
            assert_eq!(packet_times(alone.path())[0], segment.start);
        }
    }
}

#[test]
fn a_flash_and_a_beep_stay_together() {
    if !has_ffmpeg("a_flash_and_a_beep_stay_together") {
        return;
    }
    let sink = MemorySink::default();
    let (camera, microphone) = (content(1, Source::Camera), content(1, Source::Microphone));
    let flash = "color=black:s=160x120:r=30:d=9,drawbox=c=white:t=fill:enable='between(t,3,3.3)+between(t,7,7.3)'";
    let mut frames = video(camera, Codec::Vp8, flash, 200, OFFSET);
    let beep = sine(1_000.0, 0.5);
    let beeps = move |t: f64| if (3.0..3.3).contains(&t) || (7.0..7.3).contains(&t) { beep(t) } else { 0.0 };
    frames.extend(sound(microphone, OFFSET, 9_000, beeps));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames);
    recording.finish(10_000).unwrap();

    let bright = brightness(shown(&sink, camera).joined(0).path());
    let flashes: Vec<Millis> = bright.windows(2).filter(|w| w[0].1 < 100 && w[1].1 >= 100).map(|w| w[1].0).collect();
    assert_eq!(flashes.len(), 2, "{flashes:?}");
    for track in [MIX, microphone] {
        let shown = shown(&sink, track);
        let start = shown.segments[0].start;
        let sound = samples(shown.joined(0).path());
        for &flash in &flashes {
            let first = ((flash - start - 500) * 48) as usize;
            let loud = sound[first..].iter().position(|s| s.abs() > 0.1).expect("there is a beep") + first;
            let beep = start as f64 + loud as f64 / 48.0;
            let apart = beep - flash as f64;
            println!("{track:?}: flash at {flash} ms, beep at {beep:.1} ms, apart {apart:.1} ms");
            assert!(apart.abs() <= 40.0, "flash at {flash}, beep at {beep}");
        }
    }
}

#[test]
fn the_mix_has_everyone_in_it_and_no_holes() {
    if !has_ffmpeg("the_mix_has_everyone_in_it_and_no_holes") {
        return;
    }
    let sink = MemorySink::default();
    let mut frames = sound(content(1, Source::Microphone), 2_000, 4_000, sine(440.0, 0.3));
    frames.extend(sound(content(2, Source::ScreenAudio), 4_000, 4_000, sine(1_000.0, 0.2)));
    frames.retain(|f| f.at % 500 != 0 || f.at < 3_000); // Single packets are lost.
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames);
    recording.finish(10_000).unwrap();

    let shown = shown(&sink, MIX);
    let sound = samples(shown.joined(0).path());
    assert_eq!(sound.len(), 10_000 * 48, "as long as the class");
    let level = |from, to, hertz| amplitude(between(&sound, 0, from, to), hertz);
    for (from, to, a, b) in
        [(0, 1_900, 0.0, 0.0), (2_200, 3_900, 0.3, 0.0), (4_200, 5_900, 0.3, 0.2), (6_200, 7_900, 0.0, 0.2)]
    {
        let (heard_a, heard_b) = (level(from, to, 440.0), level(from, to, 1_000.0));
        println!("{from}..{to}: 440 Hz {heard_a:.3}, 1000 Hz {heard_b:.3}");
        assert!((heard_a - a).abs() < 0.05 && (heard_b - b).abs() < 0.05);
    }
    assert!(sound[8_200 * 48..].iter().all(|s| s.abs() < 0.01), "silence afterwards");
    // In place of lost packets, something like the tone is heard.
    assert!(level(3_500, 3_520, 440.0) > 0.15, "{}", level(3_500, 3_520, 440.0));
}

#[test]
fn many_loud_voices_do_not_clip() {
    if !has_ffmpeg("many_loud_voices_do_not_clip") {
        return;
    }
    let sink = MemorySink::default();
    let frames = (1..=5).flat_map(|n| sound(content(n, Source::Microphone), 0, 2_000, sine(200.0 * f64::from(n), 0.8)));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames.collect());
    recording.finish(2_000).unwrap();
    let sound = samples(shown(&sink, MIX).joined(0).path());
    let clipped = sound.iter().filter(|s| s.abs() >= 1.0).count();
    assert!(clipped * 1_000 < sound.len(), "{clipped} of {}", sound.len());
    assert!(amplitude(&sound[48_000..], 600.0) > 0.08);
}

#[test]
fn a_new_size_needs_a_new_init() {
    if !has_ffmpeg("a_new_size_needs_a_new_init") {
        return;
    }
    let sink = MemorySink::default();
    let camera = content(1, Source::Camera);
    let mut frames = video(camera, Codec::Vp8, "testsrc2=s=160x120:r=30:d=3", 200, 0);
    frames.extend(video(camera, Codec::Vp8, "testsrc2=s=192x144:r=30:d=3", 200, 3_000));
    frames.extend(video(camera, Codec::Vp9, "testsrc2=s=192x144:r=30:d=3", 200, 6_000));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames);
    recording.finish(9_000).unwrap();
    let shown = shown(&sink, camera);
    assert_eq!(shown.inits.len(), 3);
    for init in 0..3 {
        decodes(shown.joined(init).path());
        assert_eq!(packet_times(shown.joined(init).path()).len(), 90);
    }
}

#[test]
fn after_a_loss_pictures_wait_for_a_keyframe() {
    if !has_ffmpeg("after_a_loss_pictures_wait_for_a_keyframe") {
        return;
    }
    let sink = MemorySink::default();
    let camera = content(1, Source::Camera);
    let mut frames = video(camera, Codec::Vp8, "testsrc2=s=160x120:r=30:d=9", 90, 0);
    frames.remove(0); // No keyframe until 3,000.
    frames[120 - 1].discontinuity = true; // At 4,000, after a picture at 3,966 of 33 ms: none until 6,000.
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames.clone());
    assert_eq!(recording.frame(9_000, frames[200].clone()), FrameOutcome::Late);
    recording.finish(9_000).unwrap();
    let shown = shown(&sink, camera);
    assert_eq!(shown.gaps, [(33, 3_000), (3_999, 6_000)]);
    decodes(shown.joined(0).path());
    assert_eq!(packet_times(shown.joined(0).path()).len(), 30 + 90);
}

/// Nothing can be written for ten seconds, as on a full disk, and then it can.
#[test]
fn what_could_not_be_stored_is_a_gap_and_is_tried_now_and_then() {
    if !has_ffmpeg("what_could_not_be_stored_is_a_gap_and_is_tried_now_and_then") {
        return;
    }
    let sink = Refusing::default();
    let (camera, microphone) = (content(1, Source::Camera), content(1, Source::Microphone));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    let mut frames = video(camera, Codec::Vp8, "testsrc2=s=160x120:r=30:d=20", 60, 0);
    frames.extend(sound(microphone, 0, 20_000, sine(440.0, 0.3)));
    frames.sort_by_key(|frame| frame.at);
    let between = |from: Millis, to: Millis| frames.iter().filter(|f| (from..to).contains(&f.at)).cloned().collect();
    feed(&mut recording, between(0, 4_000));
    sink.refuse_files(true);
    feed(&mut recording, between(4_000, 14_000));
    sink.refuse_files(false);
    feed(&mut recording, between(14_000, 20_000));
    recording.finish(20_000).unwrap();
    for track in [camera, microphone, MIX] {
        let shown = shown(&sink.kept, track);
        let [(from, to)] = shown.gaps[..] else { panic!("{track:?}: {:?}", shown.gaps) };
        assert!((1_900..=4_100).contains(&from) && (13_000..=18_100).contains(&to), "{track:?}: from {from} to {to}");
        assert_eq!(shown.inits.len(), 2, "{track:?}");
        (0..2).for_each(|init| decodes(shown.joined(init).path()));
    }
}

/// Each frame refers to the one before it. When one is missing, decoders refuse the rest.
#[test]
fn pictures_of_the_same_millisecond_are_all_kept() {
    if !has_ffmpeg("pictures_of_the_same_millisecond_are_all_kept") {
        return;
    }
    let sink = MemorySink::default();
    let screen = content(1, Source::Screen);
    let mut frames = video(screen, Codec::Vp9, "testsrc2=s=160x120:r=30:d=3", 200, 0);
    let last = frames[10].at;
    frames[1..=10].iter_mut().for_each(|frame| frame.at = last);
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames);
    recording.finish(3_000).unwrap();
    let joined = shown(&sink, screen).joined(0);
    decodes(joined.path());
    let times = packet_times(joined.path());
    assert_eq!(times.len(), 90);
    assert!(times.is_sorted_by(|a, b| a < b));
}

/// A sender begins, encodes a picture that it does not send, and begins again.
#[test]
fn of_a_beginning_that_is_begun_again_one_picture_is_kept() {
    if !has_ffmpeg("of_a_beginning_that_is_begun_again_one_picture_is_kept") {
        return;
    }
    let screen = content(1, Source::Screen);
    let begins = |codec, size, at| video(screen, codec, &format!("testsrc2=s={size}:r=30:d=3"), 200, at);
    let recorded = |codec, first, second, is_lost: bool| {
        let sink = MemorySink::default();
        let mut frames: Vec<Frame> = begins(codec, first, 0).into_iter().filter(|frame| frame.at < 400).collect();
        if is_lost {
            frames.remove(1);
        }
        frames.extend(begins(codec, second, 400));
        let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
        feed(&mut recording, frames);
        recording.finish(3_400).unwrap();
        let shown = shown(&sink, screen);
        assert_eq!(shown.gaps, []);
        let joined = (0..shown.inits.len() as u32).map(|init| shown.joined(init));
        joined.map(|joined| (decodes(joined.path()), packet_times(joined.path()).len()).1).collect::<Vec<_>>()
    };
    assert_eq!(recorded(Codec::Vp9, "160x120", "160x120", true), [1 + 90]);
    assert_eq!(recorded(Codec::Vp9, "160x120", "192x144", true), [1, 90]);
    // What is asked for a keyframe at its beginning in another codec loses nothing by it.
    assert_eq!(recorded(Codec::Vp8, "160x120", "160x120", false), [12 + 90]);
}

#[test]
fn a_breakout_room_has_its_own_mix_while_it_is_open() {
    if !has_ffmpeg("a_breakout_room_has_its_own_mix_while_it_is_open") {
        return;
    }
    let sink = MemorySink::default();
    let room = RoomId(3);
    let TrackContent::Participant { participant, source, .. } = content(1, Source::Microphone) else { unreachable!() };
    let there = TrackContent::Participant { participant, source, room };
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    recording.room_opened(room, 1_000);
    feed(&mut recording, sound(there, 2_000, 2_000, sine(440.0, 0.3)));
    recording.room_closed(room, 5_000);
    recording.finish(6_000).unwrap();
    let theirs = shown(&sink, TrackContent::Mix { room });
    assert_eq!(theirs.segments[0].start, 1_000);
    let sound = samples(theirs.joined(0).path());
    assert_eq!(sound.len(), 4_000 * 48, "silence before and after included, nothing after it was closed");
    assert!(amplitude(&sound[52_800..139_200], 440.0) > 0.25);
    let main = samples(shown(&sink, MIX).joined(0).path());
    assert!(main.iter().all(|s| s.abs() < 0.01), "nobody hears them in the main room");
}
