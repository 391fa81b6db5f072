//! Makes one MP4 file.

use std::{
    io::{self, Error},
    time::Duration,
};

use protocol::{SessionId, downloads::Mp4Failure, limits};
use store::{Mp4Folder, Mp4Row, Store, StoreError};
use tokio::{io::AsyncWriteExt, process::ChildStdin};
use uuid::Uuid;

use super::{
    Maker, chapters,
    ffmpeg::{self, Input},
    parts::{Part, parts, runs},
};
use crate::{
    clock::unix_now,
    downloads::{material::Material, recorded::Run, told::told, webm::Makings},
    recorded_files::read,
};

/// How often it is looked whether the file is still wanted, and whether a class has begun.
const LOOK: Duration = Duration::from_secs(1);

/// The part of the whole work, in percent, that is making the parts; the rest is joining them.
const PARTS_PERCENT: u64 = 90;

/// The way in which pictures are laid out: the second, in which a camera is beside the screen.
const LAYOUT: u32 = 2;

/// What is being read and written.
const LARGE: &str = "large.tmp";
const SMALL: &str = "small.tmp";
const WRITING: &str = "part.mp4.tmp";
const JOINED: &str = "joined.mp4.tmp";
/// What is joined, and what is said of it.
const LIST: &str = "parts.txt";
const CHAPTERS: &str = "chapters.txt";

/// Why a file is not made.
pub enum Stopped {
    /// Nobody wants it any more.
    Unwanted,
    /// It cannot be made.
    Failed(Mp4Failure),
    /// It could not be made.
    Broken(Error),
    /// The store failed: it is tried again.
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Stopped::Store(error)
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Stopped::Broken(error)
    }
}

/// A file that is being made.
pub struct Making<'a> {
    maker: &'a Maker,
    session: SessionId,
    job: Uuid,
    folder: Mp4Folder,
}

/// What it is made of.
struct Plan {
    material: Material,
    /// Its title and its chapters, as ffmpeg reads them.
    chapters: String,
    /// The runs of pictures of each recording.
    runs: Vec<Vec<Run>>,
    parts: Vec<Part>,
    /// The pictures of all parts.
    pictures: u64,
}

impl<'a> Making<'a> {
    /// Makes the file of a row.
    pub fn new(maker: &'a Maker, row: &Mp4Row) -> Self {
        Making { maker, session: row.session, job: row.job, folder: maker.store.mp4_folder(row.job) }
    }

    /// Makes it, from where it stopped before.
    pub async fn make(&self) -> Result<(), Stopped> {
        let plan = self.plan().await?;
        if plan.parts.is_empty() {
            return Err(Stopped::Failed(Mp4Failure::Nothing));
        }
        self.folder.prepare()?;
        let mut before = 0;
        let mut bytes = 0;
        for (number, part) in plan.parts.iter().enumerate() {
            let name = name_of(number, part);
            let limit = Duration::from_millis(limits::MP4_PART_MS);
            while self.folder.size(&name)?.is_none() {
                self.turn(limits::FREE_FOR_MP4_BYTES).await?;
                if self.undisturbed(limit, self.part(&plan, part, before)).await? {
                    self.folder.keep(WRITING, &name)?;
                }
            }
            bytes += self.folder.size(&name)?.unwrap_or(0);
            before += part.pictures;
        }
        loop {
            // It has all parts once more.
            self.turn(limits::FREE_FOR_MP4_BYTES + bytes).await?;
            if self.undisturbed(Duration::from_millis(limits::MP4_JOIN_MS), self.join(&plan)).await? {
                break;
            }
        }
        match self.maker.store.mp4_is_made(self.job, JOINED, unix_now()).await? {
            true => Ok(()),
            false => Err(Stopped::Unwanted),
        }
    }

    async fn plan(&self) -> Result<Plan, Stopped> {
        let row = self.maker.store.session(self.session).await?.ok_or(Stopped::Unwanted)?;
        let staff = if row.pseudonyms { Some(self.maker.store.staff_seats(self.session).await?) } else { None };
        let material = Material::of(&self.maker.store, self.session).await?;
        let plan = move || {
            let runs = runs(&material);
            let parts = parts(&material, &runs);
            let pictures = parts.iter().map(|part| part.pictures).sum();
            let chapters =
                chapters::text(&row.title, &told(&material.events, staff.as_ref(), unix_now()), &material.pieces);
            Plan { material, chapters, runs, parts, pictures }
        };
        Ok(tokio::task::spawn_blocking(plan).await.map_err(Error::other)?)
    }

    /// Waits until no class runs.
    async fn turn(&self, needed: u64) -> Result<(), Stopped> {
        self.check_wanted().await?;
        while !self.maker.hub.is_quiet() {
            tokio::time::sleep(LOOK).await;
            self.check_wanted().await?;
        }
        match self.folder.free()? < needed {
            true => Err(Stopped::Failed(Mp4Failure::NoRoom)),
            false => Ok(()),
        }
    }

    async fn check_wanted(&self) -> Result<(), Stopped> {
        match self.maker.store.wants_mp4(self.job).await? {
            true => Ok(()),
            false => Err(Stopped::Unwanted),
        }
    }

    /// Does a piece of the work. Returns `false`, and has ended it, when a class has begun meanwhile; fails once the file is not wanted any
    /// more.
    async fn undisturbed(&self, limit: Duration, work: impl Future<Output = io::Result<()>>) -> Result<bool, Stopped> {
        let disturbed = async {
            loop {
                // Who is told looks at once.
                let _ = tokio::time::timeout(LOOK, self.maker.mp4s.asked.notified()).await;
                self.check_wanted().await?;
                if !self.maker.hub.is_quiet() {
                    return Ok(false);
                }
            }
        };
        tokio::select! {
            done = tokio::time::timeout(limit, work) => Ok(done.map_err(Error::from)?.map(|()| true)?),
            stopped = disturbed => stopped,
        }
    }

    /// Notes how many pictures are made, or joined, of all.
    fn come_to(&self, percent: u64) {
        if let Some(now) = self.maker.mp4s.now().as_mut() {
            now.percent = percent.min(99) as u8;
        }
    }

    async fn part(&self, plan: &Plan, part: &Part, before: u64) -> io::Result<()> {
        let large = self.input(plan, part, part.layout.large, LARGE).await?;
        let small = self.input(plan, part, part.layout.small, SMALL).await?;
        let make = async |large, small| {
            let progress = |made| self.come_to(PARTS_PERCENT * (before + made) / plan.pictures);
            let arguments = ffmpeg::part(part, large, small, WRITING);
            let made = self.maker.mp4s.ffmpeg.run(&self.folder.path(), &arguments, progress).await?;
            let missing = || Error::other(format!("{made} of {} pictures", part.pictures));
            if made == part.pictures { Ok(()) } else { Err(missing()) }
        };
        let made = make(large, small).await;
        if let Err(error) = &made
            && large.is_some()
        {
            // What was damaged on the disk is black, and the rest is made all the same.
            tracing::warn!(session = %self.session, %error, from = part.from, "pictures of a recording cannot be decoded");
            return make(None, None).await;
        }
        made
    }

    /// Writes a file of what a part shows of a run. `None` where there is nothing.
    async fn input(
        &self,
        plan: &Plan,
        part: &Part,
        run: Option<usize>,
        name: &'static str,
    ) -> io::Result<Option<Input>> {
        let Some(run) = run.map(|run| &plan.runs[part.of][run]) else { return Ok(None) };
        let session = plan.material.recordings[part.of].session;
        let read = async |file: &str| read(&self.maker.store, session, file).await.map_err(Error::other);
        let Some(init) = read(&run.init).await? else { return Ok(None) };
        let mut content = Vec::from(init);
        for segment in run.between(part.time()) {
            content.extend(read(&segment.file).await?.unwrap_or_default());
        }
        self.folder.put(name, &content)?;
        Ok(Some(Input { name, codec: run.codec }))
    }

    /// Joins all parts with the sound and the chapters of class.
    async fn join(&self, plan: &Plan) -> io::Result<()> {
        let names = plan.parts.iter().enumerate().map(|(number, part)| name_of(number, part));
        let list: String = names.map(|name| format!("file '{name}'\n")).collect();
        self.folder.put(LIST, format!("ffconcat version 1.0\n{list}").as_bytes())?;
        self.folder.put(CHAPTERS, plan.chapters.as_bytes())?;
        let has_sound = plan.material.has_sound();
        let arguments = ffmpeg::join(LIST, CHAPTERS, has_sound, JOINED);
        let progress = |joined| self.come_to(PARTS_PERCENT + (100 - PARTS_PERCENT) * joined / plan.pictures);
        let (ffmpeg, folder) = (&self.maker.mp4s.ffmpeg, self.folder.path());
        match has_sound {
            true => {
                let sound = |to| write_sound(&self.maker.store, self.session, to);
                ffmpeg.run_with(&folder, &arguments, sound, progress).await?
            }
            false => ffmpeg.run(&folder, &arguments, progress).await?,
        };
        Ok(())
    }
}

/// Writes the sound of a recording as a WebM file, while it is read.
async fn write_sound(store: &Store, session: SessionId, mut to: ChildStdin) -> io::Result<()> {
    let makings = Makings::of(store, session).await.map_err(Error::other)?;
    let mut file = makings.webm(store, None).await.map_err(Error::other)?.reading();
    while let Some(piece) = file.next(store).await? {
        to.write_all(&piece).await?;
    }
    to.shutdown().await
}

/// The name of a part that is made. It says what is in it and how that is [laid out](LAYOUT), so that none is taken for another after an
/// update of the server.
fn name_of(number: usize, part: &Part) -> String {
    format!("part-{number:05}-{LAYOUT}-{}-{}-{}.mp4", part.of, part.from, part.pictures)
}
