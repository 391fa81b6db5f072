//! `cargo xtask gen`: writes what is generated from the code. The test of this crate tells when a generated file has
//! drifted.
//!
//! This crate is apart from `xtask` because it needs the crates whose contents it writes down, and `cargo xtask run` need
//! not wait for these.

mod docs;

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use access::Holder;
use anyhow::{Context, ensure};
use live::permission;
use protocol::{Action, CourseAction, ErrorCode, Role};

/// The file with the tables.
const REFERENCE: &str = "docs/reference.md";

fn main() -> anyhow::Result<()> {
    for (path, text) in generated()? {
        fs::write(in_workspace(path), text).with_context(|| path.to_owned())?;
    }
    Ok(())
}

/// The generated texts, by the file in which they stand.
fn generated() -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut reference = read(REFERENCE)?;
    for (name, table) in [
        ("permissions", permissions()?),
        ("access", access()?),
        ("limits", limits()?),
        ("errors", errors()?),
        ("shortcuts", shortcuts()?),
    ] {
        reference = replace(&reference, name, &table)?;
    }
    Ok(vec![("web/src/protocol/generated.ts", protocol::typescript::generate()), (REFERENCE, reference)])
}

/// The text with something else between the markers of this name.
fn replace(text: &str, name: &str, table: &str) -> anyhow::Result<String> {
    let (begin, end) = (format!("<!-- {name}: made by `cargo xtask gen` -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin).with_context(|| format!("no marker for {name}"))?;
    let (_, after) = rest.split_once(&end).with_context(|| format!("no end marker for {name}"))?;
    Ok(format!("{before}{begin}{table}{end}{after}"))
}

/// The table of what people may do outside of class.
fn access() -> anyhow::Result<String> {
    let mut table = "| action | what it permits |".to_owned();
    for holder in Holder::ALL {
        write!(table, " {} |", holder_name(holder)?)?;
    }
    writeln!(table, "\n| --- | --- |{}", " --- |".repeat(Holder::ALL.len()))?;
    let source = read("server/protocol/src/courses.rs")?;
    let variants = docs::variants(&source, "CourseAction");
    ensure!(variants.len() == CourseAction::ALL.len(), "not every action has its words");
    for (action, (_, doc)) in CourseAction::ALL.into_iter().zip(variants) {
        write!(table, "| `{}` | {doc} |", wire_name(&action)?)?;
        for holder in Holder::ALL {
            write!(table, " {} |", if access::holders(action).contains(&holder) { "yes" } else { "" })?;
        }
        writeln!(table)?;
    }
    Ok(table)
}

fn holder_name(holder: Holder) -> anyhow::Result<String> {
    Ok(match holder {
        Holder::Server(role) => format!("server {}", wire_name(&role)?),
        Holder::Course(role) => wire_name(&role)?,
    })
}

/// The table of permissions.
fn permissions() -> anyhow::Result<String> {
    const ROLES: [Role; 5] = Role::ALL;
    let mut table = "| action | what it permits | instructor | assistant | student | guest |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    let source = read("server/protocol/src/permission.rs")?;
    let variants = docs::variants(&source, "Action");
    ensure!(variants.len() == Action::ALL.len(), "not every action has its words");
    for (action, (_, doc)) in Action::ALL.into_iter().zip(variants) {
        write!(table, "| `{}` | {doc} |", wire_name(&action)?)?;
        for role in ROLES {
            write!(table, " {} |", if permission::allows(role, action) { "yes" } else { "" })?;
        }
        table.push('\n');
    }
    Ok(table)
}

/// The limits that a client can meet.
fn limits() -> anyhow::Result<String> {
    let mut table = "| limit | value | what it bounds |\n| --- | --- | --- |\n".to_owned();
    for (name, value, doc) in docs::constants(&read("server/protocol/src/limits.rs")?) {
        writeln!(table, "| `{name}` | {} | {doc} |", with_unit(name, value))?;
    }
    Ok(table)
}

/// A value as people read it, by the unit in which its name ends.
fn with_unit(name: &str, value: u64) -> String {
    const TIMES: [(u64, &str); 5] = [(86_400_000, "days"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")];
    const SIZES: [(u64, &str); 3] = [(1 << 20, "MiB"), (1 << 10, "KiB"), (1, "bytes")];
    let units: &[(u64, &str)] = match name.rsplit('_').next() {
        Some("MS") => &TIMES,
        Some("BYTES") => &SIZES,
        _ => &[(1, "")],
    };
    let fitting = units.iter().find(|(unit, _)| value.is_multiple_of(*unit) && value > 0);
    let (unit, word) = fitting.copied().unwrap_or((1, ""));
    format!("{} {word}", thousands(value / unit)).trim_end().to_owned()
}

fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let group = |(index, digit): (usize, char)| {
        let comma = index > 0 && (digits.len() - index).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(group).collect()
}

/// The codes of refusals.
fn errors() -> anyhow::Result<String> {
    let mut table = "| code | HTTP | what it means |\n| --- | --- | --- |\n".to_owned();
    for (variant, doc) in docs::variants(&read("server/protocol/src/error.rs")?, "ErrorCode") {
        let name = snake_case(variant);
        let code: ErrorCode = serde_json::from_value(name.clone().into()).with_context(|| name.clone())?;
        writeln!(table, "| `{name}` | {} | {doc} |", code.http_status())?;
    }
    Ok(table)
}

/// The keyboard shortcuts, as the dialogs list them.
fn shortcuts() -> anyhow::Result<String> {
    let texts = texts()?;
    let mut table = "| page | key | what it does |\n| --- | --- | --- |\n".to_owned();
    for (page, file) in
        [("Class", "web/src/ui/classroom/KeysDialog.svelte"), ("Watch", "web/src/ui/watch/WatchKeys.svelte")]
    {
        let source = read(file)?;
        let lines: Vec<&str> = source.lines().filter(|line| line.trim_start().starts_with("{ keys: [")).collect();
        ensure!(!lines.is_empty(), "{file} lists no keys");
        for line in lines {
            let (keys, does) = line.split_once("does:").with_context(|| line.to_owned())?;
            let inside = keys.split(['[', ']']).nth(1).unwrap_or_default();
            let keys: Vec<String> = texts_in(inside, &texts)?.iter().map(|key| format!("`{key}`")).collect();
            writeln!(table, "| {page} | {} | {} |", keys.join(" "), texts_in(does, &texts)?.concat())?;
        }
    }
    Ok(table)
}

/// The texts of all `'…'` and `t('…')` in a piece of source, in their order. A comma may be one of them.
fn texts_in(source: &str, texts: &BTreeMap<String, String>) -> anyhow::Result<Vec<String>> {
    let pieces: Vec<&str> = source.split('\'').collect();
    let (pairs, _) = pieces.as_chunks::<2>();
    let text = |[before, quoted]: &[&str; 2]| match before.ends_with("t(") {
        true => texts.get(*quoted).cloned().with_context(|| format!("{quoted} has no text")),
        false => Ok((*quoted).to_owned()),
    };
    let found: Vec<String> = pairs.iter().map(text).collect::<anyhow::Result<_>>()?;
    ensure!(!found.is_empty(), "{source} has no text");
    Ok(found)
}

/// All English texts that stand on one line, by their keys.
fn texts() -> anyhow::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(in_workspace("web/src/i18n/en"))? {
        for line in read(entry?.path())?.lines() {
            let mut parts = line.split('\'');
            if let (Some(_), Some(key), Some(": "), Some(text)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            {
                texts.insert(key.to_owned(), text.to_owned());
            }
        }
    }
    Ok(texts)
}

/// The name of a value on the wire.
fn wire_name(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_value(value)?.as_str().context("not a name")?.to_owned())
}

fn snake_case(name: &str) -> String {
    let word = |(index, letter): (usize, char)| {
        let gap = index > 0 && letter.is_uppercase();
        gap.then_some('_').into_iter().chain(letter.to_lowercase())
    };
    name.chars().enumerate().flat_map(word).collect()
}

fn read(path: impl AsRef<Path>) -> anyhow::Result<String> {
    fs::read_to_string(in_workspace(&path)).with_context(|| path.as_ref().display().to_string())
}

/// A path that is given from the root of the workspace.
fn in_workspace(path: impl AsRef<Path>) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_current() {
        for (path, text) in generated().unwrap() {
            assert!(read(path).unwrap() == text, "{path} has drifted: run `cargo xtask gen`");
        }
    }

    #[test]
    fn values_are_told_in_their_units() {
        assert_eq!(with_unit("X_MS", 900_000), "15 min");
        assert_eq!(with_unit("X_MS", 1_500), "1,500 ms");
        assert_eq!(with_unit("X_BYTES", 131_072), "128 KiB");
        assert_eq!(with_unit("X_BYTES", 2_000), "2,000 bytes");
        assert_eq!(with_unit("SEATS", 1_234_567), "1,234,567");
    }

    #[test]
    fn keys_are_told_from_the_commas_between_them() {
        let texts = BTreeMap::from([("keys.space".to_owned(), "Space".to_owned())]);
        assert_eq!(texts_in("',', '.'", &texts).unwrap(), [",", "."]);
        assert_eq!(texts_in("t('keys.space'), 'K'", &texts).unwrap(), ["Space", "K"]);
        assert!(texts_in("t('keys.none')", &texts).is_err() && texts_in("", &texts).is_err());
    }

    #[test]
    fn only_what_stands_between_markers_is_replaced() {
        let text = "a\n<!-- x: made by `cargo xtask gen` -->\nold\n<!-- end of x -->\nb\n";
        let expected = "a\n<!-- x: made by `cargo xtask gen` -->\nnew\n<!-- end of x -->\nb\n";
        assert_eq!(replace(text, "x", "new\n").unwrap(), expected);
        assert!(replace(text, "y", "").is_err());
    }
}
