//! Rosters: who belongs to a course, as what, and where they stand.

use std::collections::BTreeMap;

use common::folded_name;
use protocol::{
    CourseId, CourseRole, MemberId, MemberState, Millis, PhotoId,
    limits::{ROSTER, ROSTER_PAGE},
};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    audit::{self, AuditLine},
    calendars::end_link_of_member,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::{PersonId, email_key, find},
    seats::SeatRow,
};

/// A line of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// Its number.
    pub id: MemberId,
    /// Their account, if they have one.
    pub person: Option<PersonId>,
    /// Name.
    pub name: String,
    /// Whether staff said that they are called so; otherwise it is the name of their account.
    pub named: bool,
    /// E-mail address: that of their account, if they have one.
    pub email: String,
    /// What they are in the course.
    pub role: CourseRole,
    /// Where they stand.
    pub state: MemberState,
    /// Whether they ask only until their address is confirmed.
    pub until_confirmed: bool,
    /// Whether the address of their account is known to be theirs.
    pub email_confirmed: bool,
    /// Their group.
    pub group: Option<String>,
    /// Their pronouns, if they have an account and say which.
    pub pronouns: String,
    /// Their photo, if they have an account and one there.
    pub photo: Option<PhotoId>,
}

/// A line to be added, or what an import says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are in the course.
    pub role: CourseRole,
    /// Their group.
    pub group: Option<String>,
}

/// Which lines of a roster are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterQuery {
    /// A part of the name; empty for all.
    pub search: String,
    /// Whether those are found, too, whose e-mail address has `search` in it.
    pub by_email: bool,
    /// Lines with one of these states; empty for all.
    pub states: Vec<MemberState>,
    /// Lines with this role; `None` for all.
    pub role: Option<CourseRole>,
    /// How many lines come before the page.
    pub skip: u32,
}

pub(crate) const COLUMNS: &str = "member, person, name, named, email, role, state, until_confirmed, team,
                       (SELECT email_confirmed_unix FROM people WHERE people.id = roster.person) AS confirmed_unix,
                       (SELECT pronouns FROM people WHERE people.id = roster.person) AS pronouns,
                       (SELECT hash FROM photos WHERE photos.person = roster.person) AS photo";

impl MemberRow {
    pub(crate) fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let (role, state): (String, String) = (row.try_get("role")?, row.try_get("state")?);
        let person: Option<String> = row.try_get("person")?;
        Ok(MemberRow {
            id: ids::member(row.try_get("member")?)?,
            person: person.map(|id| ids::person(&id)).transpose()?,
            name: row.try_get("name")?,
            named: row.try_get::<i64, _>("named")? != 0,
            email: row.try_get("email")?,
            role: course_role_from(&role)?,
            state: state_from(&state)?,
            until_confirmed: row.try_get::<i64, _>("until_confirmed")? != 0,
            email_confirmed: row.try_get::<Option<i64>, _>("confirmed_unix")?.is_some(),
            group: row.try_get("team")?,
            pronouns: row.try_get::<Option<String>, _>("pronouns")?.unwrap_or_default(),
            photo: row.try_get::<Option<String>, _>("photo")?.map(PhotoId),
        })
    }
}

fn course_role_text(role: CourseRole) -> &'static str {
    match role {
        CourseRole::Instructor => "instructor",
        CourseRole::Assistant => "assistant",
        CourseRole::Student => "student",
        CourseRole::Observer => "observer",
    }
}

pub(crate) fn course_role_from(text: &str) -> Result<CourseRole, StoreError> {
    let found = CourseRole::ALL.into_iter().find(|role| course_role_text(*role) == text);
    found.ok_or(StoreError::Corrupt("role in a course"))
}

pub(crate) fn state_text(state: MemberState) -> &'static str {
    match state {
        MemberState::Invited => "invited",
        MemberState::Asking => "asking",
        MemberState::Active => "active",
        MemberState::Left => "left",
        MemberState::Removed => "removed",
    }
}

fn state_from(text: &str) -> Result<MemberState, StoreError> {
    let found = MemberState::ALL.into_iter().find(|state| state_text(*state) == text);
    found.ok_or(StoreError::Corrupt("state of a member"))
}

impl Store {
    /// Where a person stands in a course, if they are on its roster.
    pub async fn member_of(&self, course: CourseId, person: PersonId) -> Result<Option<MemberRow>, StoreError> {
        line_of(&mut *self.db.reader.acquire().await?, course, person).await
    }

    /// A line of a roster, if there is such.
    pub async fn member(&self, course: CourseId, member: MemberId) -> Result<Option<MemberRow>, StoreError> {
        line(&mut *self.db.reader.acquire().await?, course, member).await
    }

    /// How many members a course has.
    pub async fn members(&self, course: CourseId) -> Result<usize, StoreError> {
        let members: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM roster WHERE course = $1 AND state = 'active'")
            .bind(course.to_string())
            .fetch_one(&self.db.reader)
            .await?;
        Ok(unsigned(members) as usize)
    }

    /// The names of a course's staff, also of those who are invited and have not come so far.
    pub async fn staff_names(&self, course: CourseId) -> Result<Vec<String>, StoreError> {
        let names = sqlx::query_scalar(
            "SELECT name FROM roster WHERE course = $1 AND role IN ('instructor', 'assistant')
             AND state IN ('active', 'invited') ORDER BY member",
        );
        Ok(names.bind(course.to_string()).fetch_all(&self.db.reader).await?)
    }

    /// Whether a seat of somebody with an account is theirs no more: they are no member of the course any more, or are less in
    /// it than they were.
    pub async fn is_former_seat(&self, seat: &SeatRow) -> Result<bool, StoreError> {
        let Some(person) = seat.person else { return Ok(false) };
        let held: Option<i64> = sqlx::query_scalar(
            "SELECT participant FROM seats WHERE session = $1 AND participant = $2 AND person = $3
             AND NOT EXISTS (SELECT 1 FROM sessions JOIN roster ON roster.course = sessions.course
                             WHERE sessions.id = $1 AND roster.person = $3 AND roster.state <> 'active')",
        )
        .bind(seat.session.to_string())
        .bind(i64::from(seat.participant.0))
        .bind(person.to_string())
        .fetch_optional(&self.db.reader)
        .await?;
        Ok(held.is_none())
    }

    /// A page of at most [`ROSTER_PAGE`] lines by name, and how many lines there are altogether.
    pub async fn roster(&self, course: CourseId, query: &RosterQuery) -> Result<(Vec<MemberRow>, u32), StoreError> {
        let states = if query.states.is_empty() { &MemberState::ALL[..] } else { &query.states };
        let states: Vec<String> = states.iter().map(|state| format!("'{}'", state_text(*state))).collect();
        let condition = format!(
            "FROM roster WHERE course = $1 AND state IN ({})
             {}AND (name_key LIKE $2 ESCAPE '\\' OR email_key LIKE $3 ESCAPE '\\')",
            states.join(", "),
            query.role.map_or_else(String::new, |role| format!("AND role = '{}' ", course_role_text(role)))
        );
        let name = pattern(&folded_name(&query.search));
        // A pattern that no address fits: none is empty.
        let email = if query.by_email { pattern(&email_key(&query.search)) } else { String::new() };
        let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) {condition}")))
            .bind(course.to_string())
            .bind(&name)
            .bind(&email)
            .fetch_one(&self.db.reader)
            .await?;
        let page = format!("SELECT {COLUMNS} {condition} ORDER BY name_key, member LIMIT $4 OFFSET $5");
        let rows = sqlx::query(sqlx::AssertSqlSafe(page))
            .bind(course.to_string())
            .bind(&name)
            .bind(&email)
            .bind(ROSTER_PAGE as i64)
            .bind(i64::from(query.skip))
            .fetch_all(&self.db.reader)
            .await?;
        let members = rows.iter().map(MemberRow::from_columns).collect::<Result<_, _>>()?;
        Ok((members, u32::try_from(total).unwrap_or(u32::MAX)))
    }

    /// Adds somebody by hand, as invited. [`StoreError::OnRoster`] when there is a line with this address,
    /// [`StoreError::WasMember`] when it is of somebody who left or was removed.
    pub async fn add_member(
        &self,
        course: CourseId,
        new: &NewLine,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<MemberRow, StoreError> {
        let mut tx = self.db.begin().await?;
        let row = match insert_line(&mut tx, course, new, MemberState::Invited, None, now_unix).await {
            Err(StoreError::OnRoster) if was_member(&mut tx, course, &new.email).await? => Err(StoreError::WasMember),
            made => made,
        }?;
        audit::insert(&mut tx, &line.clone().to(None, &row.name).detail(row.role), now_unix).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Changes a line: what they are, where they stand, their group. A course keeps an instructor
    /// ([`StoreError::LastOne`]). Whoever has no account is invited again instead of active. `lines` says what is noted of the line
    /// as it was and as it is.
    pub async fn change_member(
        &self,
        course: CourseId,
        member: MemberId,
        change: impl FnOnce(&mut MemberRow),
        lines: impl FnOnce(&MemberRow, &MemberRow) -> Vec<AuditLine>,
        now_unix: Millis,
    ) -> Result<MemberRow, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let mut row = line(&mut tx, course, member).await?.ok_or(StoreError::NotFound)?;
        let old = row.clone();
        change(&mut row);
        if row.state == MemberState::Active && row.person.is_none() {
            row.state = MemberState::Invited;
        }
        update(&mut tx, course, &row).await?;
        end_seats_of_former_staff(&mut tx, course, &old, &row).await?;
        if let Some(person) = row.person.filter(|_| row.state == MemberState::Active && old.state != row.state) {
            let account = find(&mut *tx, person).await?.ok_or(StoreError::NotFound)?;
            follow_address(&mut tx, course, person, &account.email).await?;
            row = line(&mut tx, course, member).await?.ok_or(StoreError::NotFound)?;
        }
        if row.state != MemberState::Invited {
            end_invitation(&mut tx, course, member).await?;
        }
        let instructors: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM roster WHERE course = $1 AND role = 'instructor' AND state = 'active'",
        )
        .bind(course.to_string())
        .fetch_one(&mut *tx)
        .await?;
        if instructors == 0 {
            return Err(StoreError::LastOne);
        }
        for line in lines(&old, &row) {
            audit::insert(&mut tx, &line, now_unix).await?;
        }
        tx.commit().await?;
        Ok(row)
    }

    /// The courses that call a person as their account does, each with the names of its staff apart from them.
    pub async fn courses_calling_by_account(
        &self,
        person: PersonId,
    ) -> Result<BTreeMap<CourseId, Vec<String>>, StoreError> {
        let rows: Vec<(String, Option<String>)> = sqlx::query_as(
            "SELECT own.course, staff.name FROM roster AS own
             LEFT JOIN roster AS staff ON staff.course = own.course AND staff.member <> own.member
                  AND staff.role IN ('instructor', 'assistant') AND staff.state IN ('active', 'invited')
             WHERE own.person = $1 AND own.named = 0",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let mut courses = BTreeMap::<_, Vec<_>>::new();
        for (course, staff) in rows {
            courses.entry(ids::course(&course)?).or_default().extend(staff);
        }
        Ok(courses)
    }
}

/// Ends the seats of somebody who becomes less than they were, in all classes of the course: what they were there they are no
/// more. They come back to a new seat, unless they were removed from the class. What they said and did stays with the former one.
pub(crate) async fn end_seats_of_former_staff(
    tx: &mut AnyConnection,
    course: CourseId,
    old: &MemberRow,
    new: &MemberRow,
) -> Result<(), StoreError> {
    let was_staff = matches!(old.role, CourseRole::Instructor | CourseRole::Assistant);
    let Some(person) = old.person.filter(|_| was_staff && new.role > old.role) else { return Ok(()) };
    sqlx::query(
        "UPDATE seats SET revoked = 1, person = NULL
         WHERE person = $1 AND revoked = 0 AND session IN (SELECT id FROM sessions WHERE course = $2)",
    )
    .bind(person.to_string())
    .bind(course.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

/// A pattern for LIKE that finds this text, with no character that means something else.
pub(crate) fn pattern(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

/// Locks a course's roster until the transaction ends: numbers are unique, of two instructors who leave one stays, and who is
/// removed does not come in by an invitation that is taken at the same moment.
pub(crate) async fn lock(tx: &mut AnyConnection, course: CourseId) -> Result<(), StoreError> {
    let found =
        sqlx::query("UPDATE courses SET lines = lines WHERE id = $1").bind(course.to_string()).execute(tx).await?;
    if found.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Adds a line with the next number. A roster has at most [`ROSTER`] ([`StoreError::Full`]), each with an address of its
/// own ([`StoreError::OnRoster`]).
pub(crate) async fn insert_line(
    tx: &mut AnyConnection,
    course: CourseId,
    line: &NewLine,
    state: MemberState,
    person: Option<PersonId>,
    now_unix: Millis,
) -> Result<MemberRow, StoreError> {
    let number: Option<i64> =
        sqlx::query_scalar("UPDATE courses SET lines = lines + 1 WHERE id = $1 AND lines < $2 RETURNING lines")
            .bind(course.to_string())
            .bind(ROSTER as i64)
            .fetch_optional(&mut *tx)
            .await?;
    let number = number.ok_or(StoreError::Full)?;
    let done = sqlx::query(
        "INSERT INTO roster (course, member, person, name, name_key, email, email_key, role, state, team, added_unix, named, listed_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $7) ON CONFLICT DO NOTHING",
    )
    .bind(course.to_string())
    .bind(number)
    .bind(person.map(|person| person.to_string()))
    .bind(&line.name)
    .bind(folded_name(&line.name))
    .bind(line.email.trim())
    .bind(email_key(&line.email))
    .bind(course_role_text(line.role))
    .bind(state_text(state))
    .bind(&line.group)
    .bind(millis(now_unix))
    .bind(i64::from(person.is_none()))
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::OnRoster);
    }
    self::line(tx, course, ids::member(number)?).await?.ok_or(StoreError::NotFound)
}

/// Whether the line with this address is of somebody who left or was removed.
async fn was_member(tx: &mut AnyConnection, course: CourseId, email: &str) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM roster WHERE course = $1 AND email_key = $2 AND state IN ('left', 'removed')",
    )
    .bind(course.to_string())
    .bind(email_key(email))
    .fetch_one(tx)
    .await?;
    Ok(found > 0)
}

/// Writes a line anew, apart from its number and address.
pub(crate) async fn update(tx: &mut AnyConnection, course: CourseId, row: &MemberRow) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE roster SET person = $3, name = $4, name_key = $5, role = $6, state = $7, team = $8, until_confirmed = $9, named = $10
         WHERE course = $1 AND member = $2",
    )
    .bind(course.to_string())
    .bind(i64::from(row.id.0))
    .bind(row.person.map(|person| person.to_string()))
    .bind(&row.name)
    .bind(folded_name(&row.name))
    .bind(course_role_text(row.role))
    .bind(state_text(row.state))
    .bind(&row.group)
    .bind(i64::from(row.until_confirmed && row.state == MemberState::Asking))
    .bind(i64::from(row.named))
    .execute(&mut *tx)
    .await?;
    if let Some(person) = row.person.filter(|_| row.state != MemberState::Active) {
        end_link_of_member(tx, course, person).await?;
    }
    Ok(())
}

/// Has the line of a member of a course follow the address of their account. A line that waited there for whoever has that address
/// meant them, and ends. Whoever is no member keeps the address that they had, so that nobody who was removed comes back by it; a
/// line that somebody keeps in this way goes before that of a member. The course is locked.
pub(crate) async fn follow_address(
    tx: &mut AnyConnection,
    course: CourseId,
    person: PersonId,
    email: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM roster WHERE course = $1 AND email_key = $2 AND person IS NULL AND EXISTS (
            SELECT 1 FROM roster AS own WHERE own.course = $1 AND own.person = $3 AND own.state = 'active'
         )",
    )
    .bind(course.to_string())
    .bind(email_key(email))
    .bind(person.to_string())
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "UPDATE roster SET email = $3, email_key = $4 WHERE course = $1 AND person = $2 AND state = 'active' AND NOT EXISTS (
            SELECT 1 FROM roster AS others WHERE others.course = $1 AND others.email_key = $4 AND others.person <> $2
         )",
    )
    .bind(course.to_string())
    .bind(person.to_string())
    .bind(email.trim())
    .bind(email_key(email))
    .execute(tx)
    .await?;
    Ok(())
}

/// The courses on whose rosters a person is, locked one after another in the order of their identities.
pub(crate) async fn lock_all_of(tx: &mut AnyConnection, person: PersonId) -> Result<Vec<CourseId>, StoreError> {
    let courses: Vec<String> = sqlx::query_scalar("SELECT course FROM roster WHERE person = $1 ORDER BY course")
        .bind(person.to_string())
        .fetch_all(&mut *tx)
        .await?;
    let courses = courses.iter().map(|course| ids::course(course)).collect::<Result<Vec<_>, _>>()?;
    for course in &courses {
        lock(&mut *tx, *course).await?;
    }
    Ok(courses)
}

/// Ends the invitation of a line, if it has one.
pub(crate) async fn end_invitation(
    tx: &mut AnyConnection,
    course: CourseId,
    member: MemberId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM invitations WHERE course = $1 AND member = $2")
        .bind(course.to_string())
        .bind(i64::from(member.0))
        .execute(tx)
        .await?;
    Ok(())
}

/// The line of a person.
pub(crate) async fn line_of(
    tx: &mut AnyConnection,
    course: CourseId,
    person: PersonId,
) -> Result<Option<MemberRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM roster WHERE course = $1 AND person = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(course.to_string())
        .bind(person.to_string())
        .fetch_optional(tx)
        .await?;
    row.as_ref().map(MemberRow::from_columns).transpose()
}

/// The line of this number.
pub(crate) async fn line(
    tx: &mut AnyConnection,
    course: CourseId,
    member: MemberId,
) -> Result<Option<MemberRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM roster WHERE course = $1 AND member = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(course.to_string())
        .bind(i64::from(member.0))
        .fetch_optional(tx)
        .await?;
    row.as_ref().map(MemberRow::from_columns).transpose()
}
