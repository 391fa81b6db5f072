//! The people of the server, for its owners.

use access::authorize;
use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    AuditKind, CourseAction, ErrorCode, limits,
    people::{InvitationLink, InvitePerson, PasswordLink, PersonChange, ServerPerson},
};
use store::{AuditLine, Person, PersonId, ServerInvitation};
use uuid::Uuid;

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path, Query},
    roster::{HowInvited, link},
};
use crate::{clock::unix_now, context::App, fields::valid_email, mail::letter::Essential, password_link, refusal};

/// The longest list: a school's people. A longer one needs pages.
const LISTED: usize = 10_000;

/// `GET /api/people`
pub async fn list(State(app): State<App>, SignedIn(asker): SignedIn) -> HttpResult<Json<Vec<ServerPerson>>> {
    authorize(app.standing(Some(&asker)), CourseAction::ManagePeople)?;
    let people = app.store.people(LISTED).await.map_err(refusal::store)?;
    let invited = app.store.server_invitations(unix_now()).await.map_err(refusal::store)?;
    let account = |person: Person| ServerPerson {
        id: person.id.0,
        name: person.name,
        email: person.email,
        role: person.role,
        invited: false,
        you: person.id == asker.id,
    };
    let invitation = |ServerInvitation { id, invitee, .. }: ServerInvitation| ServerPerson {
        id,
        name: invitee.name,
        email: invitee.email,
        role: invitee.role,
        invited: true,
        you: false,
    };
    let mut list: Vec<_> = people.into_iter().map(account).chain(invited.into_iter().map(invitation)).collect();
    list.sort_by_cached_key(|person| live::text::folded_name(&person.name));
    Ok(Json(list))
}

/// `POST /api/people`
pub async fn invite(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    By(agent): By,
    Query(how): Query<HowInvited>,
    Body(InvitePerson { name, email, role }): Body<InvitePerson>,
) -> HttpResult<Json<InvitationLink>> {
    authorize(app.standing(Some(&asker)), CourseAction::ManagePeople)?;
    let name = live::text::valid_name(&name)?;
    let email = valid_email(&email)?;
    let now = unix_now();
    how.check(&app, &asker, 1)?;
    let line = AuditLine::new(AuditKind::PersonInvited, &asker, &agent);
    let (id, token) = app.store.invite_to_server(&name, email, role, &line, now).await.map_err(refusal::store)?;
    if how.mail {
        let letter = Essential::ServerInvitation { id, by: asker.name.clone(), inviter: Some(asker.id.0) };
        app.mail.send(&[(letter, email.to_owned())], now).await.map_err(refusal::store)?;
    }
    Ok(Json(link(name, email.to_owned(), (!how.mail).then_some(&token), now)))
}

/// `PATCH /api/people/{id}`
pub async fn change(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    By(agent): By,
    Path(id): Path<Uuid>,
    Body(PersonChange { role }): Body<PersonChange>,
) -> HttpResult<StatusCode> {
    authorize(app.standing(Some(&asker)), CourseAction::ManagePeople)?;
    let line = AuditLine::new(AuditKind::ServerRoleChanged, &asker, &agent);
    app.store.set_server_role(PersonId(id), role, &line, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/people/{id}/password-link`
pub async fn password_link(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    By(agent): By,
    Path(id): Path<Uuid>,
) -> HttpResult<Json<PasswordLink>> {
    let standing = app.standing(Some(&asker));
    authorize(standing, CourseAction::ManagePeople)?;
    let person = app.store.person(PersonId(id)).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    access::hand_password_link(standing, person.role)?;
    let (now, line) = (unix_now(), AuditLine::new(AuditKind::PasswordLinkMade, &asker, &agent));
    let expires_unix = now + limits::HANDED_LINK_LIFETIME_MS;
    let token = app.store.hand_password_link(person.id, &line, expires_unix, now).await.map_err(refusal::store)?;
    Ok(Json(PasswordLink { path: password_link::path(&token), expires_unix }))
}

/// `DELETE /api/people/{id}`
pub async fn end_invitation(
    State(app): State<App>,
    SignedIn(asker): SignedIn,
    By(agent): By,
    Path(id): Path<Uuid>,
) -> HttpResult<StatusCode> {
    authorize(app.standing(Some(&asker)), CourseAction::ManagePeople)?;
    let line = AuditLine::new(AuditKind::InvitationEnded, &asker, &agent);
    app.store.end_server_invitation(id, &line, unix_now()).await.map_err(refusal::store)?;
    Ok(StatusCode::NO_CONTENT)
}
