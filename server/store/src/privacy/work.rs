//! Work that was handed in, in a journal: it is the work of one person, or of several.

use std::collections::BTreeSet;

use protocol::ParticipantId;
use serde_json::{Value, json};

/// The numbers of all whose work it is: whoever handed it in, then the others.
pub(super) fn authors(event: &Value) -> impl Iterator<Item = &Value> {
    [&event["participant"]].into_iter().chain(event["with"].as_array().into_iter().flatten())
}

/// Takes these seats out of it. Others keep what they made together; what nobody else made has no text any more.
pub(super) fn take_out(event: &mut Value, seats: &BTreeSet<ParticipantId>) {
    let is_out = |author: &Value| author.as_u64().is_some_and(|id| seats.iter().any(|seat| u64::from(seat.0) == id));
    let left: Vec<Value> = authors(event).filter(|author| !is_out(author)).cloned().collect();
    if left.len() == authors(event).count() {
        return;
    }
    let [first, others @ ..] = &left[..] else {
        event["text"] = "".into();
        if let Some(fields) = event.as_object_mut() {
            fields.remove("with");
        }
        return;
    };
    event["participant"] = first.clone();
    if event["audience"]["to"] == "staff" {
        event["audience"] = json!({ "to": "staff", "and": first });
    }
    match others {
        [] => drop(event.as_object_mut().map(|fields| fields.remove("with"))),
        others => event["with"] = others.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(mut event: Value, seats: &[u32]) -> Value {
        take_out(&mut event, &seats.iter().copied().map(ParticipantId).collect());
        event
    }

    #[test]
    fn others_keep_what_they_made_with_whoever_is_taken_out() {
        let staff = |and: u32| json!({ "to": "staff", "and": and });
        let of = |participant: u32, with: Value| json!({ "participant": participant, "with": with, "text": "Six", "audience": staff(participant) });
        let alone = |participant: u32, text| json!({ "participant": participant, "text": text, "audience": staff(participant) });
        let all = of(3, json!([4, 5]));
        assert_eq!(without(all.clone(), &[9]), all);
        assert_eq!(without(all.clone(), &[4]), of(3, json!([5])));
        assert_eq!(without(all.clone(), &[3]), of(4, json!([5])), "it is shown to whoever is first by now");
        assert_eq!(without(without(all.clone(), &[3]), &[5]), alone(4, "Six"));
        assert_eq!(without(all, &[3, 4, 5]), alone(3, ""), "nobody has it any more");
        assert_eq!(without(alone(3, "Six"), &[3]), alone(3, ""));
        let room = json!({ "participant": 3, "with": [4], "text": "Six", "audience": { "to": "room", "room": 1 } });
        assert_eq!(without(room.clone(), &[3])["audience"], room["audience"]);
    }
}
