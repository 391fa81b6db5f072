//! People who are erased: nothing of them is in the database or in a file any more, and everything of others is.

use protocol::{
    Audience, AuditKind, CourseId, Event, EventBody, ParticipantId, PollId, Role, RoomId, ServerRole, SessionId,
    SessionKind, Source,
    manifest::{ManifestEntry, TrackContent},
    polls::{Answer, Counts, Tally, TextCount},
    presence::WaitCause,
    privacy::FORMER_PARTICIPANT,
};
use store::{
    Agent, AuditLine, AuditOf, AuditQuery, NewMail, Person, PracticeStep, SeatRequest, SeatRow, Store, StoreError,
    backup,
};

use crate::{
    Home, NOTHING_RECORDED, NOW, PASSWORD,
    courses::{details, join, line, with_course},
    empty, noted,
};

/// What nobody else is called, writes, or has as an address.
const NAME: &str = "Quillon Zarathu";
const EMAIL: &str = "quillon.zarathu@unusual.example";
const SEEN: &str = "Q. Zarathu-Line";
const WORDS: &str = "xylophonic marmalade";
const QUIL: ParticipantId = ParticipantId(2);
const ADA: ParticipantId = ParticipantId(1);

fn agent() -> Agent {
    Agent { browser: "Firefox".into(), system: "Linux".into() }
}

fn everyone(body: EventBody) -> (Audience, EventBody) {
    (Audience::Everyone, body)
}

fn staff(body: EventBody) -> (Audience, EventBody) {
    (Audience::Staff { and: Some(QUIL) }, body)
}

fn joined(participant: ParticipantId, name: &str, role: Role) -> EventBody {
    EventBody::Joined {
        participant,
        name: name.into(),
        namesake: None,
        role,
        room: RoomId::MAIN,
        consent: NOTHING_RECORDED,
    }
}

fn said(participant: ParticipantId, text: &str) -> EventBody {
    EventBody::ChatSent { participant, text: text.into() }
}

fn counted() -> Tally {
    let texts = [WORDS, "a drum"].map(|text| TextCount { text: text.to_uppercase(), count: 1 }).to_vec();
    Tally { ballots: 2, counts: Some(Counts::Texts { texts }) }
}

/// A class in which somebody was, said all that can be said, and was recorded.
async fn hold(store: &Store, session: SessionId) {
    let poll = PollId(1);
    let answer = |text: &str| Some(Answer::Text { text: text.into() });
    let bodies = [
        everyone(EventBody::SessionStarted {
            session,
            title: "Analysis".into(),
            started_unix: NOW,
            kind: SessionKind::Class,
            unrecorded: false,
            watches: None,
        }),
        everyone(joined(ADA, "Ada", Role::Instructor)),
        (
            Audience::Staff { and: None },
            EventBody::ArrivalsExpected { room: RoomId(1), names: vec![NAME.to_uppercase(), "Gus".into()] },
        ),
        staff(EventBody::WaitBegan {
            participant: QUIL,
            name: NAME.into(),
            namesake: None,
            consent: NOTHING_RECORDED,
            cause: WaitCause::default(),
        }),
        staff(EventBody::WaitingTold { participant: QUIL, text: format!("{NAME}, a moment please") }),
        staff(EventBody::WaitEnded { participant: QUIL, reason: None }),
        everyone(joined(QUIL, NAME, Role::Student)),
        everyone(said(QUIL, WORDS)),
        everyone(said(ADA, "Good morning")),
        staff(said(QUIL, &format!("{WORDS} to staff"))),
        everyone(EventBody::ChatDeleted { message: 8, by: ADA }),
        staff(EventBody::HelpAsked { participant: QUIL, room: RoomId::MAIN, reason: WORDS.into() }),
        staff(EventBody::BallotCast { poll, participant: QUIL, answer: answer(WORDS) }),
        staff(EventBody::BallotCast { poll, participant: ADA, answer: answer("a drum") }),
        (Audience::Staff { and: None }, EventBody::PollTallied { poll, tally: counted() }),
        everyone(EventBody::ResultsShared { poll, tally: counted() }),
        everyone(EventBody::Renamed { participant: QUIL, name: SEEN.into(), namesake: Some(2), by: ADA }),
        staff(EventBody::WorkHandedIn { participant: QUIL, room: RoomId::MAIN, text: WORDS.into(), with: Vec::new() }),
        everyone(EventBody::SessionEnded { by: Some(ADA) }),
    ];
    let event = |(seq, (audience, body))| Event { seq, at: seq * 10, audience, later: None, body };
    let lease = store.lease(session).await.unwrap();
    store.journal().append(&lease, (1..).zip(bodies).map(event)).await.unwrap();
    record(store, &lease).await;
    store.set_live(session, NOW).await.unwrap();
    store.set_ended(session, 180, NOW).await.unwrap();
}

/// Records a track of each, and the sound of all.
async fn record(store: &Store, lease: &store::Lease) {
    let (recording, _) = store.recording(lease).await.unwrap();
    let of = |participant| TrackContent::Participant { participant, source: Source::Microphone, room: RoomId::MAIN };
    let contents = [of(ADA), of(QUIL), TrackContent::Mix { room: RoomId::MAIN }];
    let mut lines = Vec::new();
    for (track, content) in (0..).zip(contents) {
        let (init, file) = (format!("t{track}-i0.webm"), format!("t{track}-s0.webm"));
        recording.put(&init, b"init").unwrap();
        recording.put(&file, format!("sound of track {track}").as_bytes()).unwrap();
        lines.push(ManifestEntry::Track { track, content });
        let mime = "audio/webm".into();
        lines.push(ManifestEntry::Init { track, init: 0, file: init, mime, width: 0, height: 0 });
        lines.push(ManifestEntry::Segment {
            track,
            init: 0,
            file,
            start: 0,
            duration: 20,
            key: true,
            bytes: 16,
            quiet: None,
        });
    }
    lines.push(ManifestEntry::End { duration: 180 });
    recording.append(0, &lines).await.unwrap().unwrap();
}

/// An owner, and somebody with all that somebody can have on a server, with a class of the owner's in which they were.
async fn with_somebody() -> (Home, Store, Person, Person, SessionId) {
    let (home, store, ada, course) = with_course().await;
    // Two invitations: the one that is taken leaves the other.
    store.invite_to_server(NAME, &EMAIL.to_uppercase(), ServerRole::Member, &noted(), NOW).await.unwrap();
    let row = store.add_member(course, &line(SEEN, EMAIL), &noted(), NOW).await.unwrap();
    let quil = join(&store, course, &row).await;
    store.rename_person(&quil, NAME, &[], &agent(), NOW).await.unwrap();
    let line = AuditLine::new(AuditKind::ServerRoleChanged, &ada, &agent());
    store.set_server_role(quil.id, ServerRole::Owner, &line, NOW).await.unwrap();
    let session = store.create_class(ada.id, "Analysis", course, NOW).await.unwrap().id;
    for (person, role) in [(&ada, Role::Instructor), (&quil, Role::Student)] {
        let name = if person.id == ada.id { "Ada" } else { NAME };
        let seat = SeatRequest { visitor: Some("cookie"), ..SeatRequest::new(name, role, NOTHING_RECORDED) };
        store.create_seat(session, seat.of(person.id), NOW).await.unwrap();
    }
    hold(&store, session).await;
    leave_traces(&store, &ada, &quil, course, session).await;
    (home, store, ada, quil, session)
}

/// What somebody leaves outside of classes.
async fn leave_traces(store: &Store, ada: &Person, quil: &Person, course: CourseId, session: SessionId) {
    store.create_sign_in(quil.id, None, &agent(), NOW).await.unwrap();
    let other = store.create_course(ada, &details("Calculus"), &agent(), NOW).await.unwrap();
    store.add_member(other, &line(NAME, EMAIL), &noted(), NOW).await.unwrap();
    store.create_session(quil.id, "Of their own", true, NOW).await.unwrap();
    store.create_course(quil, &details("Of their own"), &agent(), NOW).await.unwrap();
    let letter = |json: serde_json::Value| json.to_string();
    let mails = [
        (EMAIL, letter(serde_json::json!({ "kind": "sign_in", "person": quil.id.0 }))),
        ("gus@example.org", letter(serde_json::json!({ "kind": "server_invitation", "by": NAME }))),
        ("old@example.org", letter(serde_json::json!({ "kind": "address_changed", "name": NAME, "email": EMAIL }))),
    ];
    for (n, (recipient, letter)) in mails.into_iter().enumerate() {
        let mail = NewMail { key: format!("{n}"), recipient: recipient.into(), letter, useless_unix: NOW + 9_999 };
        assert_eq!(store.queue_mails(&[mail], NOW).await.unwrap(), 1);
    }
    let seat = store.seat_of_person(session, quil.id).await.unwrap().unwrap();
    store.note_presence(&seat, AuditKind::Joined, &agent(), NOW).await.unwrap();
    let practised = |_| Some(PracticeStep { step: 1, due_unix: NOW });
    store.practise(quil.id, (session, PollId(1)), practised).await.unwrap();
    let guest = SeatRow { person: None, ..seat };
    store.note_presence(&guest, AuditKind::Watched, &agent(), NOW).await.unwrap();
    let quil = Person { name: NAME.into(), ..quil.clone() };
    for line in [
        AuditLine::new(AuditKind::MemberAsked, &quil, &agent()).in_course(course).once_a_day(),
        AuditLine::new(AuditKind::MemberAdded, ada, &agent()).in_course(course).to(None, SEEN),
        AuditLine::new(AuditKind::ServerRoleChanged, ada, &agent()).to(Some(quil.id), NAME),
        AuditLine::new(AuditKind::ServerRoleChanged, &quil, &agent()).to(Some(quil.id), NAME),
        AuditLine::new(AuditKind::MemberAdded, &quil, &agent()).to(None, "Gus"),
    ] {
        store.note(&line, NOW).await.unwrap();
    }
}

/// Erases an account and what classes have of it.
async fn erase(store: &Store, person: &Person, by: &Person) {
    let line = AuditLine::new(AuditKind::AccountErased, by, &agent());
    store.erase_person(person.id, &line, NOW + 1).await.unwrap();
    erase_seats(store).await;
}

async fn erase_seats(store: &Store) {
    store.erase_seats_in_planned_classes().await.unwrap();
    for (session, seats) in store.seats_to_erase().await.unwrap() {
        let lease = store.lease(session).await.unwrap();
        store.erase_seats(&lease, &seats, &[], NOW + 2).await.unwrap();
    }
    assert!(store.seats_to_erase().await.unwrap().is_empty());
}

/// The tables of the store, with their columns.
async fn columns(home: &Home) -> Vec<(String, Vec<String>)> {
    let mut database = home.aside().await;
    let (tables, column) = match home.database {
        None => ("SELECT name FROM sqlite_schema WHERE type = 'table'", "SELECT name FROM pragma_table_info($1)"),
        Some(_) => (
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'",
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_name = $1",
        ),
    };
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut database).await.unwrap();
    let mut found = Vec::new();
    // That of the migrations is sqlx's own, and `sqlite_` of the database.
    for table in tables.into_iter().filter(|table| !table.starts_with('_') && !table.starts_with("sqlite_")) {
        let columns = sqlx::query_scalar(column).bind(&table).fetch_all(&mut database).await.unwrap();
        found.push((table, columns));
    }
    assert!(found.len() > 28, "{found:?}");
    found
}

/// All texts of all tables.
async fn texts(home: &Home) -> Vec<String> {
    let mut database = home.aside().await;
    let mut texts = Vec::new();
    for (table, columns) in columns(home).await {
        for column in columns {
            let sql = format!("SELECT COALESCE(CAST({column} AS TEXT), '') FROM {table}");
            let found: Vec<String> =
                sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut database).await.unwrap();
            texts.extend(found.into_iter().map(|text| format!("{table}.{column}: {text}")));
        }
    }
    texts
}

/// Everything that is left of somebody, wherever it is.
async fn left_of(home: &Home, person: &Person) -> Vec<String> {
    let id = person.id.to_string();
    let wanted = [NAME, SEEN, EMAIL, WORDS, id.as_str()].map(str::to_lowercase);
    let is_left = |text: &String| wanted.iter().any(|wanted| text.to_lowercase().contains(wanted));
    texts(home).await.into_iter().filter(is_left).collect()
}

#[tokio::test]
async fn nothing_of_whoever_is_erased_is_anywhere_and_all_of_others_is() {
    let (home, store, ada, quil, session) = with_somebody().await;
    let left = left_of(&home, &quil).await;
    for table in ["audit", "erased", "invitations", "journal", "mails", "people", "roster", "seats", "sign_ins"] {
        assert_eq!(left.iter().any(|text| text.starts_with(table)), table != "erased", "{table}: {left:#?}");
    }
    let before = store.journal().events(session, 1, usize::MAX).await.unwrap();
    erase(&store, &quil, &quil).await;
    assert_eq!(left_of(&home, &quil).await, Vec::<String>::new());

    // The class is whole, with somebody in it who was.
    let after = store.journal().events(session, 1, usize::MAX).await.unwrap();
    assert_eq!(after.len(), before.len() + 1, "one message more is deleted");
    assert!(after.iter().all(|event| event.body != EventBody::Unknown));
    let EventBody::ChatDeleted { message: 10, by: QUIL } = after.last().unwrap().body else { panic!("{after:?}") };
    assert_eq!(after.last().unwrap().audience, before[9].audience);
    assert_eq!(after[8], before[8], "what others said");
    assert_eq!(after[13], before[13], "what others answered");
    assert_eq!(after[6].body, joined(QUIL, FORMER_PARTICIPANT, Role::Student));
    assert_eq!(after[2].body, EventBody::ArrivalsExpected { room: RoomId(1), names: vec!["Gus".into()] });
    let EventBody::ResultsShared { tally: Tally { counts: Some(Counts::Texts { texts }), .. }, .. } = &after[15].body
    else {
        panic!("{:?}", after[15])
    };
    assert_eq!(texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["", "A DRUM"]);
    assert_eq!(store.examine(session).await.unwrap(), [], "nothing is lost");

    // What they published is gone, and the rest is there.
    let entries = store.manifest(session, 0).await.unwrap().entries;
    let erased = entries.iter().filter(|(_, entry)| matches!(entry, ManifestEntry::Erased { track: 1, .. })).count();
    assert_eq!((entries.len(), erased), (10, 2));
    let mut files: Vec<String> = std::fs::read_dir(home.recording(session))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["t0-i0.webm", "t0-s0.webm", "t2-i0.webm", "t2-s0.webm"]);

    // Others have what was theirs to look after.
    assert!(store.sessions_of(ada.id).await.unwrap().iter().any(|class| class.title == "Of their own"));
    let (log, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    let fact = log.iter().find(|line| line.kind == AuditKind::AccountErased).unwrap();
    assert_eq!((fact.person, fact.who.as_str()), (None, FORMER_PARTICIPANT));
    let former = AuditQuery { search: FORMER_PARTICIPANT.into(), ..AuditQuery::default() };
    assert_eq!(store.audit(AuditOf::Server, &former).await.unwrap().0.len(), 15, "{log:#?}");

    // Not even the file remembers.
    store.close().await.unwrap();
    let dump = home.dump().await;
    for word in [NAME, SEEN, EMAIL, WORDS] {
        assert!(!dump.contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_last_owner_stays_and_the_server_is_never_without_one() {
    let (_home, store) = empty().await;
    let ada = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let line = AuditLine::new(AuditKind::AccountErased, &ada, &agent());
    assert!(matches!(store.erase_person(ada.id, &line, NOW).await, Err(StoreError::LastOne)));
    let (_, token) = store.invite_to_server("Ben", "ben@example.org", ServerRole::Owner, &noted(), NOW).await.unwrap();
    let (_, ben) = store.accept_with_new_account(token.reveal(), "Ben", PASSWORD, &agent(), NOW).await.unwrap();
    store.erase_person(ada.id, &line, NOW).await.unwrap();
    assert_eq!(store.owner().await.unwrap().map(|owner| owner.id), Some(ben.id), "nobody else claims it");
    assert!(matches!(store.erase_person(ada.id, &line, NOW).await, Err(StoreError::NotFound)));
    assert!(matches!(store.erase_person(ben.id, &line, NOW).await, Err(StoreError::LastOne)));
}

#[tokio::test]
async fn a_class_that_runs_is_left_alone_until_it_is_over_and_one_to_come_forgets_the_name() {
    let (_home, store, _, quil, session) = with_somebody().await;
    let seat = |store: &Store, session| {
        let store = store.clone();
        async move {
            store
                .create_seat(session, SeatRequest::new(NAME, Role::Student, NOTHING_RECORDED).of(quil.id), NOW)
                .await
                .unwrap()
        }
    };
    let ada = store.owner().await.unwrap().unwrap();
    let [running, to_come] = [(); 2].map(|()| store.create_session(ada.id, "Algebra", true, NOW));
    let (running, to_come) = (running.await.unwrap().id, to_come.await.unwrap().id);
    let tokens = [seat(&store, running).await.token, seat(&store, to_come).await.token];
    store.set_live(running, NOW).await.unwrap();
    let line = AuditLine::new(AuditKind::AccountErased, &quil, &agent());
    assert_eq!(store.erase_person(quil.id, &line, NOW).await.unwrap().classes, 3);
    for token in tokens {
        assert_eq!(store.seat_of_token(token.reveal(), NOW).await.unwrap(), None, "the seat is shut at once");
    }
    assert_eq!(store.seats_to_erase().await.unwrap().keys().collect::<Vec<_>>(), [&session]);
    erase_seats(&store).await;
    store.set_ended(running, 0, NOW).await.unwrap();
    assert_eq!(store.seats_to_erase().await.unwrap().keys().collect::<Vec<_>>(), [&running]);
    erase_seats(&store).await;
}

#[tokio::test]
async fn two_who_are_erased_are_told_apart_and_the_first_keeps_the_number() {
    let (_home, store, ada, quil, session) = with_somebody().await;
    erase(&store, &quil, &ada).await;
    let (_, token) = store.invite_to_server("Ben", "ben@example.org", ServerRole::Owner, &noted(), NOW).await.unwrap();
    let (_, ben) = store.accept_with_new_account(token.reveal(), "Ben", PASSWORD, &agent(), NOW).await.unwrap();
    erase(&store, &ada, &ben).await;
    let events = store.journal().events(session, 1, usize::MAX).await.unwrap();
    let called = |event: &Event| match &event.body {
        EventBody::Joined { participant, name, namesake, .. } => Some((*participant, name.clone(), *namesake)),
        _ => None,
    };
    let expected = [(ADA, FORMER_PARTICIPANT.to_owned(), Some(2)), (QUIL, FORMER_PARTICIPANT.to_owned(), None)];
    assert_eq!(events.iter().filter_map(called).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_copy_that_is_made_meanwhile_misses_no_file() {
    let (home, store, ada, quil, session) = with_somebody().await;
    if home.database.is_some() {
        return;
    }
    erase(&store, &quil, &ada).await;
    let copied = backup(&home.data(), &home.folder.path().join("copy")).await.unwrap();
    assert_eq!((copied.files, copied.damage), (4, Vec::new()), "of {session}");
}

/// Words in the names of columns that have something of people in them.
const OF_PEOPLE: [&str; 22] = [
    "person",
    "people",
    "name",
    "email",
    "mail",
    "who",
    "subject",
    "recipient",
    "owner",
    "made_by",
    "author",
    "visitor",
    "network",
    "browser",
    "system",
    "credential",
    "key",
    "token",
    "identity",
    "pronouns",
    "photo",
    "language",
];

/// The row of the table in `docs/privacy.md` that decides upon a table.
fn decision<'a>(table: &str, rows: &'a [&str]) -> Option<&'a str> {
    rows.iter().copied().find(|row| row.split('|').nth(1).is_some_and(|tables| tables.contains(&format!("`{table}`"))))
}

/// Whoever adds a table says in `docs/privacy.md` what it has of people, and what becomes of that.
#[tokio::test]
async fn every_column_about_people_is_decided_upon() {
    let (home, _store) = empty().await;
    let docs = include_str!("../../../../docs/privacy.md");
    let rows: Vec<&str> = docs.lines().filter(|line| line.starts_with("| `")).collect();
    let mut undecided = Vec::new();
    for (table, columns) in columns(&home).await {
        let Some(row) = decision(&table, &rows) else {
            undecided.push(table);
            continue;
        };
        let is_of_people = |column: &String| OF_PEOPLE.iter().any(|word| column.contains(word));
        let missing = columns.iter().filter(|column| is_of_people(column) && !row.contains(&format!("`{column}`")));
        undecided.extend(missing.map(|column| format!("{table}.{column}")));
    }
    assert_eq!(undecided, Vec::<String>::new());
}
