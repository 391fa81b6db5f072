//! Courses.

use protocol::{
    AuditKind, CourseId, CourseRole, MemberState, Millis,
    courses::{CourseDetails, CourseJoinRequest, StudyRoom},
    limits::COURSES_OF_PERSON,
    schedule::Deadline,
};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, AuditLine},
    clips,
    columns::millis,
    error::StoreError,
    ids, ledger,
    people::{Person, PersonId},
    practice,
    retention::{self, retention_from},
    roster::{NewLine, course_role_from, insert_line},
    schedule::deadline_from,
    sessions::{normal_code, random_code},
    sign_ins::Agent,
};

/// The longest list of courses: what the server's owner sees.
const LISTED: i64 = 2_000;

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseRow {
    /// Its identity.
    pub id: CourseId,
    /// What its staff say of it.
    pub details: CourseDetails,
    /// The code of the link by which people come in, if there is one.
    pub join_code: Option<String>,
    /// Whether staff approve of whoever comes by the link.
    pub join_approval: bool,
    /// The domains of mail addresses with which people come by the link; none for any.
    pub join_domains: Vec<String>,
    /// How many members it has.
    pub members: u32,
    /// How many people are invited to be one.
    pub invited: u32,
    /// How many ask to come in.
    pub asking: u32,
    /// The rule by which work on its sessions is due.
    pub deadline: Option<Deadline>,
}

/// A course as a person sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseOf {
    /// The course.
    pub course: CourseRow,
    /// What the person is in it; `None` for no active member.
    pub role: Option<CourseRole>,
}

/// The columns of a [`CourseRow`], up to the tables. The counts are by an index, and of one statement for a whole list.
macro_rules! select_courses {
    ($more_columns:literal, $tables_and_condition:literal) => {
        concat!(
            "SELECT courses.id, courses.title, courses.description, courses.colour, courses.zone, courses.first_day,
             courses.last_day, courses.recordings_until, courses.guests_allowed, courses.join_code, courses.join_approval,
             courses.join_domains, courses.deadline_days, courses.deadline_time, courses.retention_days, courses.full_percent, courses.full_polls, courses.full_response, courses.study,
             courses.practice, courses.downloads,
             (SELECT COUNT(*) FROM roster AS line WHERE line.course = courses.id AND line.state = 'active') AS members,
             (SELECT COUNT(*) FROM roster AS line WHERE line.course = courses.id AND line.state = 'invited') AS invited,
             (SELECT COUNT(*) FROM roster AS line WHERE line.course = courses.id AND line.state = 'asking') AS asking ",
            $more_columns,
            $tables_and_condition
        )
    };
}

fn study_from(text: &str) -> Result<StudyRoom, StoreError> {
    match text {
        "off" => Ok(StudyRoom::Off),
        "open" => Ok(StudyRoom::Open),
        "recorded" => Ok(StudyRoom::Recorded),
        _ => Err(StoreError::Corrupt("study room of a course")),
    }
}

async fn set_downloads(tx: &mut AnyConnection, course: CourseId, on: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE courses SET downloads = $2 WHERE id = $1")
        .bind(course.to_string())
        .bind(i64::from(on))
        .execute(tx)
        .await?;
    Ok(())
}

async fn set_study(tx: &mut AnyConnection, course: CourseId, study: StudyRoom) -> Result<(), StoreError> {
    let text = match study {
        StudyRoom::Off => "off",
        StudyRoom::Open => "open",
        StudyRoom::Recorded => "recorded",
    };
    sqlx::query("UPDATE courses SET study = $2 WHERE id = $1").bind(course.to_string()).bind(text).execute(tx).await?;
    Ok(())
}

impl CourseRow {
    fn from_columns(row: &AnyRow) -> Result<Self, StoreError> {
        let count = |column| Ok::<_, StoreError>(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(u32::MAX));
        Ok(CourseRow {
            id: ids::course(row.try_get("id")?)?,
            details: CourseDetails {
                title: row.try_get("title")?,
                description: row.try_get("description")?,
                colour: u8::try_from(row.try_get::<i64, _>("colour")?).map_err(|_| StoreError::Corrupt("colour"))?,
                zone: row.try_get("zone")?,
                from: row.try_get("first_day")?,
                to: row.try_get("last_day")?,
                recordings_until: row.try_get("recordings_until")?,
                guests_allowed: row.try_get::<i64, _>("guests_allowed")? != 0,
                retention: Some(retention_from(row.try_get("retention_days")?)),
                ledger: Some(ledger::rule_from(row)?),
                study: Some(study_from(&row.try_get::<String, _>("study")?)?),
                practice: Some(row.try_get::<i64, _>("practice")? != 0),
                downloads: Some(row.try_get::<i64, _>("downloads")? != 0),
            },
            join_code: row.try_get("join_code")?,
            join_approval: row.try_get::<i64, _>("join_approval")? != 0,
            join_domains: row.try_get::<String, _>("join_domains")?.split_whitespace().map(str::to_owned).collect(),
            members: count("members")?,
            invited: count("invited")?,
            asking: count("asking")?,
            deadline: deadline_from(row)?,
        })
    }
}

impl Store {
    /// Makes a course. Whoever makes it is its first instructor. A person makes at most [`COURSES_OF_PERSON`]
    /// ([`StoreError::Full`]).
    pub async fn create_course(
        &self,
        by: &Person,
        details: &CourseDetails,
        agent: &Agent,
        now_unix: Millis,
    ) -> Result<CourseId, StoreError> {
        let id = CourseId(Uuid::new_v4());
        let mut tx = self.db.begin().await?;
        let made: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM courses WHERE made_by = $1")
            .bind(by.id.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if made >= COURSES_OF_PERSON as i64 {
            return Err(StoreError::Full);
        }
        sqlx::query(
            "INSERT INTO courses (id, title, description, colour, zone, first_day, last_day, recordings_until, guests_allowed,
                                  join_approval, made_by, created_unix, lines)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, 0)",
        )
        .bind(id.to_string())
        .bind(&details.title)
        .bind(&details.description)
        .bind(i64::from(details.colour))
        .bind(&details.zone)
        .bind(&details.from)
        .bind(&details.to)
        .bind(&details.recordings_until)
        .bind(i64::from(details.guests_allowed))
        .bind(by.id.to_string())
        .bind(millis(now_unix))
        .execute(&mut *tx)
        .await?;
        if let Some(retention) = details.retention {
            retention::set(&mut tx, id, retention).await?;
        }
        if let Some(rule) = details.ledger {
            ledger::set_rule(&mut tx, id, rule).await?;
        }
        if let Some(study) = details.study {
            set_study(&mut tx, id, study).await?;
        }
        if let Some(on) = details.practice {
            practice::set(&mut tx, id, on).await?;
        }
        if let Some(on) = details.downloads {
            set_downloads(&mut tx, id, on).await?;
        }
        let line =
            NewLine { name: by.name.clone(), email: by.email.clone(), role: CourseRole::Instructor, group: None };
        insert_line(&mut tx, id, &line, MemberState::Active, Some(by.id), now_unix).await?;
        let made = AuditLine::new(AuditKind::CourseMade, by, agent).in_course(id).about(&details.title);
        audit::insert(&mut tx, &made, now_unix).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The course with this id.
    pub async fn course(&self, id: CourseId) -> Result<Option<CourseRow>, StoreError> {
        let row = sqlx::query(select_courses!("", "FROM courses WHERE courses.id = $1"))
            .bind(id.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        row.as_ref().map(CourseRow::from_columns).transpose()
    }

    /// The course with this code of a link, as people type it.
    pub async fn course_by_code(&self, code: &str) -> Result<Option<CourseRow>, StoreError> {
        let Some(code) = normal_code(code) else { return Ok(None) };
        let row = sqlx::query(select_courses!("", "FROM courses WHERE courses.join_code = $1"))
            .bind(code)
            .fetch_optional(&self.db.reader)
            .await?;
        row.as_ref().map(CourseRow::from_columns).transpose()
    }

    /// The courses of which a person is a member, by title.
    pub async fn courses_of(&self, person: PersonId) -> Result<Vec<CourseOf>, StoreError> {
        let rows = sqlx::query(select_courses!(
            ", roster.role AS role ",
            "FROM roster JOIN courses ON courses.id = roster.course
             WHERE roster.person = $1 AND roster.state = 'active' ORDER BY courses.title, courses.id LIMIT $2"
        ))
        .bind(person.to_string())
        .bind(LISTED)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(course_of).collect()
    }

    /// All courses, by title, with what a person is in each.
    pub async fn all_courses(&self, person: PersonId) -> Result<Vec<CourseOf>, StoreError> {
        let rows = sqlx::query(select_courses!(
            ", roster.role AS role ",
            "FROM courses LEFT JOIN roster ON roster.course = courses.id AND roster.person = $1 AND roster.state = 'active'
             ORDER BY courses.title, courses.id LIMIT $2"
        ))
        .bind(person.to_string())
        .bind(LISTED)
        .fetch_all(&self.db.reader)
        .await?;
        rows.iter().map(course_of).collect()
    }

    /// The names of a course's instructors, in the order in which they came.
    pub async fn instructors_of(&self, course: CourseId) -> Result<Vec<String>, StoreError> {
        let names = sqlx::query_scalar(
            "SELECT name FROM roster WHERE course = $1 AND role = 'instructor' AND state = 'active' ORDER BY member",
        )
        .bind(course.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        Ok(names)
    }

    /// Changes what is said of a course. Where its classes are kept for another time from then on, its instructors were told of
    /// none yet.
    pub async fn change_course(
        &self,
        id: CourseId,
        details: &CourseDetails,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "UPDATE courses SET title = $2, description = $3, colour = $4, zone = $5, first_day = $6, last_day = $7,
                                recordings_until = $8, guests_allowed = $9,
                                expiry_told_unix = CASE WHEN last_day IS NOT DISTINCT FROM $7 AND zone = $5
                                                        THEN expiry_told_unix END
             WHERE id = $1",
        )
        .bind(id.to_string())
        .bind(&details.title)
        .bind(&details.description)
        .bind(i64::from(details.colour))
        .bind(&details.zone)
        .bind(&details.from)
        .bind(&details.to)
        .bind(&details.recordings_until)
        .bind(i64::from(details.guests_allowed))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        if let Some(retention) = details.retention {
            retention::set(&mut tx, id, retention).await?;
        }
        if let Some(rule) = details.ledger {
            ledger::set_rule(&mut tx, id, rule).await?;
        }
        if let Some(study) = details.study {
            set_study(&mut tx, id, study).await?;
        }
        if let Some(on) = details.practice {
            practice::set(&mut tx, id, on).await?;
        }
        if let Some(on) = details.downloads {
            set_downloads(&mut tx, id, on).await?;
        }
        audit::insert(&mut tx, line, now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// Switches the link by which people come in on or off. Its code stays until it is off or reset. No domain has a space in it.
    pub async fn set_course_link(
        &self,
        id: CourseId,
        wanted: &CourseJoinRequest,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<Option<String>, StoreError> {
        let mut tx = self.db.begin().await?;
        let present: Option<Option<String>> = sqlx::query_scalar(
            "UPDATE courses SET join_approval = $2, join_domains = $3 WHERE id = $1 RETURNING join_code",
        )
        .bind(id.to_string())
        .bind(i64::from(wanted.approval))
        .bind(wanted.domains.join(" "))
        .fetch_optional(&mut *tx)
        .await?;
        let present = present.ok_or(StoreError::NotFound)?.filter(|_| !wanted.reset);
        // Of 2^50 codes, the one that is drawn is not in use.
        let code = wanted.on.then(|| present.unwrap_or_else(random_code));
        sqlx::query("UPDATE courses SET join_code = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(&code)
            .execute(&mut *tx)
            .await?;
        audit::insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
        Ok(code)
    }

    /// Deletes a course with its roster, and with planned sessions in which nobody was, unless it has other classes ([`StoreError::HasClasses`]).
    pub async fn delete_course(&self, id: CourseId, line: &AuditLine, now_unix: Millis) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        // Locks the course: no class of it begins meanwhile.
        let found = sqlx::query("UPDATE courses SET lines = lines WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        if found.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        sqlx::query(
            "DELETE FROM sessions WHERE course = $1 AND state = 'scheduled' AND seats = 0 AND series IS NOT NULL",
        )
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
        let clips = clips::take_all_in(&mut tx, id, now_unix).await?;
        let classes: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sessions WHERE course = $1")
            .bind(id.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if classes > 0 {
            return Err(StoreError::HasClasses);
        }
        sqlx::query("DELETE FROM courses WHERE id = $1").bind(id.to_string()).execute(&mut *tx).await?;
        audit::insert(&mut tx, line, now_unix).await?;
        tx.commit().await?;
        self.forget_classes(&clips).await
    }
}

fn course_of(row: &AnyRow) -> Result<CourseOf, StoreError> {
    let role: Option<String> = row.try_get("role")?;
    let role = role.map(|role| course_role_from(&role)).transpose()?;
    Ok(CourseOf { course: CourseRow::from_columns(row)?, role })
}
