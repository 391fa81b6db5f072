//! Links that go by e-mail: asking for them, and using them.

use std::time::Instant;

use access::authorize;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use axum_extra::extract::CookieJar;
use protocol::{
    AuditKind, CourseAction, ErrorCode, Refusal,
    http::Me,
    mail::{ChangeEmailRequest, ConfirmedEmail, FailedMail, MailLinkRequest, MailToken, ResetPasswordRequest},
};
use store::{Agent, AuditLine, Confirmation, DeadMail, Person};
use uuid::Uuid;

use super::{
    auth::{By, MaybePerson, SignedIn, SignedInBy},
    error::{Body, HttpResult, Path},
    sign_in::{confirm_password, signed_in},
};
use crate::{
    by_link,
    client_address::ClientAddress,
    clock::unix_now,
    context::App,
    fields::{valid_email, valid_password},
    mail::{
        asking::{Ask, Asked},
        letter::{Essential, Letter},
    },
    refusal,
    user_agent::agent_of,
};

/// The failed mails that the owner is shown.
const LISTED: usize = 200;

/// `POST /api/sign-in/mail`
pub async fn ask_to_sign_in(
    State(app): State<App>,
    client: ClientAddress,
    Body(MailLinkRequest { email }): Body<MailLinkRequest>,
) -> HttpResult<StatusCode> {
    ask(&app, client, &email, Asked::SignIn)
}

/// `POST /api/password/mail`
pub async fn ask_for_password(
    State(app): State<App>,
    client: ClientAddress,
    Body(MailLinkRequest { email }): Body<MailLinkRequest>,
) -> HttpResult<StatusCode> {
    ask(&app, client, &email, Asked::Password)
}

/// Takes an ask. Nothing here depends on whether there is such an account.
fn ask(app: &App, client: ClientAddress, email: &str, what: Asked) -> HttpResult<StatusCode> {
    app.mail.must_be_available()?;
    let email = valid_email(email)?;
    count_ask(app, client, email)?;
    app.mail.ask(Ask { email: email.to_owned(), what })?;
    Ok(StatusCode::NO_CONTENT)
}

fn count_ask(app: &App, client: ClientAddress, email: &str) -> Result<(), Refusal> {
    let now = Instant::now();
    app.rates.mail_asks.admit(&(client, email.to_lowercase()), now)?;
    app.rates.mail_asks_of_client.admit(&client, now)
}

/// `POST /api/sign-in/mail/use`
pub async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    Body(MailToken { token }): Body<MailToken>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    let person = app.store.take_mailed_sign_in(&token, unix_now()).await.map_err(refusal::store)?;
    signed_in(&app, &headers, jar, person.ok_or(ErrorCode::MailLinkInvalid)?).await
}

/// `POST /api/password/reset`
pub async fn reset_password(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    Body(ResetPasswordRequest { token, password }): Body<ResetPasswordRequest>,
) -> HttpResult<(CookieJar, Json<Me>)> {
    valid_password(&password)?;
    let (agent, now) = (agent_of(&headers), unix_now());
    let person = app.store.reset_password(&token, &password, &agent, now).await.map_err(refusal::store)?;
    let person = person.ok_or(ErrorCode::MailLinkInvalid)?;
    by_link::enter_once_confirmed(&app, person.id, &agent).await;
    app.sign_outs.tell();
    app.mail.tell(&person, Essential::PasswordChanged { person: person.id.0 }, now).await;
    signed_in(&app, &headers, jar, person).await
}

/// `POST /api/account/email/mail`
pub async fn send_confirmation(
    State(app): State<App>,
    client: ClientAddress,
    SignedIn(person): SignedIn,
) -> HttpResult<StatusCode> {
    app.mail.must_be_available()?;
    count_ask(&app, client, &person.email)?;
    if !person.email_confirmed {
        app.mail.confirm_address(&person, &person.email, unix_now()).await.map_err(refusal::store)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/account/email`
pub async fn change_email(
    State(app): State<App>,
    client: ClientAddress,
    SignedInBy { sign_in, .. }: SignedInBy,
    Body(ChangeEmailRequest { email, present }): Body<ChangeEmailRequest>,
) -> HttpResult<StatusCode> {
    app.mail.must_be_available()?;
    let email = valid_email(&email)?;
    let person = sign_in.person;
    confirm_password(&app, client, &person, &present).await?;
    count_ask(&app, client, email)?;
    // Whether the address is another account's is told to whoever reads its mail.
    app.mail.confirm_address(&person, email, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/email/confirm`
pub async fn confirm_email(
    State(app): State<App>,
    MaybePerson(person): MaybePerson,
    By(agent): By,
    Body(MailToken { token }): Body<MailToken>,
) -> HttpResult<Json<ConfirmedEmail>> {
    let now = unix_now();
    let notice = |before: &Person, email: &str| {
        let (name, email, person) = (before.name.clone(), email.to_owned(), Some(before.id.0));
        Essential::AddressChanged { name, email, person }.to_mail(&before.email, now)
    };
    let by = person.as_ref().map(|person| person.id);
    match app.store.confirm_address(&token, by, &agent, now, notice).await.map_err(refusal::store)? {
        Confirmation::Confirmed(person) => {
            let entered = by_link::enter_once_confirmed(&app, person.id, &agent).await;
            app.mail.wake();
            Ok(Json(ConfirmedEmail { email: person.email, entered }))
        }
        Confirmation::NotTheirs if by.is_none() => Err(ErrorCode::Unauthorized.into()),
        Confirmation::NotTheirs => Err(ErrorCode::Forbidden.into()),
        Confirmation::Invalid => Err(ErrorCode::MailLinkInvalid.into()),
    }
}

/// `GET /api/mail/failed`
pub async fn failed(State(app): State<App>, SignedIn(person): SignedIn) -> HttpResult<Json<Vec<FailedMail>>> {
    authorize(app.standing(Some(&person)), CourseAction::ManagePeople)?;
    let now = app.clock.now();
    let dead = app.store.dead_mails(LISTED).await.map_err(refusal::store)?;
    // What a later version has queued and this one cannot read has no kind here.
    let public = |DeadMail { mail, failed_unix, error }: DeadMail| {
        let letter: Letter = serde_json::from_str(&mail.letter).ok()?;
        let (id, to, kind, attempts) = (mail.id, mail.recipient, letter.kind(), mail.attempts);
        Some(FailedMail { id, to, kind, attempts, failed_unix, useful: now < mail.useless_unix, error })
    };
    Ok(Json(dead.into_iter().filter_map(public).collect()))
}

/// `POST /api/mail/failed/{id}/retry`
pub async fn retry(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<Uuid>,
) -> HttpResult<Json<Vec<FailedMail>>> {
    authorize(app.standing(Some(&person)), CourseAction::ManagePeople)?;
    app.mail.must_be_available()?;
    let line = |letter: &str| line(AuditKind::MailRetried, &person, &agent, letter);
    if !app.store.retry_dead_mail(id, line, app.clock.now()).await.map_err(refusal::store)? {
        return Err(ErrorCode::NothingToDo.into());
    }
    app.mail.wake();
    failed(State(app), SignedIn(person)).await
}

/// `DELETE /api/mail/failed/{id}`
pub async fn forget(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(id): Path<Uuid>,
) -> HttpResult<Json<Vec<FailedMail>>> {
    authorize(app.standing(Some(&person)), CourseAction::ManagePeople)?;
    let line = |letter: &str| line(AuditKind::MailGivenUp, &person, &agent, letter);
    if !app.store.forget_dead_mail(id, line, app.clock.now()).await.map_err(refusal::store)? {
        return Err(ErrorCode::NotFound.into());
    }
    failed(State(app), SignedIn(person)).await
}

/// What an owner did about a letter, with its kind, where this version knows it.
fn line(kind: AuditKind, by: &Person, agent: &Agent, letter: &str) -> AuditLine {
    let line = AuditLine::new(kind, by, agent);
    match serde_json::from_str::<Letter>(letter) {
        Ok(letter) => line.detail(letter.kind()),
        Err(_) => line,
    }
}
