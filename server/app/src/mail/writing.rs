//! Writes a letter at the moment at which it is sent: only then the token of its link is drawn.

use axum::http::Uri;
use protocol::{Millis, limits, people::Language};
use store::{MailLinkPurpose, PersonId, Secret, Store, StoreError};

use super::{
    draft::{self, Draft},
    letter::Essential,
    when,
};

/// A letter that is ready, with the secret in it.
pub struct Written {
    /// The letter.
    pub draft: Draft,
    /// The token of its link.
    pub secret: Option<Secret>,
    /// The link that stops such letters, which has the secret in it.
    pub stop: Option<String>,
}

/// Where links lead.
pub struct Place {
    /// Base of links, without a slash at the end.
    pub public_url: String,
    /// The server as people know it: the host of its URL.
    pub host: String,
}

impl Place {
    /// The place of a server.
    pub fn of(public_url: &str) -> Place {
        let host = public_url.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_owned)).unwrap_or_default();
        Place { public_url: public_url.to_owned(), host }
    }
}

/// Writes a letter to an address. `None` when it would say nothing new: the account is gone, the invitation was taken.
pub async fn write(
    store: &Store,
    place: &Place,
    letter: &Essential,
    to: &str,
    now_unix: Millis,
) -> Result<Option<Written>, StoreError> {
    let link = async |purpose, person, lifetime| {
        let made = store.create_mail_link(purpose, PersonId(person), to, now_unix + lifetime).await?;
        Ok::<_, StoreError>(made.map(|(person, secret)| (person.name, secret)))
    };
    let language = language_of(store, letter, to).await?;
    let short = limits::MAIL_LINK_LIFETIME_MS;
    let (path, made, facts) = match letter {
        Essential::SignIn { person } => ("/sign-in/link", link(MailLinkPurpose::SignIn, *person, short).await?, vec![]),
        Essential::Password { person } => ("/password", link(MailLinkPurpose::Password, *person, short).await?, vec![]),
        Essential::ConfirmAddress { person } => {
            let made = link(MailLinkPurpose::Address, *person, limits::ADDRESS_LINK_LIFETIME_MS).await?;
            ("/confirm", made, vec![("email", to.to_owned())])
        }
        Essential::AddressChanged { name, email, .. } => {
            let facts = [("server", place.host.as_str()), ("name", name), ("email", email)];
            let draft = draft::write(language, letter.kind(), &facts, None);
            return Ok(Some(Written { draft, secret: None, stop: None }));
        }
        Essential::PasswordChanged { person }
        | Essential::PasskeyAdded { person }
        | Essential::PasskeyRemoved { person } => {
            let Some(person) = store.person(PersonId(*person)).await? else { return Ok(None) };
            let page = if matches!(letter, Essential::PasswordChanged { .. }) { "password" } else { "account" };
            let link = format!("{}/{page}", place.public_url);
            let facts = [("server", place.host.as_str()), ("name", &person.name)];
            let draft = draft::write(language, letter.kind(), &facts, Some(&link));
            return Ok(Some(Written { draft, secret: None, stop: None }));
        }
        Essential::ServerInvitation { id, by, .. } => {
            let made = store.mail_server_invitation(*id, now_unix).await?;
            let made = made.map(|(invitee, secret)| (invitee.name, secret));
            ("/invitation", made, vec![("by", by.clone())])
        }
        Essential::CourseInvitation { course, member, by, .. } => {
            let Some(row) = store.course(*course).await? else { return Ok(None) };
            let made = store.mail_member_invitation(*course, *member, to, now_unix).await?;
            let made = made.map(|(row, secret)| (row.name, secret));
            ("/invitation", made, vec![("by", by.clone()), ("course", row.details.title)])
        }
        Essential::CourseAdmission { course, person } => {
            let (Some(row), Some(person)) = (store.course(*course).await?, store.person(PersonId(*person)).await?)
            else {
                return Ok(None);
            };
            let link = format!("{}/courses/{course}", place.public_url);
            let facts = [("server", place.host.as_str()), ("name", &person.name), ("course", &row.details.title)];
            let draft = draft::write(language, letter.kind(), &facts, Some(&link));
            return Ok(Some(Written { draft, secret: None, stop: None }));
        }
        Essential::ClassesExpire { course, until_unix } => {
            let (Some(row), Some(person)) = (store.course(*course).await?, store.person_by_email(to).await?) else {
                return Ok(None);
            };
            let date = when::date(language, *until_unix, &row.details.zone);
            let link = format!("{}/courses/{course}/settings", place.public_url);
            let title = row.details.title.as_str();
            let facts =
                [("server", place.host.as_str()), ("name", &person.name), ("course", title), ("date", date.as_str())];
            let draft = draft::write(language, letter.kind(), &facts, Some(&link));
            return Ok(Some(Written { draft, secret: None, stop: None }));
        }
    };
    let Some((name, secret)) = made else { return Ok(None) };
    let mut facts: Vec<(&str, &str)> = facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect();
    facts.extend([("server", place.host.as_str()), ("name", &name)]);
    let link = format!("{}{path}#{}", place.public_url, secret.reveal());
    let draft = draft::write(language, letter.kind(), &facts, Some(&link));
    Ok(Some(Written { draft, secret: Some(secret), stop: None }))
}

/// The language in which the reader of a letter reads: of the person to whom it goes, or whose account has the address. Who is
/// invited and has none is written to in the language of whoever invites them.
async fn language_of(store: &Store, letter: &Essential, to: &str) -> Result<Language, StoreError> {
    let profile = match letter {
        Essential::SignIn { person }
        | Essential::Password { person }
        | Essential::ConfirmAddress { person }
        | Essential::PasswordChanged { person }
        | Essential::PasskeyAdded { person }
        | Essential::PasskeyRemoved { person }
        | Essential::CourseAdmission { person, .. } => store.profile(PersonId(*person)).await?,
        Essential::AddressChanged { email, .. } => store.profile_by_email(email).await?,
        Essential::ServerInvitation { inviter, .. } | Essential::CourseInvitation { inviter, .. } => {
            match (store.profile_by_email(to).await?, inviter) {
                (None, Some(inviter)) => store.profile(PersonId(*inviter)).await?,
                (known, _) => known,
            }
        }
        Essential::ClassesExpire { .. } => store.profile_by_email(to).await?,
    };
    Ok(profile.and_then(|profile| profile.language).unwrap_or(Language::English))
}
