//! `meridian password-link`: a way back into an account for whoever has the server's shell. Owners have one for others on the page of
//! the server's people.

use anyhow::Context;
use protocol::limits;
use store::{Secret, StoreError};

use crate::{clock::unix_now, config::Config};

/// Where the link leads, with its secret.
pub fn path(token: &Secret) -> String {
    format!("/password#{}", token.reveal())
}

/// Makes a link by which the person with this address chooses a new password, and says it on standard output. A server may be running.
pub async fn make(config: &Config, email: &str) -> anyhow::Result<()> {
    let now = unix_now();
    let expires = now + limits::HANDED_LINK_LIFETIME_MS;
    let made = store::password_link(&config.data, config.database.as_deref(), email, expires, now).await;
    let token = match made {
        Err(StoreError::NotFound) => anyhow::bail!("there is no account with the address {email}"),
        made => made.context("no link could be made")?,
    };
    println!("New password, once within a day: {}{}", config.links(config.listen.port()), path(&token));
    Ok(())
}
