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
    http::{JoinInfo, JoinRequest, Seat, SessionSummary},
};
use store::{Person, SeatRequest, SessionRow, SignIn, StoreError};
use uuid::Uuid;

use super::{
    auth::{MaybePerson, MaybeSignIn},
    error::{Body, HttpResult, Path},
    sessions::summary,
};
use crate::{
    class_access::ClassAccess, client_address::ClientAddress, clock::unix_now, context::App, expected::staff_names,
    refusal, schedule::public_plan, status,
};

/// The cookie that tells browsers apart.
const VISITOR: &str = "meridian_visitor";

/// `GET /api/join/{code}`
pub async fn info(
    State(app): State<App>,
    MaybePerson(person): MaybePerson,
    Path(code): Path<String>,
    cookies: CookieJar,
) -> HttpResult<Json<JoinInfo>> {
    let row = by_code(&app, &code).await?;
    let access = ClassAccess::of(&app, &row, person.as_ref()).await?;
    if access.role.is_none() && access.course.is_some() {
        // A class of a course shows nothing of itself to whoever has but its link.
        access.admit_guest(&row)?;
    }
    let name = match person.filter(|_| access.role.is_some()) {
        Some(person) => Some(own_name(&app, &row, &access, person).await?),
        None => None,
    };
    let (host, open) = (row.owner_name.clone(), app.hub.is_open(row.id));
    let banned = match cookies.get(VISITOR) {
        Some(visitor) if access.role.is_none() => {
            app.store.is_banned(row.id, visitor.value()).await.map_err(refusal::store)?
        }
        _ => false,
    };
    let told = app.store.consent().await.map_err(refusal::store)?;
    let plan = row.plan.as_ref().map(public_plan);
    let session = SessionSummary { guests_allowed: access.guests_allowed, ..summary(&app, row).await };
    let course = access.course.map(|course| course.details.title);
    Ok(Json(JoinInfo {
        session,
        host,
        yours: access.role.is_some(),
        role: access.role,
        name,
        course,
        banned,
        open,
        told,
        plan,
    }))
}

/// The name under which a class knows whoever enters it by their account.
async fn own_name(app: &App, row: &SessionRow, access: &ClassAccess, person: Person) -> Result<String, Refusal> {
    let seat = app.store.seat_of_person(row.id, person.id).await.map_err(refusal::store)?;
    Ok(seat.map(|seat| seat.name).or_else(|| access.name.clone()).unwrap_or(person.name))
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
    let access = ClassAccess::of(&app, &row, sign_in.as_ref().map(|sign_in| &sign_in.person)).await?;
    let comes = sign_in.zip(access.role);
    if comes.is_none() {
        access.admit_guest(&row)?;
    }
    if row.is_cancelled() {
        return Err(ErrorCode::SessionCancelled.into());
    }
    must_have_read_latest(&app, request.consent_version).await?;
    if let Some((sign_in, role)) = comes {
        // Staff see to it that a roster has each under their own name.
        let name = access.name.unwrap_or(name);
        let seat = members_seat(&app, &row, &sign_in, role, &name, &request).await?;
        return Ok((cookies, Json(seat)));
    }
    app.rates.joins.admit(&(client, row.id), Instant::now())?;
    let staff_names = staff_names(&app.store, &row).await.map_err(refusal::store)?;
    if staff_names.iter().any(|staff| live::poses_as(&name, staff)) {
        return Err(ErrorCode::NameTaken.into());
    }
    guests_seat(&app, &row, client, &name, &request, cookies).await
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
    let entry = status::entry(&app.hub, &app.store, row, comer, Purpose::TakeSeat).await?;
    let wanted = SeatRequest {
        visitor: Some(&visitor),
        network: Some(&network),
        waits: matches!(entry, Entry::Waits(_)),
        consent_version: request.consent_version,
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

/// The seat of somebody whose account lets them in. It is the same one, whichever window or device they use.
async fn members_seat(
    app: &App,
    row: &SessionRow,
    sign_in: &SignIn,
    role: Role,
    name: &str,
    request: &JoinRequest,
) -> HttpResult<Seat> {
    let (now, person) = (unix_now(), sign_in.person.id);
    let wanted = SeatRequest::new(name, role, request.consent).of(person).by(&sign_in.id);
    let wanted = wanted.having_read(request.consent_version);
    match app.store.create_seat(row.id, wanted, now).await {
        Ok(taken) => return Ok(seat(row, taken.token, taken.participant, role)),
        Err(StoreError::SeatExists) => {}
        Err(error) => return Err(signed_out_meanwhile(error).into()),
    }
    let own = app.store.seat_of_person(row.id, person).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    // After class nothing is recorded any more: what they agreed to then stays as it was.
    if !row.state.is_over() {
        let changed = app.store.set_consent(row.id, own.participant, request.consent, request.consent_version).await;
        changed.map_err(refusal::store)?;
    }
    let token = app.store.new_token_for(row.id, own.participant, Some(&sign_in.id), now).await;
    Ok(seat(row, token.map_err(signed_out_meanwhile)?, own.participant, own.role))
}

/// Refuses whoever has read a former version of what is told before recording.
async fn must_have_read_latest(app: &App, read: Option<u32>) -> HttpResult<()> {
    let Some(read) = read else { return Ok(()) };
    let latest = app.store.consent_version().await.map_err(refusal::store)?;
    if read == latest { Ok(()) } else { Err(ErrorCode::ConsentChanged.into()) }
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
