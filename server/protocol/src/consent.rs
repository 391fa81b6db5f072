//! What a server tells people before they are recorded: in words of its owners, with the legal basis, and who answers for it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::Millis;

/// By what right classes are recorded (Article 6 of the General Data Protection Regulation, and its likes).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LegalBasis {
    /// Whoever is recorded has agreed.
    Consent,
    /// The law has given the school this task.
    PublicTask,
    /// It is part of a contract with whoever is recorded.
    Contract,
    /// An interest of the school that outweighs those of whoever is recorded.
    LegitimateInterest,
    /// Another.
    Other {
        /// Which: a line of 1 to [`crate::limits::TITLE_CHARS`] characters.
        words: String,
    },
}

/// What is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    /// Plain text of at most [`crate::limits::CONSENT_TEXT_BYTES`]; empty lines part its paragraphs, and links are shown as links.
    /// Empty where pages say what recordings are in their own words.
    pub text: String,
    /// By what right; `None` where nobody said it.
    pub basis: Option<LegalBasis>,
    /// The name of who answers for recordings: a line of at most [`crate::limits::TITLE_CHARS`] characters, or empty.
    pub responsible: String,
    /// Their e-mail address, or empty.
    pub contact: String,
}

/// What is told now. `GET /api/consent` (everybody) returns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CurrentConsent {
    /// Its number, which a seat keeps that was taken with it on the screen: 0 while nobody has said anything.
    pub version: u32,
    /// Since when.
    pub at_unix: Option<Millis>,
    /// What.
    pub told: ConsentText,
}

/// `PUT /api/consent` (owners): tells this from now on; returns [`CurrentConsent`]. Refused with
/// [`ErrorCode::ConsentChanged`](crate::ErrorCode::ConsentChanged) once another version has followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangeConsent {
    /// The version that is replaced.
    pub after: u32,
    /// What is told from now on.
    pub told: ConsentText,
}

/// What was told from a time on. `GET /api/consent/versions` (owners) returns the latest
/// [`crate::limits::CONSENT_VERSIONS_LISTED`], the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConsentVersion {
    /// Its number.
    pub version: u32,
    /// Since when.
    pub at_unix: Millis,
    /// Who wrote it; empty where the account is gone.
    pub by: String,
    /// What.
    pub told: ConsentText,
}
