//! Invitations, as whoever has the link sees them.

use std::time::Instant;

use axum::{Json, extract::State, http::HeaderMap};
use axum_extra::extract::CookieJar;
use protocol::{
    ErrorCode, Refusal,
    people::{AcceptInvitation, Accepted, Invitation, InvitationToken},
};
use store::StoreError;

use super::{
    auth::MaybePerson,
    error::{Body, HttpResult},
    sign_in::with_cookie,
};
use crate::{
    by_link, client_address::ClientAddress, clock::unix_now, context::App, fields::valid_password, refusal,
    user_agent::agent_of,
};

/// `POST /api/invitations/look`
pub async fn look(
    State(app): State<App>,
    Body(InvitationToken { token }): Body<InvitationToken>,
) -> HttpResult<Json<Invitation>> {
    let found = app.store.invitee(&token, unix_now()).await.map_err(refusal::store)?;
    let invitee = found.ok_or(ErrorCode::InvitationInvalid)?;
    let course = match invitee.line {
        Some((course, _)) => app.store.course(course).await.map_err(refusal::store)?.map(|row| row.details.title),
        None => None,
    };
    let has_account = app.store.has_account(&invitee.email).await.map_err(refusal::store)?;
    Ok(Json(Invitation { name: invitee.name, email: invitee.email, course, server_role: invitee.role, has_account }))
}

/// `POST /api/invitations/accept`
pub async fn accept(
    State(app): State<App>,
    client: ClientAddress,
    MaybePerson(person): MaybePerson,
    headers: HeaderMap,
    jar: CookieJar,
    Body(AcceptInvitation { token, account }): Body<AcceptInvitation>,
) -> HttpResult<(CookieJar, Json<Accepted>)> {
    let now = unix_now();
    let agent = agent_of(&headers);
    let (invitee, jar) = match (account, person) {
        (Some(account), _) => {
            let name = live::text::valid_name(&account.name)?;
            valid_password(&account.password)?;
            // Whoever has no link of their own uses up nothing.
            app.store.invitee(&token, now).await.map_err(refusal::store)?.ok_or(ErrorCode::InvitationInvalid)?;
            app.rates.accounts.admit(&client, Instant::now())?;
            let made = app.store.accept_with_new_account(&token, &name, &account.password, &agent, now).await;
            let (invitee, person) = made.map_err(not_valid)?;
            app.mail.welcome(&person, now).await;
            (invitee, with_cookie(&app, &headers, jar, person.id).await?)
        }
        (None, Some(person)) => {
            let invitee = app.store.accept_invitation(&token, &person, &agent, now).await.map_err(not_valid)?;
            by_link::enter_once_confirmed(&app, person.id, &agent).await;
            (invitee, jar)
        }
        (None, None) => return Err(ErrorCode::Unauthorized.into()),
    };
    let course = invitee.line.map(|(course, _)| course);
    Ok((jar, Json(Accepted { course })))
}

fn not_valid(error: StoreError) -> Refusal {
    match error {
        StoreError::NotFound => ErrorCode::InvitationInvalid.into(),
        other => refusal::store(other),
    }
}
