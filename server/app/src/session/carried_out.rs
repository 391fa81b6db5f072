//! The commands that were carried out, for clients that send one again.

use std::collections::{HashMap, VecDeque};

use protocol::{CommandId, Event, EventBody, ParticipantId, SealedEvent, limits};
use store::Entry;

/// The last commands of each seat that were carried out, at most [`limits::COMMANDS_REMEMBERED`] of each: there are at most
/// [`limits::PEOPLE`]. All were acknowledged with [`protocol::CommandResult::Done`].
#[derive(Debug, Default)]
pub struct CarriedOut(HashMap<ParticipantId, VecDeque<CommandId>>);

impl CarriedOut {
    /// Takes note of a command.
    pub fn note(&mut self, participant: ParticipantId, id: CommandId) {
        let ids = self.0.entry(participant).or_default();
        if ids.len() == limits::COMMANDS_REMEMBERED {
            ids.pop_front();
        }
        ids.push_back(id);
    }

    /// Whether the command is one of the last that were carried out.
    pub fn contains(&self, participant: ParticipantId, id: CommandId) -> bool {
        self.0.get(&participant).is_some_and(|ids| ids.contains(&id))
    }
}

impl FromIterator<(ParticipantId, CommandId)> for CarriedOut {
    fn from_iter<I: IntoIterator<Item = (ParticipantId, CommandId)>>(commands: I) -> Self {
        let mut carried_out = CarriedOut::default();
        commands.into_iter().for_each(|(participant, id)| carried_out.note(participant, id));
        carried_out
    }
}

/// The events of a command as the journal keeps them: by the first, the command is known when it is sent again.
pub fn entries(events: Vec<Event>, command: Option<(ParticipantId, CommandId)>) -> impl Iterator<Item = Entry> {
    let mut command = command;
    events.into_iter().map(move |event| {
        let command = command.take().filter(|_| outlives_the_server(&event));
        Entry { event: SealedEvent::new(event), command }
    })
}

/// Whether what a command did is there when the server is killed. An anonymous answer is in memory alone: who sends it again
/// then gives it once more.
fn outlives_the_server(event: &Event) -> bool {
    !matches!(event.body, EventBody::BallotCast { answer: None, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_commands_of_each_seat_are_known() {
        let (ann, bob) = (ParticipantId(1), ParticipantId(2));
        let mut carried_out = CarriedOut::default();
        let last = limits::COMMANDS_REMEMBERED as u32 + 3;
        for id in 1..=last {
            carried_out.note(ann, id.into());
        }
        let known = |id: u32| carried_out.contains(ann, id.into());
        assert_eq!([known(3), known(4), known(last), known(last + 1)], [false, true, true, false]);
        assert!(!carried_out.contains(bob, last.into()));
    }
}
