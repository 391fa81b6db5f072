//! Lists of people that staff import into a roster: all of a list, or nothing.

use std::collections::HashMap;

use protocol::{AuditKind, CourseId, CourseRole, MemberState, Millis, limits::ROSTER};
use sqlx::Row;

use crate::{
    Store,
    audit::{self, AuditLine},
    error::StoreError,
    people::email_key,
    roster::{COLUMNS, MemberRow, NewLine, end_seats_of_former_staff, insert_line, lock, update},
};

/// A line of an import. What it does not say stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedLine {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are in the course; whoever is new and of whom nothing is said is a student.
    pub role: Option<CourseRole>,
    /// Their group, or that they are in none; absent where the import has no groups.
    pub group: Option<Option<String>>,
}

impl ImportedLine {
    /// The line of whoever is new.
    fn added(&self) -> NewLine {
        NewLine {
            name: self.name.clone(),
            email: self.email.clone(),
            role: self.role.unwrap_or(CourseRole::Student),
            group: self.group.clone().flatten(),
        }
    }

    /// A line that is there, as the import has it.
    fn changed(&self, old: &MemberRow) -> MemberRow {
        MemberRow {
            name: self.name.clone(),
            named: old.named || self.name != old.name,
            role: self.role.unwrap_or(old.role),
            group: self.group.clone().unwrap_or_else(|| old.group.clone()),
            ..old.clone()
        }
    }
}

/// What an import changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// New lines.
    pub added: u32,
    /// Lines of which something changes.
    pub changed: u32,
    /// Those of them of which the role changes.
    pub roles: u32,
    /// Lines that are as they are in the import.
    pub unchanged: u32,
    /// Lines of those who left or were removed: they stay as they are.
    pub away: u32,
}

impl Store {
    /// Adds and changes lines by their addresses: all, or none. Where somebody stands stays as it is. Without `commit`, the line of
    /// the log, nothing is written. [`StoreError::Full`] beyond [`ROSTER`] lines, [`StoreError::LastOne`] without an instructor.
    pub async fn import_roster(
        &self,
        course: CourseId,
        lines: &[ImportedLine],
        commit: Option<&AuditLine>,
        now_unix: Millis,
    ) -> Result<ImportCounts, StoreError> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx, course).await?;
        let sql = format!("SELECT {COLUMNS}, listed_key FROM roster WHERE course = $1");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(course.to_string()).fetch_all(&mut *tx).await?;
        let mut present: HashMap<String, MemberRow> = HashMap::with_capacity(rows.len());
        // Whoever came by another address, or has another by now, is in the same list by the one under which they were listed.
        let mut listed: HashMap<String, String> = HashMap::new();
        for row in &rows {
            let former: String = row.try_get("listed_key")?;
            let row = MemberRow::from_columns(row)?;
            let key = email_key(&row.email);
            if former != key {
                listed.insert(former, key.clone());
            }
            present.insert(key, row);
        }
        let mut counts = ImportCounts::default();
        for line in lines {
            let key = email_key(&line.email);
            let key = if present.contains_key(&key) { &key } else { listed.get(&key).unwrap_or(&key) };
            let Some(old) = present.get_mut(key) else {
                counts.added += 1;
                if commit.is_some() {
                    insert_line(&mut tx, course, &line.added(), MemberState::Invited, None, now_unix).await?;
                } else if rows.len() + counts.added as usize > ROSTER {
                    return Err(StoreError::Full);
                }
                continue;
            };
            if matches!(old.state, MemberState::Left | MemberState::Removed) {
                counts.away += 1;
                continue;
            }
            let new = line.changed(old);
            if new == *old {
                counts.unchanged += 1;
                continue;
            }
            counts.changed += 1;
            counts.roles += u32::from(new.role != old.role);
            if let Some(note) = commit {
                if new.role != old.role {
                    let note = note.clone().of_kind(AuditKind::CourseRoleChanged).to(new.person, &new.name);
                    audit::insert(&mut tx, &note.detail(new.role), now_unix).await?;
                }
                update(&mut tx, course, &new).await?;
                end_seats_of_former_staff(&mut tx, course, old, &new).await?;
            }
            *old = new;
        }
        let teaches = |row: &MemberRow| row.role == CourseRole::Instructor && row.state == MemberState::Active;
        if !present.values().any(teaches) {
            return Err(StoreError::LastOne);
        }
        if let Some(line) = commit {
            let written = counts.added + counts.changed;
            if written > 0 {
                audit::insert(&mut tx, &line.clone().detail(written), now_unix).await?;
            }
            tx.commit().await?;
        }
        Ok(counts)
    }
}
