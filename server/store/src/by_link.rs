//! Who comes into a course by its link.

use protocol::{AuditKind, CourseId, CourseRole, MemberState, Millis, ServerRole};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    audit::{self, AuditLine},
    error::StoreError,
    ids,
    people::{NewAccount, Person, PersonId, insert_account},
    roster::{MemberRow, NewLine, end_seats_of_former_staff, follow_address, insert_line, line, line_of, lock, update},
    sign_ins::Agent,
};

/// What lets in whoever comes by the link of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Nothing more.
    AtOnce,
    /// That they confirm their address.
    OnceConfirmed,
    /// Its staff.
    ByStaff,
}

/// A course that somebody asked to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRow {
    /// Title.
    pub title: String,
    /// Colour.
    pub colour: u8,
    /// The code of its link, while that is on.
    pub join_code: Option<String>,
    /// Whether they come in once their address is confirmed.
    pub until_confirmed: bool,
}

impl Store {
    /// The courses that a person asked to join, by title.
    pub async fn asked_by(&self, person: PersonId) -> Result<Vec<AskedRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT courses.title, courses.colour, courses.join_code, roster.until_confirmed
             FROM roster JOIN courses ON courses.id = roster.course
             WHERE roster.person = $1 AND roster.state = 'asking' ORDER BY courses.title, courses.id",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let one = |row: &AnyRow| {
            let colour = u8::try_from(row.try_get::<i64, _>("colour")?);
            Ok(AskedRow {
                title: row.try_get("title")?,
                colour: colour.map_err(|_| StoreError::Corrupt("colour"))?,
                join_code: row.try_get("join_code")?,
                until_confirmed: row.try_get::<i64, _>("until_confirmed")? != 0,
            })
        };
        rows.iter().map(one).collect()
    }

    /// Brings a person in by the course's link, as a student: a member at once, or one who asks. Whoever was removed asks staff,
    /// whoever asks staff goes on to until they decide, and whoever is a member stays one. Returns where they stand.
    /// [`StoreError::OnRoster`] where somebody else's line has their address: nobody knows whether it is theirs.
    pub async fn enter_course(
        &self,
        course: CourseId,
        person: &Person,
        admission: Admission,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<MemberRow, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let row = enter(&mut tx, course, person, admission, agent, now_unix).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// The courses that a person asked to join, and into which they come once their address is confirmed.
    pub async fn entered_once_confirmed(&self, person: PersonId) -> Result<Vec<CourseId>, StoreError> {
        let courses: Vec<String> = sqlx::query_scalar(
            "SELECT course FROM roster WHERE person = $1 AND state = 'asking' AND until_confirmed = 1",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        courses.iter().map(|course| ids::course(course)).collect()
    }

    /// Makes an account for somebody who comes by a course's link, and lets them in as [`enter_course`](Self::enter_course) does:
    /// both, or neither. [`StoreError::EmailTaken`] when there is an account with the address, [`StoreError::OnRoster`] when the
    /// roster has it: whoever is expected has a link of their own, and an address that somebody types is no proof.
    pub async fn enter_course_anew(
        &self,
        course: CourseId,
        account: &NewAccount<'_>,
        admission: Admission,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<(Person, MemberRow), StoreError> {
        let NewAccount { name, email, password } = *account;
        if self.has_account(email).await? {
            return Err(StoreError::EmailTaken);
        }
        let password_hash = self.passwords.hash(password).await?;
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let made = insert_account(&mut tx, name, email, &password_hash, ServerRole::Member, false).await?;
        let person = made.ok_or(StoreError::EmailTaken)?;
        let row = enter(&mut tx, course, &person, admission, agent, now_unix).await?;
        tx.commit().await?;
        Ok((person, row))
    }
}

/// Makes a person a member of the course, or somebody who asks to be one; the roster is locked.
async fn enter(
    tx: &mut AnyConnection,
    course: CourseId,
    person: &Person,
    admission: Admission,
    agent: &Agent,
    now_unix: Millis,
) -> Result<MemberRow, StoreError> {
    let state = if admission == Admission::AtOnce { MemberState::Active } else { MemberState::Asking };
    let until_confirmed = admission == Admission::OnceConfirmed;
    let row = match line_of(&mut *tx, course, person.id).await? {
        Some(row) if row.state == MemberState::Active => row,
        Some(row) if row.state == MemberState::Asking && !row.until_confirmed => row,
        Some(row) => {
            let staff_decide = matches!(row.state, MemberState::Removed | MemberState::Invited);
            let (state, until_confirmed) =
                if staff_decide { (MemberState::Asking, false) } else { (state, until_confirmed) };
            let back = MemberRow { state, until_confirmed, role: CourseRole::Student, ..row.clone() };
            end_seats_of_former_staff(&mut *tx, course, &row, &back).await?;
            update(&mut *tx, course, &back).await?;
            follow_address(&mut *tx, course, person.id, &person.email).await?;
            line(&mut *tx, course, back.id).await?.ok_or(StoreError::NotFound)?
        }
        None => {
            let (name, email) = (person.name.clone(), person.email.clone());
            let line = NewLine { name, email, role: CourseRole::Student, group: None };
            let row = insert_line(&mut *tx, course, &line, state, Some(person.id), now_unix).await?;
            let row = MemberRow { until_confirmed, ..row };
            update(&mut *tx, course, &row).await?;
            row
        }
    };
    let kind = if row.state == MemberState::Active { AuditKind::MemberCame } else { AuditKind::MemberAsked };
    let line = AuditLine::new(kind, person, agent).in_course(course).once_a_day();
    audit::insert(&mut *tx, &line, now_unix).await?;
    Ok(row)
}
