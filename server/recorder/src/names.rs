//! The names of recorded files.

/// The name of the file of a track's init.
pub(crate) fn init_name(track: u32, init: u32, extension: &str) -> String {
    format!("t{track}-i{init}.{extension}")
}

/// The name of the file of a track's segment. No two segments of a track start at the same time.
pub(crate) fn segment_name(track: u32, start: u64, extension: &str) -> String {
    format!("t{track}-s{start}.{extension}")
}

/// The track to which a recorded file belongs, by its name. `None` for a name that no recorded file has.
pub fn track_of_file(name: &str) -> Option<u32> {
    let (stem, "webm" | "mp4") = name.rsplit_once('.')? else { return None };
    let (track, part) = stem.strip_prefix('t')?.split_once('-')?;
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    (is_number(track) && part.strip_prefix(['i', 's']).is_some_and(is_number)).then(|| track.parse().ok()).flatten()
}

/// When a segment starts, by the name of its file. `None` for a name that no segment has.
pub fn start_of_file(name: &str) -> Option<u64> {
    track_of_file(name)?;
    let (stem, _) = name.rsplit_once('.')?;
    stem.split_once("-s")?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_names() {
        for (name, track) in [(init_name(3, 0, "webm"), 3), (segment_name(12, 345_678, "mp4"), 12)] {
            assert_eq!(track_of_file(&name), Some(track), "{name}");
        }
        assert_eq!(start_of_file(&init_name(3, 0, "webm")), None);
        assert_eq!(start_of_file(&segment_name(12, 345_678, "mp4")), Some(345_678));
        assert_eq!(start_of_file("t12-s0345.webm"), Some(345), "made again");
        for name in ["manifest.jsonl", "t1-i.webm", "t-s1.webm", "t1-s1.webm.zip", "t1-x1.webm", "class.webm", "t1.mp4"]
        {
            assert_eq!(track_of_file(name), None, "{name}");
        }
    }
}
