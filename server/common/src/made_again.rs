//! The names of recorded files that are made again.
//!
//! A recorded file never changes, because browsers keep it. One that is made again, a mix without a voice, gets another name: one
//! zero more before the time at which it starts. So its name tells which file it replaces.

/// The name of a segment's file that is made again: `t2-s0120.webm` of `t2-s120.webm`.
pub fn made_again(name: &str) -> String {
    name.replacen("-s", "-s0", 1)
}

/// The name that a segment's file had before it was made again; `None` for one that never was.
pub fn made_before(name: &str) -> Option<String> {
    let (track, rest) = name.split_once("-s0")?;
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("{track}-s{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_it_replaces() {
        for (before, again) in
            [("t2-s0.webm", "t2-s00.webm"), ("t2-s00.webm", "t2-s000.webm"), ("t12-s345.webm", "t12-s0345.webm")]
        {
            assert_eq!(made_again(before), again);
            assert_eq!(made_before(again).as_deref(), Some(before));
        }
        for never in ["t2-s0.webm", "t2-s120.webm", "t2-i0.webm", "t0-i00.webm"] {
            assert_eq!(made_before(never), None, "{never}");
        }
    }
}
