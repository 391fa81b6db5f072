//! The join link: what the lobby shows, and taking a seat.

use std::time::Instant;

use axum::{Json, extract::State};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use live::{Comer, Entry, Purpose};
use protocol::{
    ErrorCode, ParticipantId, Refusal, Role,
    http::{JoinInfo, JoinRequest, Seat},
};
use store::{Person, SeatRequest, SessionRow, SignIn, StoreError};
use uuid::Uuid;

use super::{
    auth::{MaybePerson, MaybeSignIn},
    error::{Body, HttpResult, Path},
    sessions::summary,
};
use crate::{client_address::ClientAddress, clock::unix_now, context::App, refusal, status};

/// The cookie that tells browsers apart.
const VISITOR: &str = "meridian_visitor";

/// `GET /api/join/{code}`
pub async fn info(
    State(app): State<App>,
    MaybePerson(person): MaybePerson,
    Path(code): Path<String>,
) -> HttpResult<Json<JoinInfo>> {
    let row = by_code(&app, &code).await?;
    let (host, yours) = (row.owner_name.clone(), owns(&person, &row));
    let open = app.hub.is_open(row.id);
    Ok(Json(JoinInfo { session: summary(&app, row).await, host, yours, open }))
}

/// `POST /api/join/{code}`
pub async fn join(
    State(app): State<App>,
    client: ClientAddress,
    MaybeSignIn(sign_in): MaybeSignIn,
    Path(code): Path<String>,
    cookies: CookieJar,
    Body(request): Body<JoinRequest>,
) -> HttpResult<(CookieJar, Json<Seat>)> {
    let row = by_code(&app, &code).await?;
    let name = live::text::valid_name(&request.name)?;
    let owner = sign_in.filter(|sign_in| sign_in.person.id == row.owner);
    if owner.is_none() && !row.guests_allowed {
        return Err(ErrorCode::GuestsNotAllowed.into());
    }
    if owner.is_none() && !app.rates.joins.take(&(client, row.id), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    if owner.is_none() && live::text::look_alike(&name, &row.owner_name) {
        return Err(ErrorCode::NameTaken.into());
    }
    let Some(owner) = owner else { return guests_seat(&app, &row, client, &name, &request, cookies).await };
    let (token, participant) = owners_seat(&app, &row, &owner, &name, &request).await?;
    Ok((cookies, Json(seat(&row, token, participant, Role::Instructor))))
}

/// Gives a guest a new seat, unless the class is locked or this browser is banned.
async fn guests_seat(
    app: &App,
    row: &SessionRow,
    client: ClientAddress,
    name: &str,
    request: &JoinRequest,
    cookies: CookieJar,
) -> HttpResult<(CookieJar, Json<Seat>)> {
    let (visitor, cookies) = visitor(cookies, app.is_https());
    if app.store.is_banned(row.id, &visitor).await.map_err(refusal::store)? {
        return Err(ErrorCode::Banned.into());
    }
    let network = client.to_string();
    let near_ban = app.store.is_near_ban(row.id, &network).await.map_err(refusal::store)?;
    let comer = Comer { seat: None, role: Role::Guest, name: name.to_owned(), near_ban };
    let entry = status::entry(&app.hub, &app.store, row, comer, false, Purpose::TakeSeat).await?;
    let wanted = SeatRequest {
        visitor: Some(&visitor),
        network: Some(&network),
        waits: matches!(entry, Entry::Waits(_)),
        ..SeatRequest::new(name, Role::Guest, request.consent)
    };
    let taken = app.store.create_seat(row.id, wanted, unix_now()).await.map_err(refusal::store)?;
    Ok((cookies, Json(seat(row, taken.token, taken.participant, Role::Guest))))
}

/// The random cookie by which a ban knows this browser. It is made when the browser takes its first seat.
fn visitor(cookies: CookieJar, secure: bool) -> (String, CookieJar) {
    if let Some(cookie) = cookies.get(VISITOR) {
        return (cookie.value().to_owned(), cookies);
    }
    let visitor = Uuid::new_v4().to_string();
    let cookie = Cookie::build((VISITOR, visitor.clone()))
        .path("/api/join")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .permanent()
        .build();
    (visitor, cookies.add(cookie))
}

fn seat(row: &SessionRow, token: store::Secret, participant: ParticipantId, role: Role) -> Seat {
    Seat { token: token.reveal().to_owned(), session: row.id, participant, role }
}

/// The owner's seat. It is the same one, whichever window or device they use.
async fn owners_seat(
    app: &App,
    row: &SessionRow,
    owner: &SignIn,
    name: &str,
    request: &JoinRequest,
) -> HttpResult<(store::Secret, ParticipantId)> {
    let (now, person) = (unix_now(), owner.person.id);
    let wanted = SeatRequest::new(name, Role::Instructor, request.consent).of(person).by(&owner.id);
    match app.store.create_seat(row.id, wanted, now).await {
        Ok(seat) => return Ok((seat.token, seat.participant)),
        Err(StoreError::SeatExists) => {}
        Err(error) => return Err(signed_out_meanwhile(error).into()),
    }
    let seat = app.store.seat_of_person(row.id, person).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    app.store.set_consent(row.id, seat.participant, request.consent).await.map_err(refusal::store)?;
    let token = app.store.new_token_for(row.id, seat.participant, Some(&owner.id), now).await;
    Ok((token.map_err(signed_out_meanwhile)?, seat.participant))
}

/// The session exists, and so does the seat: what is not there any more is the sign-in.
fn signed_out_meanwhile(error: StoreError) -> Refusal {
    match error {
        StoreError::NotFound => ErrorCode::Unauthorized.into(),
        other => refusal::store(other),
    }
}

async fn by_code(app: &App, code: &str) -> HttpResult<SessionRow> {
    Ok(app.store.session_by_code(code).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?)
}

fn owns(person: &Option<Person>, row: &SessionRow) -> bool {
    person.as_ref().is_some_and(|person| person.id == row.owner)
}
