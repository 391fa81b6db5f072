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
    Query(PageQuery { search, state, skip }): Query<PageQuery>,
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
    let query = RosterQuery { search: search.trim().to_owned(), by_email: sees_all, states, skip };
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
    let row = app.store.add_member(course, &line, unix_now()).await.map_err(refusal::store)?;
    let note = AuditLine::new(AuditKind::MemberAdded, &person, &agent).in_course(course);
    app.note(note.to(None, &row.name).detail(row.role)).await;
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
    let mut before = None;
    let changed = app.store.change_member(course, id, |row| {
        before = Some((row.role, row.state));
        row.role = change.role.unwrap_or(row.role);
        row.state = state.unwrap_or(row.state);
        row.group = group.unwrap_or(row.group.take());
    });
    let row = changed.await.map_err(refusal::store)?;
    after_change(&app);
    note_change(&app, course, &person, &agent, before, &row).await;
    Ok(Json(member(row, &person, standing)))
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
    let left = app.store.change_member(course, line.id, |row| row.state = MemberState::Left);
    left.await.map_err(refusal::store)?;
    after_change(&app);
    app.note(AuditLine::new(AuditKind::MemberLeft, &person, &agent).in_course(course).once_a_day()).await;
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
    let imported = app.store.import_roster(course, &table.lines, commit, unix_now()).await;
    let counts = imported.map_err(refusal::store)?;
    after_change(&app);
    if commit && counts.added + counts.changed > 0 {
        let note = AuditLine::new(AuditKind::RosterImported, &person, &agent).in_course(course);
        app.note(note.detail(counts.added + counts.changed)).await;
    }
    Ok(Json(ImportReport {
        added: counts.added,
        changed: counts.changed,
        unchanged: counts.unchanged,
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
    let (row, token) = app.store.invite_member(course, id, now).await.map_err(refusal::store)?;
    if how.mail {
        mail_invitations(&app, course, &person, std::slice::from_ref(&row)).await?;
    }
    let note = AuditLine::new(AuditKind::MembersInvited, &person, &agent).in_course(course);
    app.note(note.to(None, &row.name).detail(1)).await;
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
    let note = |count: usize| {
        let line = AuditLine::new(AuditKind::MembersInvited, &person, &agent).in_course(course).detail(count);
        app.note(line)
    };
    if how.mail {
        let invited = app.store.invited_members(course).await.map_err(refusal::store)?;
        how.check(&app, &person, invited.len())?;
        mail_invitations(&app, course, &person, &invited).await?;
        note(invited.len()).await;
        return Ok(Json(invited.into_iter().map(|row| link(row.name, row.email, None, now)).collect()));
    }
    let invited = app.store.invite_all(course, now).await.map_err(refusal::store)?;
    note(invited.len()).await;
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

/// Sends invitations. Their links are drawn when they are sent.
async fn mail_invitations(app: &App, course: CourseId, by: &Person, rows: &[MemberRow]) -> HttpResult<()> {
    let letter = |row: &MemberRow| {
        let letter = Essential::CourseInvitation { course, member: row.id, by: by.name.clone() };
        (letter, row.email.clone())
    };
    let letters: Vec<_> = rows.iter().map(letter).collect();
    Ok(app.mail.send(&letters, unix_now()).await.map_err(refusal::store)?)
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

/// Notes what has changed of a line: what they are, and where they stand.
async fn note_change(
    app: &App,
    course: CourseId,
    by: &Person,
    agent: &Agent,
    before: Option<(CourseRole, MemberState)>,
    row: &MemberRow,
) {
    let Some((role, state)) = before else { return };
    let note = |kind| AuditLine::new(kind, by, agent).in_course(course).to(row.person, &row.name);
    if row.role != role {
        app.note(note(AuditKind::CourseRoleChanged).detail(row.role)).await;
    }
    if row.state != state {
        let removed = row.state == MemberState::Removed;
        app.note(note(if removed { AuditKind::MemberRemoved } else { AuditKind::MemberAdmitted })).await;
    }
}

fn member(row: MemberRow, asker: &Person, standing: Standing) -> Member {
    let sees_all = access::allows(standing, CourseAction::SeeRoster);
    let sees_photo = row.state == MemberState::Active && access::allows(standing, CourseAction::SeePhotos);
    Member {
        id: row.id,
        name: row.name,
        email: sees_all.then_some(row.email),
        role: row.role,
        state: row.state,
        group: row.group,
        pronouns: row.pronouns,
        photo: row.photo.filter(|_| sees_photo),
        you: row.person == Some(asker.id),
    }
}
