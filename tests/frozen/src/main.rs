//! `cargo xtask freeze`: holds two classes on a server of this version, and keeps them for all later versions.
//!
//! The program uses the public wires alone, and reads the data folder at the end, so that it does not depend on how the
//! server is made.

mod complete;
mod films;
mod lesson;
mod process;
mod running;
mod save;
mod stage;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
};

use anyhow::ensure;
use server_tests::visitor::Visitor;

use crate::{
    process::Process,
    save::{Data, Seen},
    stage::Stage,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let version = frozen::folder().join(env!("CARGO_PKG_VERSION"));
    ensure!(!version.exists(), "{} exists: what is frozen is never written anew", version.display());
    let data = tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir()?;
    let (mut process, token) = Process::start(data.path()).await?;
    let owner = Visitor::new(process.web);
    owner.setup(&token, "Ada Teacher", frozen::OWNER_EMAIL, frozen::OWNER_PASSWORD).await.expect("an owner");

    let mut ended = Stage::new(process.web, owner.start_class("Waves & <optics>", true).await);
    lesson::hold(&mut process, &owner, &mut ended).await?;
    let mut running = Stage::new(process.web, owner.start_class("Still running", true).await);
    running::begin(&owner, &mut running).await?;

    let (ended_seen, running_seen) = (Seen::by(ended.viewers().await).await?, Seen::by(running.viewers().await).await?);
    process.kill()?;
    // The folder is made whole elsewhere and then moved, so that there is never a half-made one.
    let whole = tempfile::tempdir_in(frozen::folder())?;
    let saved = Data::open(data.path()).await?;
    saved.write_database(whole.path()).await?;
    saved.write_class(&ended, ended_seen, &whole.path().join("ended")).await?;
    saved.write_class(&running, running_seen, &whole.path().join("running")).await?;
    saved.close().await;
    complete::check(whole.path())?;
    fs::rename(whole.keep(), &version)?;
    println!("{}", version.display());
    Ok(())
}
