//! Whoever reads pseudonyms finds no name in any kind of event, wherever its kind has one.

use std::{collections::BTreeSet, fs, path::Path};

use live::with_pseudonyms;
use protocol::{Event, ParticipantId, typescript};
use serde_json::Value;

/// What nobody is called, and nobody typed.
const NAME: &str = "Quillon Zarathu";

/// The places of texts that people typed, by the kind of event: they stay as they are.
const TYPED: &[(&str, &str)] = &[
    ("activity_started", "/activity/title"),
    ("agenda_set", "/activities/#/title"),
    ("ballot_cast", "/answer/text"),
    ("chapter_set", "/title"),
    ("chat_sent", "/text"),
    ("help_asked", "/reason"),
    ("poll_key_set", "/key/explanation"),
    ("poll_prepared", "/key/explanation"),
    ("poll_prepared", "/question/form/choices/#/text"),
    ("poll_prepared", "/question/text"),
    ("poll_started", "/question/form/choices/#/text"),
    ("poll_started", "/question/form/high"),
    ("poll_started", "/question/form/low"),
    ("poll_started", "/question/text"),
    ("poll_tallied", "/tally/counts/texts/#/text"),
    ("results_shared", "/tally/counts/texts/#/text"),
    ("rooms_opened", "/rooms/#/name"),
    ("rooms_opened", "/rooms/#/task"),
    ("session_started", "/title"),
    ("waiting_told", "/text"),
    ("work_handed_in", "/text"),
];

/// All events in the golden files, as they are written.
fn events() -> Vec<Value> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/golden");
    let mut found = Vec::new();
    for folder in [golden.clone(), golden.join("actions")] {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|ending| ending == "json") {
                collect(&serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap(), &mut found);
            }
        }
    }
    found
}

fn collect(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(fields) if ["seq", "at", "audience", "kind"].iter().all(|name| fields.contains_key(*name)) => {
            found.push(value.clone());
        }
        Value::Object(fields) => fields.values().for_each(|value| collect(value, found)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// The places of all strings, as JSON pointers.
fn strings(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(place.to_owned()),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| strings(value, &format!("{place}/{name}"), found))
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(at, value)| strings(value, &format!("{place}/{at}"), found));
        }
        _ => {}
    }
}

/// A pointer with `#` for the numbers in lists.
fn general(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "#".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The kinds of events, from the declaration for browsers.
fn kinds() -> BTreeSet<String> {
    let generated = typescript::generate();
    let start = generated.find("export type EventBody = ").unwrap();
    let declaration = generated[start..].split("\nexport ").next().unwrap();
    declaration.split("\"kind\": \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn no_kind_of_event_lets_a_name_through_but_where_people_typed() {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for written in events() {
        let kind = written["kind"].as_str().unwrap().to_owned();
        seen.insert(kind.clone());
        let mut places = Vec::new();
        strings(&written, "", &mut places);
        for place in places {
            let mut named = written.clone();
            *named.pointer_mut(&place).unwrap() = NAME.into();
            // What is no event any more was a word of the protocol, such as a kind or a role.
            let Ok(event) = serde_json::from_value::<Event>(named) else { continue };
            let read = serde_json::to_string(&with_pseudonyms(event, &BTreeSet::new())).unwrap();
            if read.contains(NAME) {
                found.insert((kind.clone(), general(&place)));
            }
        }
    }
    let found: Vec<_> = found.iter().map(|(kind, place)| (kind.as_str(), place.as_str())).collect();
    assert_eq!(found, TYPED, "names, or typed texts that the list does not know");
    let unseen: Vec<_> = kinds().into_iter().filter(|kind| !seen.contains(kind) && kind != "unknown").collect();
    assert!(unseen.is_empty(), "no example in the golden files of {unseen:?}");
}

#[test]
fn a_number_stays_with_a_person_and_staff_keep_their_names() {
    let event = |participant: u32, name: &str, kind: &str| -> Event {
        serde_json::from_value(serde_json::json!({
            "seq": 1, "at": 0, "audience": { "to": "everyone" }, "kind": kind, "participant": participant, "name": name,
            "namesake": 2, "role": "student", "room": 0, "by": 1, "cause": "newcomer",
        }))
        .unwrap()
    };
    let staff = BTreeSet::from([ParticipantId(1)]);
    for kind in ["joined", "viewer_joined", "renamed"] {
        let read = serde_json::to_value(with_pseudonyms(event(3, NAME, kind), &staff)).unwrap();
        assert_eq!((&read["name"], &read["namesake"]), (&"Student 3".into(), &Value::Null), "{kind}");
        let read = serde_json::to_value(with_pseudonyms(event(1, "Ada", kind), &staff)).unwrap();
        assert_eq!((&read["name"], &read["namesake"]), (&"Ada".into(), &2.into()), "{kind}");
    }
}
