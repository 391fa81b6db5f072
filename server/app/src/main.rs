//! The binary `meridian`.

use anyhow::Context;
use clap::Parser;
use meridian::{
    backup,
    config::{Cli, Command, ServeArgs},
    log, password_link, server,
};
use nix::sys::stat::{Mode, umask};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// How much is logged, as in
/// <https://docs.rs/tracing-subscriber/latest/tracing_subscriber/filter/struct.EnvFilter.html>.
const LOG: &str = "MERIDIAN_LOG";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // What is kept is for this account alone, whatever the shell or the service manager says.
    umask(Mode::S_IRWXG | Mode::S_IRWXO);
    log::start(log_filter()?, std::io::stderr);
    match Cli::parse().command {
        Command::Serve(args) => serve(*args).await,
        Command::Backup { to, kept } => backup::back_up(&kept.resolve()?, &to).await,
        Command::PasswordLink { email, public_url, kept } => {
            password_link::make(&kept.resolve_at(public_url)?, &email).await
        }
        Command::Restore { from, kept } => backup::restore(&kept.resolve()?, &from).await,
    }
}

/// What `MERIDIAN_LOG` says, except for modules that would log whole WebSocket frames, and with them tokens.
fn log_filter() -> anyhow::Result<EnvFilter> {
    let wanted = std::env::var(LOG).unwrap_or_else(|_| "info,rtc=error,webrtc=error".into());
    let filter = EnvFilter::try_new(&wanted).with_context(|| format!("{LOG}={wanted} cannot be read"))?;
    Ok(filter.add_directive("tungstenite=info".parse()?).add_directive("tungstenite::protocol=info".parse()?))
}

async fn serve(args: ServeArgs) -> anyhow::Result<()> {
    let config = args.resolve()?;
    store::private_data_folder(&config.data)?;
    let mut terminate = signal(SignalKind::terminate())?;
    let server = server::start(&config).await?;
    for line in server.links(config.demo).await? {
        println!("{line}");
    }
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    tracing::info!("stopping");
    server.stop().await
}
