//! A recording as one WebM file, judged by ffmpeg.

mod common;

use std::{ops::Range, path::Path, process::Command};

use bytes::Bytes;
use common::*;
use protocol::{
    Millis, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Changed, Codec, Heard, MemorySink, PictureSegment, Piece, Recorded, Recording, Remux};

const CAMERA: Range<Millis> = 1_000..5_000;
const SCREEN: Range<Millis> = 4_000..8_000;
const END: Millis = 12_000;

/// A class of 12 s: a bright camera, from 4 s to 8 s a darker screen, and a tone which is another from 5 s to 7 s.
fn recorded(codec: Codec) -> MemorySink {
    let sink = MemorySink::default();
    let mut frames = video(content(1, Source::Camera), codec, "color=white:s=160x120:r=30:d=4", 60, CAMERA.start);
    frames.extend(video(content(1, Source::Screen), codec, "color=gray:s=320x180:r=30:d=4", 60, SCREEN.start));
    let (low, high) = (sine(440.0, 0.3), sine(1_000.0, 0.3));
    let tones = move |t: f64| if (5.0..7.0).contains(&t) { high(t) } else { low(t) };
    frames.extend(sound(content(1, Source::Microphone), 0, END, tones));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames);
    recording.finish(END).unwrap();
    sink
}

/// All of class, with these pictures.
fn whole(pictures: Vec<PictureSegment>) -> Vec<Piece> {
    vec![Piece { of: 0, time: 0..END, pictures }]
}

/// The lines of the segments of a track, and the size of its pictures.
fn segments(sink: &MemorySink, wanted: TrackContent) -> Vec<PictureSegment> {
    let (mut found, mut of, mut size) = (Vec::new(), None, (0, 0));
    for entry in sink.entries() {
        match entry {
            ManifestEntry::Track { track, content } if content == wanted => of = Some(track),
            ManifestEntry::Init { track, width, height, .. } if Some(track) == of => size = (width, height),
            ManifestEntry::Segment { track, file, start, duration, key, bytes, .. } if Some(track) == of => {
                found.push(PictureSegment { file, start, end: start + duration, key, size, bytes });
            }
            _ => {}
        }
    }
    found
}

/// The camera until the screen comes, then the screen.
fn pictures(sink: &MemorySink) -> Vec<PictureSegment> {
    let mut shown = segments(sink, content(1, Source::Camera));
    shown.retain(|segment| segment.start < SCREEN.start);
    shown.extend(segments(sink, content(1, Source::Screen)));
    shown
}

/// Writes a file from the sinks that have the recordings, as a server does.
fn written(sinks: &[&MemorySink], mut file: Remux) -> Result<Vec<u8>, Changed> {
    let mixes: Vec<_> = sinks.iter().map(|sink| segments(sink, MIX)).collect();
    for (of, mix) in mixes.iter().enumerate() {
        mix.iter().for_each(|segment| file.hear(of, &sinks[of].file(&segment.file).unwrap()));
    }
    let mut sound: Vec<_> = mixes.iter().map(|mix| (Heard::default(), mix.iter().peekable())).collect();
    let mut out = file.head().to_vec();
    for number in 0..file.clusters() {
        let needs = file.needs(number);
        let (sink, (heard, rest)) = (sinks[needs.of], &mut sound[needs.of]);
        while let Some(segment) = rest.next_if(|segment| segment.start < needs.until) {
            heard.take(&sink.file(&segment.file).unwrap());
        }
        let pictures = needs.pictures.and_then(|name| sink.file(name));
        out.extend(file.cluster(number, pictures.as_ref(), heard)?);
    }
    assert_eq!(out.len() as u64, file.bytes(), "the length is known before");
    Ok(out)
}

fn on_disk(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::with_suffix(".webm").unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

fn probed(path: &Path, what: &[&str]) -> String {
    let output = Command::new("ffprobe").args(["-v", "error", "-of", "csv=p=0"]).args(what).arg(path).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What is on the screen at a moment, by its brightness.
fn on_screen(bright: &[(Millis, u32)], at: Millis) -> &'static str {
    match bright.iter().rfind(|(time, _)| *time <= at).unwrap().1 {
        ..60 => "black",
        60..180 => "screen",
        _ => "camera",
    }
}

#[test]
fn it_shows_one_picture_at_a_time_has_all_sound_and_can_be_sought_in() {
    if !has_ffmpeg("it_shows_one_picture_at_a_time_has_all_sound_and_can_be_sought_in") {
        return;
    }
    for codec in [Codec::Vp8, Codec::Vp9] {
        let sink = recorded(codec);
        let file = on_disk(&written(&[&sink], Remux::new(codec, whole(pictures(&sink)))).unwrap());
        decodes(file.path());
        let duration: f64 = probed(file.path(), &["-show_entries", "format=duration"]).trim().parse().unwrap();
        assert_eq!(duration, 12.0);

        let bright = brightness(file.path());
        for (at, expected) in [
            (500, "black"),
            (1_050, "camera"),
            (3_950, "camera"),
            (4_050, "screen"),
            (7_950, "screen"),
            (8_050, "black"),
            (11_900, "black"),
        ] {
            assert_eq!(on_screen(&bright, at), expected, "{codec:?} at {at}");
        }
        assert_eq!(bright.iter().filter(|(at, _)| CAMERA.start <= *at && *at < SCREEN.end).count(), 210);
        let heard = samples(file.path());
        assert!(heard.len().abs_diff(12 * 48_000) <= 960, "{}", heard.len());
        assert!(amplitude(between(&heard, 0, 2_000, 4_000), 440.0) > 0.2);
        assert!(amplitude(between(&heard, 0, 5_200, 6_800), 1_000.0) > 0.2);
        // Sound and pictures come in the order of their times, so that players need not hold much.
        assert!(packet_times(file.path()).is_sorted());
        // A player that seeks finds the keyframe before, by the index.
        let sought = probed(
            file.path(),
            &["-select_streams", "v", "-read_intervals", "7%+#1", "-show_entries", "packet=pts_time,flags"],
        );
        let (time, flags) = sought.trim().split_once(',').unwrap();
        assert!((5.9..=6.1).contains(&time.parse::<f64>().unwrap()) && flags.starts_with('K'), "{sought}");
    }
}

#[test]
fn nothing_of_a_stretch_that_is_left_out_is_in_it() {
    if !has_ffmpeg("nothing_of_a_stretch_that_is_left_out_is_in_it") {
        return;
    }
    let sink = recorded(Codec::Vp8);
    // What is left out begins within a segment of the camera, and has all of the screen and of the high tone.
    let camera = segments(&sink, content(1, Source::Camera));
    let kept = [0..2_500, 8_000..END].map(|time| Piece { of: 0, time, pictures: camera.clone() });
    let file = on_disk(&written(&[&sink], Remux::new(Codec::Vp8, kept.into())).unwrap());
    decodes(file.path());
    let duration: f64 = probed(file.path(), &["-show_entries", "format=duration"]).trim().parse().unwrap();
    assert_eq!(duration, 6.5);
    let bright = brightness(file.path());
    assert_eq!((on_screen(&bright, 2_450), on_screen(&bright, 2_550)), ("camera", "black"));
    let pictures = bright.iter().filter(|(_, mean)| *mean > 180).count();
    assert_eq!(pictures, 45, "of one second and a half");
    let heard = samples(file.path());
    assert!(heard.len().abs_diff(6_500 * 48) <= 960, "{}", heard.len());
    assert!(amplitude(&heard, 440.0) > 0.2);
    assert!(amplitude(&heard, 1_000.0) < 0.01);
}

/// A recording of four seconds: a gray camera, and a tone of its own.
fn recorded_anew(codec: Codec) -> MemorySink {
    let sink = MemorySink::default();
    let mut frames = video(content(1, Source::Camera), codec, "color=gray:s=320x180:r=30:d=4", 60, 0);
    frames.extend(sound(content(1, Source::Microphone), 0, 4_000, sine(2_000.0, 0.3)));
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, frames);
    recording.finish(4_000).unwrap();
    sink
}

#[test]
fn a_piece_of_another_recording_stands_between_two_of_one_and_what_follows_is_in_step() {
    if !has_ffmpeg("a_piece_of_another_recording_stands_between_two_of_one_and_what_follows_is_in_step") {
        return;
    }
    for codec in [Codec::Vp8, Codec::Vp9] {
        let (class, anew) = (recorded(codec), recorded_anew(codec));
        let (camera, pictures) =
            (segments(&class, content(1, Source::Camera)), segments(&anew, content(1, Source::Camera)));
        // Longer than what it stands for, from within a segment of the camera and of the mix to within others.
        let pieces = vec![
            Piece { of: 0, time: 0..2_500, pictures: camera.clone() },
            Piece { of: 1, time: 0..3_300, pictures },
            Piece { of: 0, time: 4_500..END, pictures: camera },
        ];
        let file = on_disk(&written(&[&class, &anew], Remux::new(codec, pieces)).unwrap());
        decodes(file.path());
        let duration: f64 = probed(file.path(), &["-show_entries", "format=duration"]).trim().parse().unwrap();
        assert_eq!(duration, 13.3);
        let bright = brightness(file.path());
        for (at, expected) in [(2_450, "camera"), (2_600, "screen"), (5_750, "screen"), (5_900, "black")] {
            assert_eq!(on_screen(&bright, at), expected, "{codec:?} at {at}");
        }
        let heard = samples(file.path());
        assert!(heard.len().abs_diff(13_300 * 48) <= 960, "{}", heard.len());
        // Its own tone, and none of the old stretch; then the high tone of class, which is from 5 s to 7 s, with all else.
        for (hertz, from, to) in
            [(440.0, 500, 2_400), (2_000.0, 2_600, 5_700), (1_000.0, 6_400, 8_200), (440.0, 8_400, 13_200)]
        {
            assert!(amplitude(between(&heard, 0, from, to), hertz) > 0.2, "{codec:?}: {hertz} Hz from {from}");
        }
        assert!(amplitude(between(&heard, 0, 2_600, 5_700), 440.0) < 0.01);
        assert!(amplitude(between(&heard, 0, 5_900, 6_200), 1_000.0) < 0.02, "not before its time");
        assert!(packet_times(file.path()).is_sorted());
    }
}

#[test]
fn a_class_without_pictures_is_a_file_of_sound() {
    if !has_ffmpeg("a_class_without_pictures_is_a_file_of_sound") {
        return;
    }
    let sink = recorded(Codec::Vp8);
    let file = on_disk(&written(&[&sink], Remux::new(Codec::Vp8, whole(Vec::new()))).unwrap());
    decodes(file.path());
    assert_eq!(probed(file.path(), &["-show_entries", "stream=codec_name"]).trim(), "opus");
    let sought = probed(file.path(), &["-read_intervals", "7%+#1", "-show_entries", "packet=pts_time"]);
    assert!((6.0..=7.0).contains(&sought.trim().trim_end_matches(',').parse::<f64>().unwrap()), "{sought}");
}

#[test]
fn pictures_that_are_lost_are_left_out_and_sound_that_has_changed_ends_it() {
    if !has_ffmpeg("pictures_that_are_lost_are_left_out_and_sound_that_has_changed_ends_it") {
        return;
    }
    let sink = recorded(Codec::Vp8);
    let remux = || Remux::new(Codec::Vp8, whole(pictures(&sink)));
    let screen = segments(&sink, content(1, Source::Screen));
    let lost = MemorySink::default();
    for entry in sink.entries() {
        let (ManifestEntry::Segment { file, .. } | ManifestEntry::Init { file, .. }) = &entry else { continue };
        let content = sink.file(file).unwrap();
        let damaged = screen.iter().any(|segment| segment.file == *file);
        recorder::Sink::put(&mut lost.clone(), file, if damaged { b"damaged" } else { &content }).unwrap();
    }
    drop(recorder::Sink::append(&mut lost.clone(), 0, &sink.entries()));
    let file = on_disk(&written(&[&lost], remux()).unwrap());
    decodes(file.path());
    let bright = brightness(file.path());
    assert!(bright.iter().all(|(_, mean)| !(60..180).contains(mean)), "nothing of the screen");
    assert!(bright.iter().any(|(_, mean)| *mean > 180), "the camera");

    let mut file = remux();
    segments(&sink, MIX).iter().for_each(|segment| file.hear(0, &sink.file(&segment.file).unwrap()));
    let mut heard = Heard::default();
    heard.take(&Bytes::from_static(b"made again"));
    assert_eq!(file.cluster(0, None, &mut heard), Err(Changed));
}
