//! Students at a study table hand in together what a class did in rooms that they missed.

use protocol::{
    Command, CourseRole, ErrorCode, Event, EventBody, ParticipantId, RoomId, SessionId,
    courses::{Course, CourseDetails, StudyRoom},
    http::{Seat, SessionSummary},
    rooms::{OpenedRoom, RoomRules, RoomWatching},
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    held::hold,
    school::{PASSWORD, School, details},
    visitor::{Refused, Visitor, refused},
    within,
};

const RED: RoomId = RoomId(1);

/// Somebody of the course, with a seat in the class.
struct Student {
    visitor: Visitor,
    seat: Seat,
}

impl Student {
    async fn at(school: &School, class: &SessionSummary, name: &str) -> Student {
        let (visitor, _) = school.member(name, CourseRole::Student).await;
        let seat = visitor.join(&class.code, name).await.unwrap();
        Student { visitor, seat }
    }

    /// Goes to the study table of the class.
    async fn sits_down(&self, school: &School, class: SessionId) -> Client {
        let table = school.study_table(&self.visitor, class).await.unwrap();
        let seat = self.visitor.join(&table.code, "Somebody").await.unwrap();
        Client::enter(school.server.web(), &seat).await
    }

    async fn hands_in(&self, text: &str) -> Result<(), Refused> {
        let command = Command::HandIn { room: RED, text: text.into(), on: None };
        self.visitor.act_later(&self.seat, None, command).await.map(drop)
    }

    async fn hands_in_together(&self, text: &str) -> Result<(), Refused> {
        let command = Command::HandInTogether { room: RED, text: text.into() };
        self.visitor.act_later(&self.seat, None, command).await.map(drop)
    }

    /// What they read of what was handed in: by whom, with whom, and what it says.
    async fn reads(&self) -> Vec<(ParticipantId, Vec<ParticipantId>, String)> {
        pieces(self.visitor.journal(&self.seat, 1).await.events)
    }
}

fn pieces(events: Vec<Event>) -> Vec<(ParticipantId, Vec<ParticipantId>, String)> {
    let piece = |event: Event| match event.body {
        EventBody::WorkHandedIn { participant, with, text, .. } => Some((participant, with, text)),
        _ => None,
    };
    events.into_iter().filter_map(piece).collect()
}

/// Works on the task of the room with the others at the table, or not any more.
fn together(room: Option<RoomId>) -> Command {
    Command::SetTogether { room }
}

/// Their word was taken back, or is done.
fn word_ends(body: &EventBody, of: ParticipantId) -> bool {
    matches!(*body, EventBody::TogetherSet { participant, room: None } if participant == of)
}

/// Has the server hear of them just then: they do not count as away because the test reads nothing of theirs.
async fn are_heard<const N: usize>(clients: [&mut Client; N]) {
    for client in clients {
        client.events_so_far().await;
    }
}

/// A course whose students may study, with a class that had a room in which nobody of them was.
async fn held() -> (School, SessionSummary) {
    let school = School::open().await;
    let details = CourseDetails { study: Some(StudyRoom::Open), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
    let class = school.class().await;
    let room = OpenedRoom { id: RED, name: "Red".into(), task: "Count".into(), until: None, members: Vec::new() };
    let rules = RoomRules { watching: RoomWatching::Members, ..RoomRules::default() };
    let opened = EventBody::RoomsOpened { rooms: vec![room], rules, by: ParticipantId(99) };
    hold(&school, class.id, vec![(1_000, opened), (2_000, EventBody::RoomsClosed { rooms: vec![RED] })]).await;
    (school, class)
}

/// Two at the table who said that they work on the task with it.
async fn both_agree(school: &School, class: &SessionSummary) -> [(Student, Client); 2] {
    let sits = async |name| {
        let student = Student::at(school, class, name).await;
        let mut client = student.sits_down(school, class.id).await;
        client.must(together(Some(RED))).await;
        (student, client)
    };
    [sits("Sam").await, sits("Tim").await]
}

async fn staff_read(school: &School, class: &SessionSummary) -> Vec<(ParticipantId, Vec<ParticipantId>, String)> {
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    pieces(school.instructor.journal(&seat, 1).await.events)
}

#[tokio::test]
async fn those_at_a_table_who_agreed_hand_in_one_piece_and_nobody_else() {
    let (mut school, class) = held().await;
    let (sam, tim) = (Student::at(&school, &class, "Sam").await, Student::at(&school, &class, "Tim").await);
    let (uma, vic) = (Student::at(&school, &class, "Uma").await, Student::at(&school, &class, "Vic").await);
    let not_now = refused(422, ErrorCode::NotNow);
    assert_eq!(sam.hands_in_together("Six").await, not_now, "there is no table");
    let mut sams = sam.sits_down(&school, class.id).await;
    let mut tims = tim.sits_down(&school, class.id).await;
    let mut umas = uma.sits_down(&school, class.id).await;
    let vics = vic.sits_down(&school, class.id).await;
    tims.must(together(Some(RED))).await;
    assert_eq!(sam.hands_in_together("Six").await, not_now, "they did not say so themselves");
    sams.must(together(Some(RED))).await;
    umas.must(together(Some(RED))).await;
    umas.must(together(None)).await;
    tims.must(together(Some(RoomId(2)))).await;
    assert_eq!(sam.hands_in_together("Six").await, not_now, "the other one works on something else");
    tims.must(together(Some(RED))).await;
    let told =
        |body: &EventBody| matches!(body, EventBody::TogetherSet { participant, .. } if *participant == tims.you);
    sams.event("all at the table see it", told).await;
    are_heard([&mut sams, &mut tims]).await;
    sam.hands_in_together("Six").await.unwrap();

    sams.event("what they agreed to is done", |body| word_ends(body, tims.you)).await;

    let (s, t) = (sam.seat.participant, tim.seat.participant);
    let first = (s, vec![t], "Six".to_owned());
    for student in [&sam, &tim] {
        assert_eq!(student.reads().await, std::slice::from_ref(&first));
    }
    for other in [&uma, &vic] {
        assert_eq!(other.reads().await, [], "who took it back, and who said nothing");
    }
    assert_eq!(staff_read(&school, &class).await, std::slice::from_ref(&first));
    assert_eq!(tim.hands_in_together("Mine").await, not_now, "they have handed in");
    umas.must(together(Some(RED))).await;
    assert_eq!(uma.hands_in_together("Five").await, not_now, "whoever has handed in joins nothing else");
    uma.hands_in("Five").await.unwrap();
    drop(vics);

    // It is in the journal of the class: a restart takes nothing of it, and whoever of them changes it does so for both.
    school.server = school.server.restart().await;
    let tim = Student { visitor: school.server.visitor(), seat: tim.seat };
    tim.hands_in("Seven").await.unwrap();
    assert_eq!(tim.reads().await, [first, (t, vec![s], "Seven".to_owned())]);
    school.server.stop().await;
}

#[tokio::test]
async fn whoever_leaves_the_table_or_the_course_is_out() {
    let (school, class) = held().await;
    let (sam, tim) = (Student::at(&school, &class, "Sam").await, Student::at(&school, &class, "Tim").await);
    let (uma, line) = school.member("Uma", CourseRole::Student).await;
    let uma = Student { seat: uma.join(&class.code, "Uma").await.unwrap(), visitor: uma };
    let mut sams = sam.sits_down(&school, class.id).await;
    let mut tims = tim.sits_down(&school, class.id).await;
    let mut umas = uma.sits_down(&school, class.id).await;
    for client in [&mut sams, &mut tims, &mut umas] {
        client.must(together(Some(RED))).await;
    }
    tims.say(Command::Leave).await;
    assert_eq!(tims.socket.farewell().await, Some(ErrorCode::Left));
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    umas.socket.farewell().await;
    let not_now = refused(422, ErrorCode::NotNow);
    assert_eq!(sam.hands_in_together("Six").await, not_now);
    // Whoever comes back says it anew.
    let mut tims = tim.sits_down(&school, class.id).await;
    assert_eq!(sam.hands_in_together("Six").await, not_now);
    tims.must(together(Some(RED))).await;
    are_heard([&mut sams, &mut tims]).await;
    sam.hands_in_together("Six").await.unwrap();
    assert_eq!(sam.reads().await, [(sam.seat.participant, vec![tim.seat.participant], "Six".to_owned())]);
    school.server.stop().await;
}

#[tokio::test]
async fn whoever_hands_in_alone_works_with_nobody_any_more_and_the_words_of_others_stand() {
    let (school, class) = held().await;
    let (sam, tim) = (Student::at(&school, &class, "Sam").await, Student::at(&school, &class, "Tim").await);
    let (uma, vic) = (Student::at(&school, &class, "Uma").await, Student::at(&school, &class, "Vic").await);
    let mut sams = sam.sits_down(&school, class.id).await;
    let mut tims = tim.sits_down(&school, class.id).await;
    sams.must(together(Some(RED))).await;
    sam.hands_in("Six").await.unwrap();
    tims.event("nobody there reads that they work on it still", |body| word_ends(body, sams.you)).await;
    tims.must(together(Some(RED))).await;
    assert_eq!(tim.hands_in_together("Five").await, refused(422, ErrorCode::NotNow), "nobody else is there");
    tim.hands_in("Five").await.unwrap();
    sams.event("nor that the other one does", |body| word_ends(body, tims.you)).await;

    let mut umas = uma.sits_down(&school, class.id).await;
    let mut vics = vic.sits_down(&school, class.id).await;
    umas.must(together(Some(RED))).await;
    vics.must(together(Some(RED))).await;
    sam.hands_in("Seven").await.unwrap();
    sam.hands_in("").await.unwrap();
    are_heard([&mut umas, &mut vics]).await;
    vic.hands_in_together("Four").await.unwrap();
    assert_eq!(vic.reads().await, [(vic.seat.participant, vec![uma.seat.participant], "Four".to_owned())]);
    assert_eq!(tim.reads().await, [(tim.seat.participant, Vec::new(), "Five".to_owned())]);
    school.server.stop().await;
}

#[tokio::test]
async fn whoever_is_not_heard_at_the_table_is_not_named() {
    let (school, class) = held().await;
    let [(sam, mut sams), (tim, mut tims)] = both_agree(&school, &class).await;
    let is_away = |body: &EventBody| matches!(*body, EventBody::AwayChanged { participant, away: true } if participant == tims.you);
    sams.attend_until(is_away).await.expect("nothing is heard of them");
    assert_eq!(sam.hands_in_together("Six").await, refused(422, ErrorCode::NotNow));
    are_heard([&mut sams, &mut tims]).await;
    sam.hands_in_together("Six").await.unwrap();
    assert_eq!(tim.reads().await, [(sam.seat.participant, vec![tim.seat.participant], "Six".to_owned())]);
    school.server.stop().await;
}

#[tokio::test]
async fn each_has_what_they_made_together_and_one_who_is_erased_leaves_it_to_the_others() {
    let (school, class) = held().await;
    let [(sam, mut sams), (tim, mut tims)] = both_agree(&school, &class).await;
    are_heard([&mut sams, &mut tims]).await;
    sam.hands_in_together("Six of them").await.unwrap();
    for student in [&sam, &tim] {
        let path = format!("/api/sessions/{}/ledger/own", class.id);
        let own: Value = student.visitor.get(&path).await.unwrap();
        assert_eq!(own["entry"]["tasks_later"], 1, "{own}");
    }
    drop((sams, tims));
    let erase = json!({ "email": "sam@school.example", "present": PASSWORD });
    let _: Value = sam.visitor.post("/api/account/erase", &erase).await.unwrap();
    let store = &school.server.app().store;
    let erased = async {
        while store.seats_to_erase().await.unwrap().contains_key(&class.id) {
            tokio::task::yield_now().await;
        }
    };
    within("the name leaves", erased).await;
    let left = (tim.seat.participant, Vec::new(), "Six of them".to_owned());
    assert_eq!(tim.reads().await, std::slice::from_ref(&left));
    assert_eq!(staff_read(&school, &class).await, [left]);
    school.server.stop().await;
}
