//! Who hands in a piece of work together: the study table knows who agreed, and nobody else is asked.

use live::Arrival;
use protocol::{Command, CourseId, ParticipantId, Refusal, RoomId, SessionId};
use store::{PersonId, SeatRow, SessionRow, StoreError};

use crate::{context::App, refusal, status};

impl App {
    /// Those who do this together with the holder of a seat of the class, for a command that several people do together. They are asked while
    /// nothing else is done in the class, so that whoever takes their word back, leaves or is erased before is not among them.
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

    /// Ends what these people of a class agreed to at its study table, once they have handed in, alone or together: nobody there reads that
    /// they work on it still, and what they do next together they say anew. It is done also when nobody waits for it any more.
    pub async fn end_company(&self, class: SessionId, who: Vec<ParticipantId>) {
        let app = self.clone();
        let told = tokio::spawn(async move {
            if let Err(error) = app.tell_table(class, who).await {
                tracing::warn!(%class, %error, "the table is not told");
            }
        });
        // What panicked is logged, and the table goes on.
        drop(told.await);
    }

    async fn tell_table(&self, class: SessionId, in_class: Vec<ParticipantId>) -> Result<(), StoreError> {
        let Some(table) = self.store.open_table(class).await? else { return Ok(()) };
        let mut who = Vec::new();
        for participant in in_class {
            let person = self.store.seat(class, participant).await?.and_then(|seat| seat.person);
            let Some(person) = person else { continue };
            who.extend(self.store.seat_of_person(table, person).await?.map(|seat| seat.participant));
        }
        status::tell_handed_in(&self.hub, table, who).await;
        Ok(())
    }

    /// The others at the study table of the class who work on this task, if the holder of this seat works on it there, too; else nobody.
    async fn agreed(&self, class: &SessionRow, seat: &SeatRow, room: RoomId) -> Result<Vec<Arrival>, Refusal> {
        let (Some(person), Some(course)) = (seat.person, class.course) else { return Ok(Vec::new()) };
        let Some(table) = self.store.open_table(class.id).await.map_err(refusal::store)? else { return Ok(Vec::new()) };
        let mut people = Vec::new();
        for participant in status::who_agreed(&self.hub, table, room).await? {
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
