//! The groups of a course, with the seats that their people have in one of its classes.

use protocol::{ParticipantId, SessionId};

use crate::{Store, error::StoreError, ids};

/// A student who is in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupedStudent {
    /// The group.
    pub group: String,
    /// Their name on the roster.
    pub name: String,
    /// Their seat in the class, if they took one.
    pub participant: Option<ParticipantId>,
}

impl Store {
    /// The students of the course of which this is a class who are in a group, by group and name.
    pub async fn grouped_students(&self, session: SessionId) -> Result<Vec<GroupedStudent>, StoreError> {
        let rows: Vec<(String, String, Option<i64>)> = sqlx::query_as(
            "SELECT roster.team, roster.name, MAX(seats.participant)
             FROM sessions
             JOIN roster ON roster.course = sessions.course
             LEFT JOIN seats ON seats.session = sessions.id AND seats.person = roster.person
             WHERE sessions.id = $1 AND roster.state = 'active' AND roster.role = 'student' AND roster.team IS NOT NULL
             GROUP BY roster.member, roster.team, roster.name
             ORDER BY roster.team, roster.name, roster.member",
        )
        .bind(session.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter()
            .map(|(group, name, participant)| {
                let participant = participant.map(ids::participant).transpose()?;
                Ok(GroupedStudent { group, name, participant })
            })
            .collect()
    }
}
