//! The web app inside the binary follows `web/dist`.

use std::{fs, io};

fn main() -> io::Result<()> {
    let built = "../../web/dist";
    // rust-embed resolves the folder while it compiles: a debug build from before the first web build finds it too.
    fs::create_dir_all(built)?;
    // New files, and another clone that shares the build directory, are seen by nothing else.
    println!("cargo::rerun-if-changed={built}");
    Ok(())
}
