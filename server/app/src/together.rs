//! Who hands in a piece of work together: the study table knows who agreed, and nobody else is asked.

use live::Arrival;
use protocol::{Command, CourseId, Refusal, RoomId, SessionId};
use store::{PersonId, SeatRow, SessionRow};

use crate::{context::App, refusal, status};

impl App {
    /// Those who do this together with the holder of a seat of the class, for a command that several people do together.
    pub async fn company(
        &self,
        class: &SessionRow,
        seat: &SeatRow,
        command: &Command,
    ) -> Result<Vec<Arrival>, Refusal> {
        match command {
            Command::HandInTogether { room, .. } => self.agreed(class, seat, *room).await,
            _ => Ok(Vec::new()),
        }
    }

    /// Ends what those at the study table of a class agreed to, once it is done: what they do next together they say anew.
    pub async fn end_company(&self, class: SessionId, room: RoomId) {
        match self.store.open_table(class).await {
            Ok(Some(table)) => status::tell_handed_in(&self.hub, table, room).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(%class, %error, "the table is not told"),
        }
    }

    /// The others at the study table of the class who work on this task, if the holder of this seat works on it there, too; else nobody.
    async fn agreed(&self, class: &SessionRow, seat: &SeatRow, room: RoomId) -> Result<Vec<Arrival>, Refusal> {
        let (Some(person), Some(course)) = (seat.person, class.course) else { return Ok(Vec::new()) };
        let Some(table) = self.store.open_table(class.id).await.map_err(refusal::store)? else { return Ok(Vec::new()) };
        let mut people = Vec::new();
        for participant in status::who_agreed(&self.hub, table, room).await {
            let at_table = self.store.seat(table, participant).await.map_err(refusal::store)?;
            people.extend(at_table.and_then(|seat| seat.person));
        }
        if !people.contains(&person) {
            return Ok(Vec::new());
        }
        let mut company = Vec::new();
        for other in people.into_iter().filter(|other| *other != person) {
            company.extend(self.seated(other, course, class.id).await?);
        }
        Ok(company)
    }

    /// Somebody with their seat in a class of the course, while they may watch it.
    async fn seated(&self, person: PersonId, course: CourseId, class: SessionId) -> Result<Option<Arrival>, Refusal> {
        let Some(person) = self.store.person(person).await.map_err(refusal::store)? else { return Ok(None) };
        if self.watched_together(&person, course, class).await.is_err() {
            return Ok(None);
        }
        let seat = self.store.seat_of_person(class, person.id).await.map_err(refusal::store)?;
        Ok(seat.map(|SeatRow { participant, name, role, consent, near_ban, .. }| Arrival {
            participant,
            name,
            role,
            consent,
            near_ban,
        }))
    }
}
