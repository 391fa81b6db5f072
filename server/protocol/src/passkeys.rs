//! Passkeys: signing in with the lock of one's device (WebAuthn, <https://www.w3.org/TR/webauthn-3/>).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::ids::Millis;

/// A passkey of a person. `GET /api/account/passkeys` (signed in) returns a list of these, oldest first.
/// `DELETE /api/account/passkeys/{id}` removes one, and returns the list that is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Passkey {
    /// Names the passkey; no secret.
    pub id: String,
    /// The browser in which it was made, by its common name; empty when it is not known.
    pub browser: String,
    /// The system on which that runs, likewise.
    pub system: String,
    /// When it was made.
    pub made_unix: Millis,
    /// When it was last used, if ever.
    pub used_unix: Option<Millis>,
}

/// `POST /api/account/passkeys/begin` (signed in): returns a [`Ceremony`]. Whoever adds a way to sign in says the password again:
/// a browser that was left open is not enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BeginPasskey {
    /// The present password. Wrong ones count as failed sign-ins.
    pub password: String,
}

/// What the browser is to do with the device. `POST /api/sign-in/passkey/begin` returns one for signing in. It ends after
/// [`crate::limits::CEREMONY_MS`], and with the first answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ceremony {
    /// Names it.
    pub id: String,
    /// `PublicKeyCredentialCreationOptionsJSON` for a new passkey, `PublicKeyCredentialRequestOptionsJSON` for signing in.
    #[ts(type = "unknown")]
    pub options: Value,
}

/// What the device answered. The body of `POST /api/account/passkeys`, which adds a passkey and returns the list of all, and of
/// `POST /api/sign-in/passkey`, which sets the cookie and returns [`crate::http::Me`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CeremonyAnswer {
    /// Which [`Ceremony`] is answered.
    pub ceremony: String,
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON`.
    #[ts(type = "unknown")]
    pub credential: Value,
}
