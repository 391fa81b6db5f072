//! Ceremonies of WebAuthn: what was asked of a device, until it answers.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD};
use protocol::{
    ErrorCode, limits,
    passkeys::{Ceremony, CeremonyAnswer},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::{PasskeyRow, Person, PersonId};
use uuid::Uuid;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, Url},
};
use webauthn_rs_proto::ResidentKeyRequirement;

/// What was asked, and when.
type Begun = HashMap<String, (Instant, Asked)>;

/// What a device was asked to do.
enum Asked {
    /// To make a passkey for this person.
    Make(PersonId, PasskeyRegistration),
    /// To sign in with any passkey that it has for this server.
    SignIn(DiscoverableAuthentication),
}

/// Asks devices, and checks what they answer.
pub struct Passkeys {
    /// `None` where the public URL names a host by its IP address: passkeys belong to a domain name.
    webauthn: Option<Webauthn>,
    begun: Mutex<Begun>,
}

/// A device's answer to a request to sign in: who it says that this is.
pub struct Claim {
    /// The person.
    pub person: PersonId,
    /// The name of the passkey, in base64url.
    pub credential: String,
    state: DiscoverableAuthentication,
    answer: PublicKeyCredential,
}

/// A passkey that was just made.
pub struct Made {
    /// Its name, in base64url.
    pub credential: String,
    /// What a signature is checked with.
    pub public_key: String,
}

impl Passkeys {
    /// For the server at this URL.
    pub fn new(public_url: &str) -> Self {
        let webauthn = Url::parse(public_url).ok().and_then(|url| {
            let domain = url.domain()?.to_owned();
            WebauthnBuilder::new(&domain, &url).and_then(WebauthnBuilder::build).ok()
        });
        Passkeys { webauthn, begun: Mutex::default() }
    }

    /// Asks for a new passkey, on a device that has none of `known`.
    pub fn begin_making(&self, person: &Person, known: &[PasskeyRow]) -> Result<Ceremony, ErrorCode> {
        let known = known.iter().map(|row| key(&row.public_key).map(|key: Passkey| key.cred_id().clone()));
        let known = known.collect::<Result<_, _>>()?;
        let begun = self.webauthn()?.start_passkey_registration(person.id.0, &person.email, &person.name, Some(known));
        let (mut options, state) = begun.map_err(unexpected)?;
        // The device keeps the passkey, so that people sign in without saying first who they are.
        if let Some(selection) = &mut options.public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        self.keep(Asked::Make(person.id, state), &options.public_key)
    }

    /// Takes the device's answer to [`begin_making`](Self::begin_making).
    pub fn finish_making(&self, person: PersonId, answer: CeremonyAnswer) -> Result<Made, ErrorCode> {
        let Some(Asked::Make(asked, state)) = self.take(&answer.ceremony) else { return Err(ErrorCode::PasskeyFailed) };
        if asked != person {
            return Err(ErrorCode::PasskeyFailed);
        }
        let made = self.webauthn()?.finish_passkey_registration(&read(answer.credential)?, &state).map_err(refused)?;
        Ok(Made { credential: name(made.cred_id()), public_key: text(&made)? })
    }

    /// Asks for a signature with any passkey for this server.
    pub fn begin_sign_in(&self) -> Result<Ceremony, ErrorCode> {
        let (options, state) = self.webauthn()?.start_discoverable_authentication().map_err(unexpected)?;
        self.keep(Asked::SignIn(state), &options.public_key)
    }

    /// Takes the device's answer to [`begin_sign_in`](Self::begin_sign_in). Nothing of it is checked yet.
    pub fn claim(&self, answer: CeremonyAnswer) -> Result<Claim, ErrorCode> {
        let Some(Asked::SignIn(state)) = self.take(&answer.ceremony) else { return Err(ErrorCode::PasskeyFailed) };
        let answer: PublicKeyCredential = read(answer.credential)?;
        let (person, credential) = self.webauthn()?.identify_discoverable_authentication(&answer).map_err(refused)?;
        Ok(Claim { person: PersonId(person), credential: name(credential), state, answer })
    }

    /// Checks a claim by the passkey of that name. Returns what the next signature is checked with.
    pub fn prove(&self, claim: Claim, row: &PasskeyRow) -> Result<String, ErrorCode> {
        let mut key: Passkey = key(&row.public_key)?;
        let proven = self.webauthn()?.finish_discoverable_authentication_v2(&claim.answer, claim.state, &key);
        key.update_credential(&proven.map_err(refused)?);
        text(&key)
    }

    fn webauthn(&self) -> Result<&Webauthn, ErrorCode> {
        self.webauthn.as_ref().ok_or(ErrorCode::NotFound)
    }

    /// Keeps what was asked, under a name that nobody guesses.
    fn keep(&self, asked: Asked, options: &impl Serialize) -> Result<Ceremony, ErrorCode> {
        let ceremony = Ceremony {
            id: Uuid::new_v4().to_string(),
            options: serde_json::to_value(options).map_err(|error| unexpected(&error))?,
        };
        let now = Instant::now();
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.len() >= limits::CEREMONIES {
            begun.retain(|_, (since, _)| is_open(*since, now));
        }
        if begun.len() >= limits::CEREMONIES {
            let oldest = begun.iter().min_by_key(|(_, (since, _))| *since).map(|(id, _)| id.clone());
            oldest.map(|id| begun.remove(&id));
        }
        begun.insert(ceremony.id.clone(), (now, asked));
        Ok(ceremony)
    }

    /// What was asked, once.
    fn take(&self, id: &str) -> Option<Asked> {
        let (since, asked) = self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(id)?;
        is_open(since, Instant::now()).then_some(asked)
    }
}

fn is_open(since: Instant, now: Instant) -> bool {
    now.duration_since(since) < Duration::from_millis(limits::CEREMONY_MS)
}

/// The name of a passkey as it is kept.
fn name(credential: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(credential)
}

fn text(key: &Passkey) -> Result<String, ErrorCode> {
    serde_json::to_string(key).map_err(unexpected)
}

fn key(text: &str) -> Result<Passkey, ErrorCode> {
    serde_json::from_str(text).map_err(unexpected)
}

/// What a client sent.
fn read<T: DeserializeOwned>(credential: Value) -> Result<T, ErrorCode> {
    serde_json::from_value(credential).map_err(refused)
}

fn refused(error: impl std::fmt::Display) -> ErrorCode {
    tracing::debug!(%error, "a passkey was refused");
    ErrorCode::PasskeyFailed
}

fn unexpected(error: impl std::fmt::Display) -> ErrorCode {
    tracing::error!(%error, "a passkey failed");
    ErrorCode::Internal
}
