//! What a journal has of seats, and the events without it.
//!
//! Events are read and written as JSON, so that fields stay that only another version of this program knows.

use std::collections::{BTreeMap, BTreeSet};

use common::{folded, folded_name};
use protocol::{Audience, ParticipantId, Seq, privacy::FORMER_PARTICIPANT};
use serde_json::Value;

use super::work;
use crate::journal::rows::Row;

/// What a journal has of some seats.
#[derive(Debug, Default)]
pub(super) struct Journalled {
    seats: BTreeSet<ParticipantId>,
    /// The names that the seats had, folded.
    names: BTreeSet<String>,
    /// Events that commands of these seats have made.
    commanded: BTreeSet<Seq>,
    /// The messages that are not deleted, with their authors and audiences.
    messages: BTreeMap<Seq, (ParticipantId, Audience)>,
    /// The answers in words, folded, of each poll.
    answers: BTreeMap<u64, BTreeSet<String>>,
    /// The highest number by which somebody else of the new name is told from namesakes; 0 for nobody.
    namesakes: u64,
    /// The number that each seat has already under the new name, from an erasure that was cut off.
    numbered: BTreeMap<ParticipantId, u64>,
    /// Events that may have to be written anew.
    events: Vec<(Seq, Value)>,
}

impl Journalled {
    /// Nothing is read yet. `names` are the names of the seats outside of the journal, `commanded` the events that commands of
    /// theirs have made.
    pub(super) fn of(
        seats: &BTreeSet<ParticipantId>,
        names: Vec<String>,
        commanded: impl Iterator<Item = Seq>,
    ) -> Self {
        let names = names.iter().map(|name| folded_name(name)).filter(|name| *name != folded_name(FORMER_PARTICIPANT));
        Journalled {
            seats: seats.clone(),
            names: names.collect(),
            commanded: commanded.collect(),
            ..Journalled::default()
        }
    }

    /// Reads the next row. One that cannot be read is passed over: nobody is told of what is in it.
    pub(super) fn read(&mut self, row: &Row) {
        let Some(event) = row.event.as_deref().and_then(|json| serde_json::from_str::<Value>(json).ok()) else {
            return;
        };
        let seat = seat_of(&event);
        let own = seat.is_some_and(|seat| self.seats.contains(&seat));
        match event["kind"].as_str().unwrap_or_default() {
            "joined" | "viewer_joined" | "wait_began" | "renamed" => self.note_name(seat, own, &event),
            "chat_sent" if own => {
                if let (Some(seat), Ok(audience)) = (seat, serde_json::from_value(event["audience"].clone())) {
                    self.messages.insert(row.seq, (seat, audience));
                }
            }
            "chat_deleted" => drop(event["message"].as_u64().and_then(|message| self.messages.remove(&message))),
            "ballot_cast" if own => {
                if let (Some(poll), Some(text)) = (event["poll"].as_u64(), event["answer"]["text"].as_str()) {
                    self.answers.entry(poll).or_default().insert(folded(text));
                }
            }
            "help_asked" | "work_handed_in" | "waiting_told" | "arrivals_expected" | "poll_tallied"
            | "results_shared" => {}
            _ => return,
        }
        self.events.push((row.seq, event));
    }

    fn note_name(&mut self, seat: Option<ParticipantId>, own: bool, event: &Value) {
        let name = folded_name(event["name"].as_str().unwrap_or_default());
        let is_new = name == folded_name(FORMER_PARTICIPANT);
        let number = event["namesake"].as_u64().unwrap_or(1);
        match (own, is_new) {
            (true, true) => drop(seat.map(|seat| self.numbered.insert(seat, number))),
            (true, false) => drop(self.names.insert(name)),
            (false, true) => self.namesakes = self.namesakes.max(number),
            (false, false) => {}
        }
    }

    /// The messages that are not deleted, with their authors and audiences, in their order.
    pub(super) fn messages(&self) -> impl Iterator<Item = (&Seq, &(ParticipantId, Audience))> {
        self.messages.iter()
    }

    /// The events that change, without what they have of these seats.
    pub(super) fn rewritten(&self) -> Vec<(Seq, String)> {
        let numbers = self.numbers();
        let rewritten = |(seq, event): &(Seq, Value)| {
            let mut without = event.clone();
            self.rewrite(*seq, &mut without, &numbers);
            (without != *event).then(|| (*seq, without.to_string()))
        };
        self.events.iter().filter_map(rewritten).collect()
    }

    /// The number that tells each seat from others of the new name.
    fn numbers(&self) -> BTreeMap<ParticipantId, u64> {
        let mut next = self.numbered.values().copied().fold(self.namesakes, u64::max) + 1;
        let mut numbers = self.numbered.clone();
        for &seat in &self.seats {
            numbers.entry(seat).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
        numbers
    }

    fn rewrite(&self, seq: Seq, event: &mut Value, numbers: &BTreeMap<ParticipantId, u64>) {
        let seat = seat_of(event).filter(|seat| self.seats.contains(seat));
        match event["kind"].as_str().unwrap_or_default() {
            "joined" | "viewer_joined" | "wait_began" | "renamed" => {
                if let (Some(seat), Some(fields)) = (seat, event.as_object_mut()) {
                    fields.insert("name".into(), FORMER_PARTICIPANT.into());
                    fields.remove("namesake");
                    if let Some(number) = numbers.get(&seat).filter(|number| **number > 1) {
                        fields.insert("namesake".into(), (*number).into());
                    }
                }
            }
            "chat_sent" if seat.is_some() => event["text"] = "".into(),
            "help_asked" if seat.is_some() => event["reason"] = "".into(),
            "work_handed_in" => work::take_out(event, &self.seats),
            "waiting_told" if seat.is_some() || self.commanded.contains(&seq) => event["text"] = "".into(),
            "ballot_cast" if seat.is_some() && event["answer"]["text"].is_string() => {
                event["answer"]["text"] = "".into();
            }
            "arrivals_expected" => {
                if let Some(names) = event["names"].as_array_mut() {
                    names.retain(|name| !name.as_str().is_some_and(|name| self.names.contains(&folded_name(name))));
                }
            }
            "poll_tallied" | "results_shared" => self.rewrite_count(event),
            _ => {}
        }
    }

    /// Empties the words that these seats alone gave as an answer. What others answered as well stays.
    fn rewrite_count(&self, event: &mut Value) {
        let Some(answers) = event["poll"].as_u64().and_then(|poll| self.answers.get(&poll)) else { return };
        let Some(texts) = event["tally"]["counts"]["texts"].as_array_mut() else { return };
        for counted in texts.iter_mut().filter(|counted| counted["count"] == 1) {
            if counted["text"].as_str().is_some_and(|text| answers.contains(&folded(text))) {
                counted["text"] = "".into();
            }
        }
    }
}

/// The seat of which an event speaks.
fn seat_of(event: &Value) -> Option<ParticipantId> {
    event["participant"].as_u64().and_then(|number| u32::try_from(number).ok()).map(ParticipantId)
}
