//! Reads events that any version has stored.
//!
//! A journal outlives the program that wrote it. So reading is tolerant, in this order:
//!
//! 1. A field that this version does not know is ignored; a field that a former version did not write has a default.
//!    New fields of stored types therefore are `#[serde(default)]`, and no stored type denies unknown fields.
//! 2. An event of a kind that this version does not know, or whose content it cannot read, is [`EventBody::Unknown`]:
//!    both reducers pass over it, and its number, time and audience stay.
//! 3. A row whose number, time or audience cannot be read either has those of its columns, and is for staff alone: an
//!    event whose audience is not known must not be told to all.
//!
//! `tests/frozen` holds journals of former versions, which must be folded to the same snapshots for ever.

use serde::Deserialize;

use crate::{Audience, Event, EventBody, Millis, Seq};

/// The format in which this version stores events; stored beside each. Raised only by a change that tolerance cannot
/// bridge, together with the code that brings rows of the former format into the new one.
pub const FORMAT: u32 = 1;

/// The fields that all kinds of events have.
#[derive(Deserialize)]
struct Envelope {
    audience: Audience,
}

/// The event in a row of the journal: `seq` and `at` are its columns, `json` its text. Never fails: see the module.
pub fn event(seq: Seq, at: Millis, json: &str) -> Event {
    let read = serde_json::from_str::<Event>(json).ok().filter(|event| event.seq == seq);
    read.unwrap_or_else(|| Event { seq, at, audience: audience(json), later: None, body: EventBody::Unknown })
}

fn audience(json: &str) -> Audience {
    serde_json::from_str::<Envelope>(json).map_or(Audience::Staff { and: None }, |envelope| envelope.audience)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Consent, ParticipantId, Role, RoomId, Settings};

    const EVERYONE: &str = r#""audience":{"to":"everyone"}"#;

    fn body(json: &str) -> EventBody {
        event(7, 1_000, json).body
    }

    #[test]
    fn an_event_is_read_as_it_was_written() {
        let written = Event {
            seq: 7,
            at: 1_000,
            audience: Audience::Room { room: RoomId(3) },
            later: None,
            body: EventBody::ChatSent { participant: ParticipantId(2), text: "Hello".into() },
        };
        assert_eq!(event(7, 1_000, &serde_json::to_string(&written).unwrap()), written);
    }

    #[test]
    fn unknown_fields_are_ignored_at_every_depth() {
        let json = format!(
            r#"{{"seq":7,"at":1000,{EVERYONE},"mood":1,"kind":"settings_changed","by":1,"why":"x",
               "settings":{{"waiting_room":true,"locked":true,"chat":"off","chat_gap":5,"private_chat":true,
               "sharing":"staff","may_unmute":false,"cameras":false,"lasers":true}}}}"#
        );
        let EventBody::SettingsChanged { settings, .. } = body(&json) else { panic!("{:?}", body(&json)) };
        assert!(settings.locked && !settings.cameras);
    }

    #[test]
    fn missing_settings_and_rules_have_their_defaults() {
        let json =
            format!(r#"{{"seq":7,"at":1,{EVERYONE},"kind":"settings_changed","by":1,"settings":{{"locked":true}}}}"#);
        let settings = Settings { locked: true, ..Settings::default() };
        assert_eq!(body(&json), EventBody::SettingsChanged { settings, by: ParticipantId(1) });
        let json = format!(r#"{{"seq":7,"at":1,{EVERYONE},"kind":"rooms_opened","by":1,"rooms":[],"rules":{{}}}}"#);
        let rules = Default::default();
        assert_eq!(body(&json), EventBody::RoomsOpened { rooms: Vec::new(), rules, by: ParticipantId(1) });
    }

    #[test]
    fn who_joined_without_a_word_about_recording_is_not_recorded() {
        let json = format!(
            r#"{{"seq":7,"at":1,{EVERYONE},"kind":"joined","participant":4,"name":"Ana","role":"guest","room":0}}"#
        );
        let consent = Consent { record_camera: false, record_voice: false };
        let (participant, name, role, room) = (ParticipantId(4), "Ana".into(), Role::Guest, RoomId::MAIN);
        assert_eq!(body(&json), EventBody::Joined { participant, name, namesake: None, role, room, consent });
    }

    #[test]
    fn an_unknown_kind_keeps_number_time_and_audience() {
        let json = r#"{"seq":7,"at":1000,"audience":{"to":"room","room":2},"kind":"balloon_released","colour":"red"}"#;
        let audience = Audience::Room { room: RoomId(2) };
        assert_eq!(event(7, 1_000, json), Event { seq: 7, at: 1_000, audience, later: None, body: EventBody::Unknown });
    }

    #[test]
    fn a_known_kind_with_content_that_cannot_be_read_is_unknown() {
        let json =
            format!(r#"{{"seq":7,"at":1000,{EVERYONE},"kind":"reacted","participant":1,"reaction":"confetti"}}"#);
        assert_eq!(
            event(7, 1_000, &json),
            Event { seq: 7, at: 1_000, audience: Audience::Everyone, later: None, body: EventBody::Unknown }
        );
    }

    #[test]
    fn a_row_that_is_no_event_is_for_staff_alone() {
        for json in ["", "{", "[]", "7", "\0\0", r#"{"seq":7}"#, r#"{"audience":{"to":"moon"},"kind":"x"}"#] {
            let unknown =
                Event { seq: 7, at: 5, audience: Audience::Staff { and: None }, later: None, body: EventBody::Unknown };
            assert_eq!(event(7, 5, json), unknown, "{json}");
        }
    }

    #[test]
    fn a_row_with_the_event_of_another_is_not_taken_for_it() {
        let json = format!(r#"{{"seq":8,"at":1,{EVERYONE},"kind":"activity_ended"}}"#);
        assert_eq!(body(&json), EventBody::Unknown);
    }

    proptest! {
        #[test]
        fn any_text_is_read(seq in 0u64..100, at in 0u64..100, json in ".*") {
            prop_assert_eq!(event(seq, at, &json).seq, seq);
        }

        #[test]
        fn any_json_object_is_read(kind in "[a-z_]{1,20}", field in "[a-z]{1,9}", value in any::<i64>()) {
            let json = format!(r#"{{"seq":1,"at":1,{EVERYONE},"kind":"{kind}","{field}":{value}}}"#);
            prop_assert_eq!(event(1, 1, &json).seq, 1);
        }
    }
}
