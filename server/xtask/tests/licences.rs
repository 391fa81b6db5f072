//! Every crate in the lock file may be linked into a program under the project's licence.

use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

/// Licences that ask for no more than a notice; and the Mozilla licence, which asks for changes of its own files alone.
const ALLOWED: &[&str] =
    &["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "ISC", "MIT", "MPL-2.0", "Unicode-3.0", "Zlib"];

fn is_allowed(licence: &str) -> bool {
    let allowed = |request: &spdx::LicenseReq| request.license.id().is_some_and(|id| ALLOWED.contains(&id.name));
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| expression.evaluate(allowed))
}

#[test]
fn every_crate_has_an_allowed_licence() {
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--format-version", "1", "--locked"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = metadata.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    assert!(packages.len() > 100, "{} crates", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn every_crate_comes_from_the_registry_or_from_here() {
    let lock = include_str!("../../../Cargo.lock");
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let others: Vec<&str> =
        sources.filter(|source| *source != r#""registry+https://github.com/rust-lang/crates.io-index""#).collect();
    assert_eq!(others, Vec::<&str>::new());
}

#[test]
fn licences_are_read_as_they_are_written() {
    for yes in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "MPL-2.0"] {
        assert!(is_allowed(yes), "{yes}");
    }
    for no in ["GPL-3.0-only", "MIT AND GPL-2.0-or-later", "AGPL-3.0", "SSPL-1.0", "Mine", ""] {
        assert!(!is_allowed(no), "{no}");
    }
}
