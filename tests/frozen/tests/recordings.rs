//! Frozen manifests are read, and what they name is there and decodes.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use frozen::{classes, names, versions};
use protocol::manifest::ManifestEntry;

/// Files of one track that need the same init, in order; the init is the first.
fn streams(entries: &[ManifestEntry]) -> BTreeMap<(u32, u32), Vec<&str>> {
    let mut streams: BTreeMap<(u32, u32), Vec<&str>> = BTreeMap::new();
    for entry in entries {
        if let ManifestEntry::Init { track, init, file, .. } | ManifestEntry::Segment { track, init, file, .. } = entry
        {
            streams.entry((*track, *init)).or_default().push(file);
        }
    }
    streams
}

#[test]
fn files_are_there_as_the_manifest_says() {
    for class in versions().unwrap().iter().flat_map(|version| classes(version).unwrap()) {
        let folder = class.folder.join(names::RECORDING);
        let entries = &class.manifest;
        assert!(entries.iter().any(|entry| matches!(entry, ManifestEntry::Segment { .. })), "{}", folder.display());
        for entry in entries {
            if let ManifestEntry::Segment { file, bytes, .. } = entry {
                assert_eq!(fs::metadata(folder.join(file)).unwrap().len(), *bytes, "{file}");
            }
        }
    }
}

#[test]
fn every_track_decodes_without_a_word() {
    if Command::new("ffmpeg").arg("-version").stdout(Stdio::null()).status().is_err() {
        // Written past the output that is kept from view when a test passes: `cargo xtask test` counts the line.
        let mut seen = std::io::stdout();
        writeln!(seen, "NOT TESTED: every_track_decodes_without_a_word: ffmpeg is not installed").unwrap();
        return;
    }
    for class in versions().unwrap().iter().flat_map(|version| classes(version).unwrap()) {
        let folder = class.folder.join(names::RECORDING);
        // The crash in the middle of class can leave an init whose first segment was still open.
        let with_segments = streams(&class.manifest).into_values().filter(|files| files.len() > 1);
        let decoded = with_segments.map(|files| decodes(&folder, &files)).count();
        assert!(decoded > 0, "{}", folder.display());
    }
}

/// Decodes all of a stream; ffmpeg must not say a word.
fn decodes(folder: &Path, files: &[&str]) {
    let joined = tempfile::NamedTempFile::new().unwrap();
    let bytes: Vec<u8> = files.iter().flat_map(|file| fs::read(folder.join(file)).unwrap()).collect();
    fs::write(joined.path(), bytes).unwrap();
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-xerror", "-i"])
        .arg(joined.path())
        .args(["-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-f", "null", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "ffmpeg on {files:?} of {}: {said}", folder.display());
}
