//! The web app, embedded in the binary.

use rust_embed::RustEmbed;

/// The files that `npm run build` makes. Debug builds read the folder at each request; release builds embed it.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
pub struct WebFiles;
