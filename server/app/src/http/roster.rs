//! The roster of a course.

use std::time::Instant;

use access::Standing;
use axum::{Json, extract::State, http::StatusCode};
use protocol::{
    AuditKind, CourseAction, CourseId, CourseRole, ErrorCode, MemberId, MemberState, limits,
    people::InvitationLink,
    roster::{ImportReport, ImportRequest, Member, MemberChange, NewMember, RosterPage},
};
use serde::Deserialize;
use store::{Agent, AuditLine, MemberRow, NewLine, Person, RosterQuery, Secret};

use super::{
    auth::{By, SignedIn},
    error::{Body, HttpResult, Path, Query},
};
use crate::{
    clock::unix_now,
    context::App,
    fields::{valid_email, valid_group},
    mail::letter::Essential,
    refusal,
    roster_table::RosterTable,
};

/// The query of a page.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    #[serde(default)]
    search: String,
    state: Option<MemberState>,
    role: Option<CourseRole>,
    #[serde(default)]
    skip: u32,
}

/// Who is of interest as long as nobody asks for those who are gone.
const PRESENT: [MemberState; 3] = [MemberState::Active, MemberState::Invited, MemberState::Asking];

/// `GET /api/courses/{id}/roster`
pub async fn page(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(course): Path<CourseId>,
    Query(PageQuery { search, state, role, skip }): Query<PageQuery>,
) -> HttpResult<Json<RosterPage>> {
    let standing = app.authorize(course, &person, CourseAction::SeeCourse).await?;
    if search.contains('\0') {
        return Err(ErrorCode::TextInvalid.into());
    }
    let sees_all = access::allows(standing, CourseAction::SeeRoster);
    let states = match state {
        _ if !sees_all => vec![MemberState::Active],
        Some(state) => vec![state],
        None => PRESENT.to_vec(),
    };
    // Whoever does not see the addresses does not find people by them, either.
    let query = RosterQuery { search: search.trim().to_owned(), by_email: sees_all, states, role, skip };
    let (rows, total) = app.store.roster(course, &query).await.map_err(refusal::store)?;
    let end = skip.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let members = rows.into_iter().map(|row| member(row, &person, standing)).collect();
    Ok(Json(RosterPage { members, total, next: (end < total).then_some(end) }))
}

/// `POST /api/courses/{id}/roster`
pub async fn add(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(course): Path<CourseId>,
    Body(new): Body<NewMember>,
) -> HttpResult<Json<Member>> {
    let standing = app.authorize(course, &person, CourseAction::ChangeRoster).await?;
    let line = NewLine {
        name: live::text::valid_name(&new.name)?,
        email: valid_email(&new.email)?.to_owned(),
        role: new.role,
        group: valid_group(new.group.as_deref().unwrap_or_default())?,
    };
    let note = AuditLine::new(AuditKind::MemberAdded, &person, &agent).in_course(course);
    let row = app.store.add_member(course, &line, &note, unix_now()).await.map_err(refusal::store)?;
    Ok(Json(member(row, &person, standing)))
}

/// `PATCH /api/courses/{id}/roster/{member}`
pub async fn change(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, id)): Path<(CourseId, MemberId)>,
    Body(change): Body<MemberChange>,
) -> HttpResult<Json<Member>> {
    let standing = app.authorize(course, &person, CourseAction::ChangeRoster).await?;
    let state = match change.state {
        None | Some(MemberState::Active | MemberState::Removed) => change.state,
        Some(_) => return Err(ErrorCode::BadFrame.into()),
    };
    let group = change.group.as_deref().map(valid_group).transpose()?;
    let called = called(&app, course, id, change.name.as_deref()).await?;
    let mut asked = false;
    let changed = |row: &mut MemberRow| {
        asked = row.state == MemberState::Asking;
        row.role = change.role.unwrap_or(row.role);
        row.state = state.unwrap_or(row.state);
        row.group = group.unwrap_or(row.group.take());
        if let Some((name, named)) = called {
            (row.name, row.named) = (name, named);
        }
    };
    let lines = |old: &MemberRow, new: &MemberRow| lines_of_change(course, &person, &agent, old, new);
    let row = app.store.change_member(course, id, changed, lines, unix_now()).await.map_err(refusal::store)?;
    after_change(&app);
    if asked && row.state == MemberState::Active {
        tell_admitted(&app, course, &row).await;
    }
    Ok(Json(member(row, &person, standing)))
}

/// Tells somebody who asked to join that they are in. They are in also when that fails.
async fn tell_admitted(app: &App, course: CourseId, row: &MemberRow) {
    let Some(id) = row.person else { return };
    match app.store.person(id).await {
        Ok(Some(person)) => {
            let letter = Essential::CourseAdmission { course, person: id.0 };
            app.mail.tell(&person, letter, unix_now()).await;
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the word that somebody is in a course could not be queued"),
    }
}

/// What somebody is called from now on, and whether it is staff who say so. [`ErrorCode::NameInvalid`] for an empty name of whoever has
/// no account.
async fn called(app: &App, course: CourseId, id: MemberId, name: Option<&str>) -> HttpResult<Option<(String, bool)>> {
    match name.map(str::trim) {
        None => Ok(None),
        Some("") => {
            let row = app.store.member(course, id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
            let person = row.person.ok_or(ErrorCode::NameInvalid)?;
            let person = app.store.person(person).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
            Ok(Some((person.name, false)))
        }
        Some(name) => Ok(Some((live::text::valid_name(name)?, true))),
    }
}

/// `POST /api/courses/{id}/leave`
pub async fn leave(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(course): Path<CourseId>,
) -> HttpResult<StatusCode> {
    app.authorize(course, &person, CourseAction::LeaveCourse).await?;
    let (_, line) = app.standing_in(course, Some(&person)).await?;
    let line = line.ok_or(ErrorCode::NotFound)?;
    let left = |row: &mut MemberRow| row.state = MemberState::Left;
    let note = AuditLine::new(AuditKind::MemberLeft, &person, &agent).in_course(course).once_a_day();
    app.store.change_member(course, line.id, left, |_, _| vec![note], unix_now()).await.map_err(refusal::store)?;
    after_change(&app);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/courses/{id}/roster/import`
pub async fn import(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(course): Path<CourseId>,
    Body(ImportRequest { text, commit }): Body<ImportRequest>,
) -> HttpResult<Json<ImportReport>> {
    app.authorize(course, &person, CourseAction::ChangeRoster).await?;
    if text.len() > limits::IMPORT_BYTES {
        return Err(ErrorCode::TooLarge.into());
    }
    let table = RosterTable::read(&text);
    let note = AuditLine::new(AuditKind::RosterImported, &person, &agent).in_course(course);
    let imported = app.store.import_roster(course, &table.lines, commit.then_some(&note), unix_now()).await;
    let counts = imported.map_err(refusal::store)?;
    after_change(&app);
    Ok(Json(ImportReport {
        added: counts.added,
        changed: counts.changed,
        roles: counts.roles,
        unchanged: counts.unchanged,
        away: counts.away,
        errors: table.errors,
        failed: table.failed,
    }))
}

/// `POST /api/courses/{id}/roster/{member}/invitation`
pub async fn invite(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((course, id)): Path<(CourseId, MemberId)>,
    Query(how): Query<HowInvited>,
) -> HttpResult<Json<InvitationLink>> {
    app.authorize(course, &person, CourseAction::ChangeRoster).await?;
    how.check(&app, &person, 1)?;
    let now = unix_now();
    let note = AuditLine::new(AuditKind::MembersInvited, &person, &agent).in_course(course);
    let (row, token) = app.store.invite_member(course, id, &note, now).await.map_err(refusal::store)?;
    if how.mail {
        let letters = invitations(course, &person, std::slice::from_ref(&row));
        app.mail.send(&letters, now).await.map_err(refusal::store)?;
    }
    Ok(Json(link(row.name, row.email, (!how.mail).then_some(&token), now)))
}

/// `POST /api/courses/{id}/roster/invitations`
pub async fn invite_all(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path(course): Path<CourseId>,
    Query(how): Query<HowInvited>,
) -> HttpResult<Json<Vec<InvitationLink>>> {
    app.authorize(course, &person, CourseAction::ChangeRoster).await?;
    let now = unix_now();
    let note = AuditLine::new(AuditKind::MembersInvited, &person, &agent).in_course(course);
    if how.mail {
        let invited = app.store.invited_members(course).await.map_err(refusal::store)?;
        how.check(&app, &person, invited.len())?;
        let (letters, note) = (invitations(course, &person, &invited), note.detail(invited.len()));
        app.mail.send_noted(&letters, &note, now).await.map_err(refusal::store)?;
        return Ok(Json(invited.into_iter().map(|row| link(row.name, row.email, None, now)).collect()));
    }
    let invited = app.store.invite_all(course, &note, now).await.map_err(refusal::store)?;
    Ok(Json(invited.into_iter().map(|(row, token)| link(row.name, row.email, Some(&token), now)).collect()))
}

/// The query of an invitation.
#[derive(Debug, Deserialize)]
pub struct HowInvited {
    /// By e-mail, instead of by a link to copy.
    #[serde(default)]
    pub mail: bool,
}

impl HowInvited {
    /// Refuses mail where the server sends none, and more of it than one person sends.
    pub fn check(&self, app: &App, by: &Person, count: usize) -> Result<(), ErrorCode> {
        if !self.mail {
            return Ok(());
        }
        app.mail.must_be_available()?;
        let (now, mails) = (Instant::now(), u32::try_from(count).unwrap_or(u32::MAX));
        if mails > 0 && !app.rates.mailed_invitations.has_one(&by.id, now) {
            return Err(ErrorCode::RateLimited);
        }
        app.rates.mailed_invitations.charge(&by.id, now, mails);
        Ok(())
    }
}

/// Invitations by e-mail. Their links are drawn when they are sent.
fn invitations(course: CourseId, by: &Person, rows: &[MemberRow]) -> Vec<(Essential, String)> {
    let letter = |row: &MemberRow| {
        let letter =
            Essential::CourseInvitation { course, member: row.id, by: by.name.clone(), inviter: Some(by.id.0) };
        (letter, row.email.clone())
    };
    rows.iter().map(letter).collect()
}

/// An invitation as its maker is shown it, this once.
pub fn link(name: String, email: String, token: Option<&Secret>, now_unix: protocol::Millis) -> InvitationLink {
    let path = token.map(|token| format!("/invitation#{}", token.reveal()));
    InvitationLink { name, email, path, expires_unix: now_unix + limits::INVITATION_LIFETIME_MS }
}

/// Whoever is no member any more, or less than they were, leaves the classes that are live: each WebSocket asks whether its
/// seat still holds.
fn after_change(app: &App) {
    app.sign_outs.tell();
}

/// What has changed of a line: what they are, where they stand, what they are called.
fn lines_of_change(course: CourseId, by: &Person, agent: &Agent, old: &MemberRow, new: &MemberRow) -> Vec<AuditLine> {
    let note = |kind| AuditLine::new(kind, by, agent).in_course(course).to(new.person, &new.name);
    let role = (new.role != old.role).then(|| note(AuditKind::CourseRoleChanged).detail(new.role));
    let removed = new.state == MemberState::Removed;
    let state = if removed { AuditKind::MemberRemoved } else { AuditKind::MemberAdmitted };
    let state = (new.state != old.state).then(|| note(state));
    let name = (new.name != old.name).then(|| note(AuditKind::MemberRenamed));
    role.into_iter().chain(state).chain(name).collect()
}

fn member(row: MemberRow, asker: &Person, standing: Standing) -> Member {
    let sees_all = access::allows(standing, CourseAction::SeeRoster);
    let sees_photo = row.state == MemberState::Active && access::allows(standing, CourseAction::SeePhotos);
    Member {
        id: row.id,
        name: row.name,
        email: sees_all.then_some(row.email),
        email_confirmed: row.person.filter(|_| sees_all).map(|_| row.email_confirmed),
        role: row.role,
        state: row.state,
        group: row.group,
        pronouns: row.pronouns,
        photo: row.photo.filter(|_| sees_photo),
        you: row.person == Some(asker.id),
    }
}
