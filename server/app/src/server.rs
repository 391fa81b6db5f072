//! Puts the server together, and stops its parts in order.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use media::{Media, MediaConfig};
use protocol::limits;
use store::{Bucket, BucketProblem, LinkPurpose, Store, StoreError};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    audience::Audience,
    clock::{TaskClock, unix_now},
    config::Config,
    connections,
    context::App,
    crowding::Crowd,
    downloads::mp4::{Maker, Mp4s},
    erasure, http,
    hub::Hub,
    later::EndedSessions,
    ledger::Ledgers,
    listener::{self, BoundedListener, Bounds},
    mail::{self, notice_writing::Sources, postman::Postman, writing::Place},
    news::News,
    notices::Notices,
    passkeys::Passkeys,
    places::Places,
    privacy, push, retention,
    session::AllWaiting,
    sign_outs::SignOuts,
    uploads::Uploads,
    zone_rules,
};

/// How long a stop waits for open requests, and for WebSockets to send their good-byes.
const STOP_HTTP: Duration = Duration::from_secs(5);

/// A running server.
pub struct Server {
    /// What the request handlers use.
    pub app: App,
    /// The web's address, with the port that was bound.
    pub web: SocketAddr,
    /// The media plane's address, with the port that was bound.
    pub media: SocketAddr,
    /// The task of notices.
    pub notices: Notices,
    plane: Media,
    postman: Option<Postman>,
    pusher: Postman,
    /// The task that makes MP4 files.
    making: JoinHandle<()>,
    /// The task that brings recordings to the bucket.
    bringing: Option<JoinHandle<()>>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

/// Starts everything: opens the data folder, binds both ports, rebuilds the sessions that were live.
pub async fn start(config: &Config) -> anyhow::Result<Server> {
    start_by(config, &TaskClock::default()).await
}

/// Starts everything, with a clock that can be set ahead for what is done by itself.
pub async fn start_by(config: &Config, clock: &TaskClock) -> anyhow::Result<Server> {
    let bucket = bucket(config).await?;
    let store = Store::open_with(&config.data, config.database.as_deref())
        .await
        .with_context(|| format!("what is kept, in {}, cannot be opened", config.data.display()))?;
    let store = bucket.into_iter().fold(store, Store::with_bucket);
    let listener = listener::listen(config.listen).with_context(|| format!("cannot listen on {}", config.listen))?;
    let web = listener.local_addr()?;
    let (plane, events, frames) = start_media(config, web)?;
    let public_url = config.links(web.port());
    let ledgers = Arc::new(Ledgers::new(store.clone(), clock.clone()));
    let place = Place::of(&public_url);
    let sources = Arc::new(Sources { store: store.clone(), ledgers: Arc::clone(&ledgers), place });
    let (mail, postman) = mail::start(config.mail.as_ref(), &sources, clock)?;
    let (pushes, pusher) = push::start(sources, config.push, clock).await?;
    let news = Arc::<News>::default();
    let audience = Arc::new(Audience::new(&store.media_secret().await?));
    let room = config.media_cache_bytes;
    let uploads = config.bucket.as_ref().map(|_| Arc::new(Uploads::new(store.clone(), room)));
    let app = App {
        hub: Hub::new(store.clone(), Arc::clone(&news), plane.clone(), events, frames),
        ledgers,
        ended: EndedSessions::new(store.clone(), Arc::clone(&news)),
        news,
        store,
        passkeys: Arc::new(Passkeys::new(&public_url)),
        public_url: public_url.into(),
        trust_proxy: config.trust_proxy,
        pages: Arc::default(),
        timeline_access: Arc::default(),
        audience,
        photos: Arc::default(),
        rates: Arc::default(),
        noted_today: Arc::default(),
        mail,
        pushes,
        clock: clock.clone(),
        erasures: Arc::default(),
        exports: Arc::default(),
        mp4s: Arc::new(Mp4s::new(&config.ffmpeg)?),
        uploads,
        downloads: Places::new(limits::DOWNLOADS, Some(limits::DOWNLOADS_OF_PERSON)),
        downloads_of_students: Places::new(limits::DOWNLOADS_OF_STUDENTS, Some(limits::DOWNLOADS_OF_PERSON)),
        sign_outs: SignOuts::default(),
        strangers: Crowd::new(Places::new(limits::STRANGERS, Some(limits::STRANGERS_OF_ADDRESS))),
        outgoing: AllWaiting::default(),
        sockets: Arc::default(),
    };
    let moved = zone_rules::follow(&app.store, calendar::instant_of, clock.now()).await?;
    if moved > 0 {
        tracing::info!(moved, "planned classes and announcements follow other rules of time zones");
    }
    app.hub.rebuild_live().await?;
    let notices = Notices::start(&app, clock);
    tokio::spawn(examine(app.store.clone()));
    tokio::spawn(erasure::keep_emptying_bin(app.store.clone()));
    tokio::spawn(retention::keep_deleting(app.clone()));
    tokio::spawn(privacy::keep_erasing(app.clone()));
    let making = tokio::spawn(
        Maker { store: app.store.clone(), hub: Arc::clone(&app.hub), mp4s: Arc::clone(&app.mp4s) }.keep_making(),
    );
    let bringing = app.uploads.clone().map(|uploads| tokio::spawn(uploads.keep_bringing()));
    let (stop, mut stopped) = watch::channel(false);
    let listener = BoundedListener::new(listener, Bounds::of_process(config.trust_proxy));
    let stop_serving = async move { drop(stopped.changed().await) };
    let serving = tokio::spawn(connections::serve(listener, http::router(app.clone()), stop_serving));
    let media = plane.local_addr();
    tracing::info!(%web, media = received_at(&config.media(web), media), "serving");
    Ok(Server { app, web, media, plane, postman, pusher, notices, making, bringing, stop, serving })
}

/// The bucket of recordings, if there is one. A bucket that cannot be right is an error; one that does not answer may be back before the next
/// class is over, and no class waits for it.
async fn bucket(config: &Config) -> anyhow::Result<Option<Bucket>> {
    let Some(settings) = &config.bucket else { return Ok(None) };
    let bucket = Bucket::new(settings)?;
    match bucket.check().await {
        Ok(()) => {}
        Err(problem @ BucketProblem::Silent(..)) => {
            tracing::error!(%problem, "recordings stay in the data folder until the bucket answers");
        }
        Err(problem) => return Err(problem.into()),
    }
    Ok(Some(bucket))
}

/// Looks for damage in everything that is kept. It runs beside everything else, because it takes as long as reading it
/// all.
async fn examine(store: Store) {
    match store.examine_all().await {
        // The store is closed when the server stops.
        Ok(_) | Err(StoreError::Closed) => {}
        Err(error) => tracing::error!(%error, "what is kept could not be looked through for damage"),
    }
}

/// Where media is received, for people who read the log. A socket for this machine alone is bound to all of its addresses, and
/// takes nothing from elsewhere.
fn received_at(config: &MediaConfig, bound: SocketAddr) -> String {
    match config.this_machine_alone {
        true => format!("port {}, from this machine alone", bound.port()),
        false => bound.to_string(),
    }
}

fn start_media(
    config: &Config,
    web: SocketAddr,
) -> anyhow::Result<(Media, tokio::sync::mpsc::Receiver<media::MediaEvent>, tokio::sync::mpsc::Receiver<media::TapFrame>)>
{
    let media = config.media(web);
    let listen = media.listen;
    Media::start(media).with_context(|| format!("cannot use UDP at {listen}"))
}

impl Server {
    /// Tells everybody, finishes the recordings, and stops.
    pub async fn stop(self) -> anyhow::Result<()> {
        // Both go on at the next start.
        self.making.abort();
        if let Some(bringing) = &self.bringing {
            bringing.abort();
        }
        self.app.hub.drain().await;
        self.app.news.close();
        // The serving task may have ended already.
        let _ = self.stop.send(true);
        match tokio::time::timeout(STOP_HTTP, self.serving).await {
            Ok(served) => served?,
            Err(_) => tracing::warn!("some requests were cut off"),
        }
        if tokio::time::timeout(STOP_HTTP, self.app.sockets.write()).await.is_err() {
            tracing::warn!("some were not told that the server stops");
        }
        self.notices.stop().await;
        self.pusher.stop().await;
        if let Some(postman) = self.postman {
            postman.stop().await;
        }
        let plane = self.plane;
        tokio::task::spawn_blocking(move || plane.shutdown()).await?;
        Ok(self.app.store.close().await?)
    }

    /// The links to print at the start, one a line, as the README describes them.
    pub async fn links(&self, demo: bool) -> anyhow::Result<Vec<String>> {
        let app = &self.app;
        if demo {
            let (owner, code) = demo_class(app).await?;
            return Ok(vec![
                format!("Owner: {}/enter#{owner}", app.public_url),
                format!("Join: {}/j/{code}", app.public_url),
            ]);
        }
        if app.store.has_owner().await? {
            return Ok(Vec::new());
        }
        let token = app.store.create_link(LinkPurpose::Setup, unix_now()).await?;
        Ok(vec![format!("Setup: {}/setup#{}", app.public_url, token.reveal())])
    }
}

/// Makes an open class to try things out in, and an owner unless there is one. Returns the token of a sign-in link and
/// the code of the class.
async fn demo_class(app: &App) -> anyhow::Result<(String, String)> {
    let now = unix_now();
    let owner = match app.store.owner().await? {
        Some(owner) => owner,
        None => {
            let password = uuid::Uuid::new_v4().to_string();
            app.store.create_owner("Instructor", "owner@demo.invalid", &password).await?
        }
    };
    let row = app.store.create_session(owner.id, "Demo class", true, now).await?;
    app.hub.open(row.id);
    let purpose = LinkPurpose::SignIn { person: owner.id, code: row.code.clone() };
    let token = app.store.create_link(purpose, now).await?;
    Ok((token.reveal().to_owned(), row.code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_media_is_received_is_said_as_it_is() {
        let everywhere: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        let config = |this_machine_alone| MediaConfig { listen: everywhere, this_machine_alone, announce: Vec::new() };
        assert_eq!(received_at(&config(true), everywhere), "port 8080, from this machine alone");
        assert_eq!(received_at(&config(false), everywhere), "0.0.0.0:8080");
    }
}
