//! People who are taken out of the recording of one class: who may ask for it, and what is left.

use meridian::clock::unix_now;
use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, EventBody, ParticipantId,
    audit::AuditPage,
    chat::ChatTo,
    downloads::{Mp4File, Mp4State},
    http::{MediaKeys, Seat, SessionSummary, Timeline},
    manifest::{ManifestEntry, TrackContent},
};
use reqwest::{Method, StatusCode};
use server_tests::{
    person::Person,
    school::School,
    visitor::{Refused, Visitor, refused},
    within,
};
use store::AuditLine;

/// A class that is over, in which Ivy, its instructor, and Sam were heard and seen, and Rob was not.
struct Held {
    school: School,
    class: SessionSummary,
    sam: Visitor,
    rob: Visitor,
    seats: Seats,
}

struct Seats {
    ivy: Seat,
    sam: Seat,
    rob: Seat,
}

/// What a manifest has of a seat, and of the mixed sound.
#[derive(Debug, Default, PartialEq, Eq)]
struct Files {
    own: Vec<String>,
    mix: Vec<String>,
    gaps: usize,
}

fn files_of(whose: ParticipantId, entries: &[ManifestEntry]) -> Files {
    let (mut own, mut mixes, mut files) = (Vec::new(), Vec::new(), Files::default());
    for entry in entries {
        match entry {
            ManifestEntry::Track { track, content: TrackContent::Participant { participant, .. } }
                if *participant == whose =>
            {
                own.push(*track);
            }
            ManifestEntry::Track { track, content: TrackContent::Mix { .. } } => mixes.push(*track),
            ManifestEntry::Segment { track, file, .. } if own.contains(track) => files.own.push(file.clone()),
            ManifestEntry::Segment { track, file, .. } if mixes.contains(track) => files.mix.push(file.clone()),
            ManifestEntry::Gap { track: Some(track), .. } if mixes.contains(track) => files.gaps += 1,
            _ => {}
        }
    }
    files
}

impl Held {
    async fn new() -> Self {
        let school = School::open().await;
        let (sam, _) = school.member("Sam", CourseRole::Student).await;
        let (rob, _) = school.member("Rob", CourseRole::Student).await;
        let class = school.class().await;
        let seats = Seats {
            ivy: school.instructor.join(&class.code, "Ivy").await.unwrap(),
            sam: sam.join(&class.code, "Sam").await.unwrap(),
            rob: rob.join(&class.code, "Rob").await.unwrap(),
        };
        let mut held = Held { school, class, sam, rob, seats };
        let mut ivy = Person::enter(&held.school.server, held.seats.ivy.clone(), 1).await;
        let mut other = Person::enter(&held.school.server, held.seats.sam.clone(), 2).await;
        other.client.must(Command::SendChat { text: "Because of delta".into(), to: ChatTo::MAIN }).await;
        let recorded = async {
            while held.files().await.own.len() < 4 || held.files().await.mix.is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        };
        within("a recording", recorded).await;
        assert_eq!(held.withdraw(&held.seats.sam).await, refused(422, ErrorCode::NotNow), "class runs");
        ivy.client.must(Command::EndSession).await;
        assert_eq!(ivy.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
        held.class = held.timeline(&held.rob, &held.seats.rob).await.session;
        held
    }

    /// What a classmate gets of Sam, and of the sound.
    async fn files(&self) -> Files {
        files_of(self.seats.sam.participant, &self.rob.manifest(&self.seats.rob).await.entries)
    }

    async fn withdraw(&self, seat: &Seat) -> Result<(), Refused> {
        let path = format!("/api/sessions/{}/withdraw", self.class.id);
        self.told(self.sam.request(Method::POST, &path).bearer_auth(&seat.token)).await
    }

    /// Somebody takes Sam out.
    async fn withdraw_other(&self, by: &Visitor, whom: ParticipantId) -> Result<(), Refused> {
        let path = format!("/api/sessions/{}/people/{}/withdraw", self.class.id, whom.0);
        self.told(by.request(Method::POST, &path)).await
    }

    async fn told(&self, request: reqwest::RequestBuilder) -> Result<(), Refused> {
        let answer = request.send().await.unwrap();
        if answer.status() == StatusCode::NO_CONTENT {
            return Ok(());
        }
        Err(Refused { status: answer.status().as_u16(), code: answer.json::<protocol::Refusal>().await.unwrap().code })
    }

    async fn timeline(&self, by: &Visitor, seat: &Seat) -> Timeline {
        by.get_as(&seat.token, &format!("/api/sessions/{}/timeline", self.class.id)).await.unwrap()
    }

    /// Whether a classmate gets a file, with their seat and with the key of the room.
    async fn gets(&self, file: &str) -> [bool; 2] {
        let by_seat = self.rob.media(self.class.id, &self.seats.rob.token, file, None).await.status().is_success();
        let path = format!("/api/sessions/{}/media-keys", self.class.id);
        let keys: MediaKeys = self.rob.get_as(&self.seats.rob.token, &path).await.unwrap();
        let key = keys.rooms.into_values().next().unwrap();
        let request = self.rob.request(Method::GET, &format!("/media/{}/{key}/{file}", self.class.id));
        [by_seat, request.send().await.unwrap().status().is_success()]
    }

    /// Waits until nobody is to be taken out any more.
    async fn done(&self) {
        let app = self.school.server.app();
        let wait = async {
            while !app.store.seats_to_take_out().await.unwrap().is_empty() {
                meridian::privacy::look(app, unix_now()).await.unwrap();
            }
        };
        within("the end of the withdrawal", wait).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_taken_out_of_a_recording_is_withheld_at_once_and_then_gone_with_their_voice() {
    let held = Held::new().await;
    let (app, sam) = (held.school.server.app(), held.seats.sam.participant);
    let before = held.files().await;
    assert_eq!((held.gets(&before.own[0]).await, held.gets(&before.mix[0]).await), ([true; 2], [true; 2]));

    // Asked for, and not yet done: the task of the server is not woken by this.
    let line = AuditLine::by_server(AuditKind::PersonWithdrawn);
    assert!(app.store.withdraw(held.class.id, sam, true, &line, unix_now()).await.unwrap());
    app.forget_recording(held.class.id);
    let asked = held.files().await;
    assert_eq!(asked.own, Vec::<String>::new());
    assert!(asked.gaps > 0 && asked.gaps + asked.mix.len() == before.mix.len(), "{asked:?} {before:?}");
    assert_eq!((held.gets(&before.own[0]).await, held.gets(&before.mix[0]).await), ([false; 2], [false; 2]));
    let of_staff = files_of(sam, &held.school.instructor.manifest(&held.seats.ivy).await.entries);
    assert_eq!((of_staff.own, of_staff.mix, of_staff.gaps), (before.own.clone(), before.mix.clone(), 0));
    let download = format!("/api/sessions/{}/recording/downloads", held.class.id);
    let refused_now = held.school.instructor.get::<serde_json::Value>(&download).await;
    assert_eq!(refused_now, refused(422, ErrorCode::NotNow));

    held.done().await;
    let after = held.files().await;
    assert_eq!((after.own, after.gaps, after.mix.len()), (Vec::new(), 0, before.mix.len()));
    for (old, new) in before.mix.iter().zip(&after.mix) {
        assert_eq!(common::made_before(new).as_ref(), Some(old), "the mix is made again");
        assert_eq!(held.gets(new).await, [true; 2]);
    }
    for file in before.own.iter().chain(&before.mix) {
        assert!(app.store.media().file(held.class.id, file).await.is_err(), "{file} is still there");
    }
    let of_staff = held.school.instructor.manifest(&held.seats.ivy).await.entries;
    assert!(files_of(sam, &of_staff).own.is_empty());
    assert!(!files_of(held.seats.ivy.participant, &of_staff).own.is_empty(), "Ivy is still recorded");
    assert_eq!(app.store.examine(held.class.id).await.unwrap(), [], "nothing counts as lost");
    assert!(held.school.instructor.get::<serde_json::Value>(&download).await.is_ok());

    // What they wrote stays, and who they are.
    let journal = held.rob.journal(&held.seats.rob, 1).await.events;
    let has = |is: &dyn Fn(&EventBody) -> bool| journal.iter().any(|event| is(&event.body));
    assert!(has(&|body| matches!(body, EventBody::ChatSent { text, .. } if text == "Because of delta")));
    assert!(has(&|body| matches!(body, EventBody::Joined { name, .. } if name == "Sam")));
    assert_eq!(held.timeline(&held.rob, &held.seats.rob).await.withdrawn, [sam]);
    held.school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_withdraw_themselves_and_staff_withdraw_others_and_the_log_says_so_once() {
    let held = Held::new().await;
    let (sam, rob) = (held.seats.sam.participant, held.seats.rob.participant);
    assert_eq!(held.withdraw_other(&held.rob, sam).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(held.withdraw_other(&held.school.owner, sam).await, refused(403, ErrorCode::Forbidden));
    let (ann, _) = held.school.member("Ann", CourseRole::Assistant).await;
    let of_teacher = held.withdraw_other(&ann, held.seats.ivy.participant).await;
    assert_eq!(of_teacher, refused(403, ErrorCode::Forbidden), "an assistant takes out whoever teaches");
    let nobody = held.withdraw_other(&held.school.instructor, ParticipantId(99)).await;
    assert_eq!(nobody, refused(404, ErrorCode::NotFound));
    assert_eq!(held.withdraw(&held.seats.sam).await, Ok(()));
    assert_eq!(held.withdraw_other(&held.school.instructor, sam).await, Ok(()), "it is asked for, and nothing changes");
    assert_eq!(held.withdraw_other(&held.school.instructor, rob).await, Ok(()));
    held.done().await;
    assert_eq!(held.files().await.own, Vec::<String>::new());
    assert_eq!(held.timeline(&held.rob, &held.seats.rob).await.withdrawn, [sam, rob]);
    let log: AuditPage = held.school.instructor.get(&held.school.path("/audit")).await.unwrap();
    let told: Vec<_> = log.entries.iter().filter(|entry| entry.kind == AuditKind::PersonWithdrawn).collect();
    let told: Vec<_> = told.iter().map(|entry| (entry.who.as_str(), entry.subject.as_str())).collect();
    assert_eq!((told.len(), told[1], told[0].1), (2, ("Sam", ""), "Rob"));
    held.school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_removed_holds_nothing_else_up_and_is_removed_later() {
    let held = Held::new().await;
    let (app, data) = (held.school.server.app(), held.school.server.data());
    let before = held.files().await;
    // No folder of a job, and no file: neither can be removed as what it should be.
    let stray = data.join("mp4").join(uuid::Uuid::new_v4().to_string());
    std::fs::create_dir_all(data.join("mp4")).unwrap();
    std::fs::write(&stray, "no folder").unwrap();
    let kept = data.join("media").join(held.class.id.to_string()).join(&before.own[0]);
    std::fs::remove_file(&kept).unwrap();
    std::fs::create_dir(&kept).unwrap();
    std::fs::write(kept.join("in the way"), "").unwrap();

    assert_eq!(held.withdraw(&held.seats.sam).await, Ok(()));
    // The task of the server is woken, and nobody looks beside it.
    let wait = async {
        loop {
            let files = held.files().await;
            if files.own.is_empty() && files.gaps == 0 && files.mix.iter().all(|file| !before.mix.contains(file)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    within("nothing of them in the recording", wait).await;
    assert!(!app.store.seats_to_take_out().await.unwrap().is_empty(), "a file is still there");
    std::fs::remove_dir_all(&kept).unwrap();
    held.done().await;
    for file in before.own.iter().chain(&before.mix) {
        assert!(app.store.media().file(held.class.id, file).await.is_err(), "{file} is still there");
    }
    held.school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_being_sent_breaks_off_once_somebody_is_taken_out() {
    /// More than waits anywhere on the way to a reader.
    const LARGE: u64 = 256 * 1024 * 1024;
    let held = Held::new().await;
    let (instructor, data) = (&held.school.instructor, held.school.server.data());
    let path = format!("/api/sessions/{}/recording/mp4", held.class.id);
    let _: Mp4File = instructor.send(instructor.request(Method::POST, &path)).await.unwrap();
    let made = async {
        while !matches!(instructor.get::<Mp4File>(&path).await.unwrap().state, Mp4State::Made { .. }) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), made).await.expect("the file is made");
    let job = std::fs::read_dir(data.join("mp4")).unwrap().next().unwrap().unwrap().path();
    std::fs::File::options().write(true).open(job.join("class.mp4")).unwrap().set_len(LARGE).unwrap();
    let mut answer = instructor.request(Method::GET, &format!("{path}/file")).send().await.unwrap();
    assert_eq!(answer.content_length(), Some(LARGE));
    let mut got = answer.chunk().await.unwrap().unwrap().len() as u64;
    assert_eq!(held.withdraw(&held.seats.sam).await, Ok(()));
    let broken = loop {
        match answer.chunk().await {
            Ok(Some(piece)) => got += piece.len() as u64,
            end => break end,
        }
    };
    assert!(broken.is_err() && got < LARGE, "{got} of {LARGE} bytes, then {broken:?}");
    held.done().await;
    // It is made again without them.
    let again = instructor.get::<Mp4File>(&path).await.unwrap();
    assert!(again.anew, "{again:?}");
    held.school.server.stop().await;
}
