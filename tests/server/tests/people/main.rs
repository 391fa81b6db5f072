//! People over HTTP and by mail: how they sign in, what they say of themselves, and what reaches them.

mod account;
mod claims;
mod devices;
mod mail;
mod notices;
mod notices_after_class;
mod passkeys;
mod photos;
mod profiles;
mod push;
mod tokens;
