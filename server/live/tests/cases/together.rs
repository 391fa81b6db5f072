//! What people who missed the rooms hand in together.

use live::{Arrival, Viewer};
use protocol::{
    Audience, Command, Consent, ErrorCode, EventBody, ParticipantId, Role, RoomId,
    limits::{WORK_AUTHORS, WORK_VERSIONS},
    rooms::RoomWatching,
};

use crate::{
    class::{Class, GUEST, HELPER, STUDENT, TEACHER},
    rooms::{ABSENT, ONE, TWO, worked},
};

const FRIEND: u32 = 41;
const THIRD: u32 = 42;

fn seat(id: u32) -> Arrival {
    let (participant, consent) = (ParticipantId(id), Consent::default());
    Arrival { participant, name: "Lena".into(), role: Role::Student, consent, near_ban: false }
}

impl Class {
    fn hand_in_together(
        &mut self,
        id: u32,
        others: &[u32],
        room: RoomId,
        text: &str,
    ) -> Result<Vec<EventBody>, ErrorCode> {
        let command = Command::HandInTogether { room, text: text.into() };
        let company = others.iter().map(|&id| seat(id)).collect();
        let outcome = self.act_together(id, company, Some(0), command)?;
        Ok(outcome.events.into_iter().map(|event| event.body).collect())
    }

    /// Whose work this student reads, and what it says.
    fn pieces(&self, id: u32) -> Vec<(Vec<u32>, String)> {
        let work = self.sees(id).work.into_iter();
        work.map(|work| (work.authors().map(|author| author.0).collect(), work.text)).collect()
    }
}

fn handed_in(participant: u32, with: &[u32], text: &str) -> EventBody {
    let with = with.iter().copied().map(ParticipantId).collect();
    EventBody::WorkHandedIn { room: ONE, participant: ParticipantId(participant), text: text.into(), with }
}

fn introduced(participant: u32, namesake: Option<u32>) -> EventBody {
    let (participant, name, role, consent) =
        (ParticipantId(participant), "Lena".into(), Role::Student, Consent::default());
    EventBody::ViewerJoined { participant, name, namesake, role, consent }
}

#[test]
fn those_who_agreed_hand_in_one_piece_each_is_introduced_and_each_sees_what_the_rooms_made() {
    let mut class = worked(RoomWatching::AfterOwn);
    let events = class.hand_in_together(FRIEND, &[THIRD, ABSENT], ONE, " Six \r\n").unwrap();
    let people = [introduced(FRIEND, None), introduced(ABSENT, Some(2)), introduced(THIRD, Some(3))];
    assert_eq!(events[..3], people, "of one name, and told apart");
    assert_eq!(events[3..], [handed_in(FRIEND, &[ABSENT, THIRD], "Six")]);
    for author in [FRIEND, THIRD, ABSENT] {
        assert_eq!(class.reads(author), ["Seven", "Eight", "Six"], "{author}");
        assert!(class.watches(author, TWO), "{author}");
    }
    assert!(class.reads(43).is_empty() && !class.watches(43, ONE), "who did nothing");
    class.session.check_invariants();
}

#[test]
fn whoever_of_them_hands_in_anew_does_so_for_all() {
    let mut class = worked(RoomWatching::Members);
    class.hand_in_together(ABSENT, &[FRIEND], ONE, "Six").unwrap();
    assert_eq!(class.hands_in_later(FRIEND, ONE, "Five"), Ok(vec![handed_in(FRIEND, &[ABSENT], "Five")]));
    assert_eq!(class.hands_in_later(ABSENT, ONE, "Five"), Ok(vec![]), "the same");
    let both = vec![(vec![ABSENT, FRIEND], "Six".to_owned()), (vec![FRIEND, ABSENT], "Five".to_owned())];
    for author in [ABSENT, FRIEND] {
        assert_eq!(class.pieces(author), both, "{author}: where nobody else sees it");
    }
    assert_eq!(class.pieces(THIRD), []);
    let teacher = Viewer { participant: ParticipantId(TEACHER), role: Role::Instructor };
    assert_eq!(class.session.snapshot_for(teacher).work.len(), 4, "staff see all of it");
    let shared = class
        .journal
        .iter()
        .filter(|event| matches!(&event.body, EventBody::WorkHandedIn { with, .. } if !with.is_empty()));
    let audiences: Vec<_> = shared.map(|event| event.audience).collect();
    assert_eq!(audiences, [ABSENT, FRIEND].map(|id| Audience::Staff { and: Some(ParticipantId(id)) }));

    // Whoever takes it back takes it back for all, and then each is free.
    assert_eq!(class.hands_in_later(ABSENT, ONE, ""), Ok(vec![handed_in(ABSENT, &[FRIEND], "")]));
    assert_eq!(class.hands_in_later(FRIEND, ONE, "Mine"), Ok(vec![handed_in(FRIEND, &[], "Mine")]));
    assert_eq!(
        class.hand_in_together(ABSENT, &[FRIEND], ONE, "Ours"),
        Err(ErrorCode::NotNow),
        "one has a piece by now"
    );
    class.hands_in_later(FRIEND, ONE, "").unwrap();
    assert_eq!(class.hand_in_together(ABSENT, &[FRIEND], ONE, "Ours"), Ok(vec![handed_in(ABSENT, &[FRIEND], "Ours")]));
    class.session.check_invariants();
}

#[test]
fn whoever_has_their_name_on_the_last_version_that_may_be_can_take_it_back() {
    let mut class = worked(RoomWatching::Members);
    class.hand_in_together(ABSENT, &[FRIEND], ONE, "1").unwrap();
    for version in 2..=WORK_VERSIONS {
        class.waits(60_000);
        class.hands_in_later(ABSENT, ONE, &version.to_string()).unwrap();
    }
    for author in [ABSENT, FRIEND] {
        assert_eq!(class.hands_in_later(author, ONE, "one more"), Err(ErrorCode::Full), "{author}");
    }
    assert_eq!(class.hands_in_later(FRIEND, ONE, " "), Ok(vec![handed_in(FRIEND, &[ABSENT], "")]));
    assert_eq!(class.hands_in_later(FRIEND, ONE, ""), Ok(vec![]), "again");
    for author in [ABSENT, FRIEND] {
        assert_eq!(class.hands_in_later(author, ONE, "one more"), Err(ErrorCode::Full), "{author}: nothing follows");
    }
    class.session.check_invariants();
}

#[test]
fn nobody_puts_their_words_in_the_place_of_others_that_they_have_not_read() {
    let mut class = worked(RoomWatching::Members);
    let on = |class: &mut Class, id: u32, on: u64, text: &str| {
        let command = Command::HandIn { room: ONE, text: text.into(), on: Some(on) };
        class.does_later(id, Some(0), command).map(|events| events.len())
    };
    class.hand_in_together(ABSENT, &[FRIEND], ONE, "Six").unwrap();
    let first = class.session.seq();
    assert_eq!(on(&mut class, FRIEND, 0, "Five"), Err(ErrorCode::NotNow), "they have not read that it was handed in");
    assert_eq!(on(&mut class, FRIEND, first, "Five"), Ok(1));
    let second = class.session.seq();
    for text in ["Four", ""] {
        assert_eq!(on(&mut class, ABSENT, first, text), Err(ErrorCode::NotNow), "{text}");
    }
    assert_eq!(on(&mut class, ABSENT, second, ""), Ok(1));
    let third = class.session.seq();
    for read in [second, third] {
        assert_eq!(on(&mut class, FRIEND, read, "Mine"), Err(ErrorCode::NotNow), "{read}: it was taken back");
    }
    assert_eq!(on(&mut class, FRIEND, 0, "Mine"), Ok(1));
}

#[test]
fn each_of_those_who_read_it_has_read_up_to_it() {
    let mut class = worked(RoomWatching::Members);
    class.hand_in_together(ABSENT, &[FRIEND], ONE, "Six").unwrap();
    let seqs = [ABSENT, FRIEND].map(|author| (class.sees(author).seq, class.sees(author).work.last().unwrap().seq));
    assert!(seqs.iter().all(|(seq, work)| seq == work), "{seqs:?}");
}

#[test]
fn who_was_there_handed_in_already_or_may_not_is_left_out() {
    let mut class = worked(RoomWatching::AfterOwn);
    class.hands_in_later(THIRD, ONE, "Alone").unwrap();
    class.hands_in_later(43, TWO, "Another of these rooms").unwrap();
    assert_eq!(class.hand_in_together(ABSENT, &[], ONE, "Six"), Err(ErrorCode::NotNow), "nobody agreed");
    for other in [ABSENT, STUDENT, GUEST, TEACHER, HELPER, THIRD, 43] {
        assert_eq!(class.hand_in_together(ABSENT, &[other], ONE, "Six"), Err(ErrorCode::NotNow), "{other} cannot");
    }
    assert_eq!(class.hand_in_together(STUDENT, &[ABSENT], ONE, "Six"), Err(ErrorCode::NotNow), "was in the room");
    assert_eq!(class.hand_in_together(THIRD, &[ABSENT], ONE, "Six"), Err(ErrorCode::NotNow), "has handed in");
    assert_eq!(class.hand_in_together(TEACHER, &[ABSENT], ONE, "Six"), Err(ErrorCode::Forbidden));
    assert_eq!(class.hand_in_together(ABSENT, &[FRIEND], RoomId(9), "Six"), Err(ErrorCode::UnknownRoom));
    assert_eq!(class.hand_in_together(ABSENT, &[FRIEND], ONE, "  "), Ok(vec![]), "nothing");
    assert!(class.reads(FRIEND).is_empty());
    let events = class.hand_in_together(ABSENT, &[STUDENT, THIRD, FRIEND, 43, FRIEND], ONE, "Six").unwrap();
    assert_eq!(events.last(), Some(&handed_in(ABSENT, &[FRIEND], "Six")), "with whoever can");
    let command = Command::HandInTogether { room: ONE, text: "Six".into() };
    assert_eq!(worked(RoomWatching::Staff).does(STUDENT, command), Err(ErrorCode::SessionEnded), "by a WebSocket");
    class.session.check_invariants();
}

#[test]
fn so_many_work_on_one_piece_at_most() {
    let mut class = worked(RoomWatching::Members);
    let others = |count: usize| (0..count as u32).map(|other| 50 + other).collect::<Vec<_>>();
    assert_eq!(class.hand_in_together(ABSENT, &others(WORK_AUTHORS), ONE, "Six"), Err(ErrorCode::Full));
    assert!(class.hand_in_together(ABSENT, &others(WORK_AUTHORS - 1), ONE, "Six").is_ok());
    class.session.check_invariants();
}
