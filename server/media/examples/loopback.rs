//! The media plane alone behind a few HTTP requests: to try it with a real browser, and to measure.
//!
//! `cargo run -p media --example loopback -- page.html` prints its address. Each request names its peer:
//!
//! - `POST /offer?peer=1&fresh=1&sends=0:microphone,1:camera`, the SDP as body, answers the SDP
//! - `POST /watch?peer=2&slots=5:1:camera:720,6:1:screen:1080` (slot's mid, peer, source, height)
//! - `POST /gate?peer=1&source=camera&open=0`, `POST /tap?peer=1&sources=camera,microphone`, `POST /close?peer=1`
//! - `GET /log` answers events, counters and tapped frames since the last such request, a line each

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Instant,
};

use media::{GroupId, Media, MediaConfig, Offer, PeerKey, Placement, TrackKey, Watch};
use protocol::Source;

fn main() -> io::Result<()> {
    let page = std::env::args().nth(1).map(std::fs::read_to_string).transpose()?.unwrap_or_default();
    let config = MediaConfig { listen: ([127, 0, 0, 1], 0).into(), this_machine_alone: false, announce: vec![] };
    let (media, mut events, mut frames) = Media::start(config)?;
    let (log, start) = (Arc::new(Mutex::new(String::new())), Instant::now());
    let note = {
        let log = log.clone();
        move |line: String| {
            if let Ok(mut log) = log.lock() {
                *log += &format!("{} {line}\n", start.elapsed().as_millis());
            }
        }
    };
    let note_event = note.clone();
    std::thread::spawn(move || {
        while let Some(event) = events.blocking_recv() {
            note_event(format!("{event:?}"));
        }
    });
    std::thread::spawn(move || {
        while let Some(f) = frames.blocking_recv() {
            let at = f.at.saturating_duration_since(start).as_millis();
            let (track, codec, size) = (f.track, f.codec, f.data.len());
            let (key, gap, width, height) = (f.key, f.discontinuity, f.width, f.height);
            note(format!(
                "frame {} {:?} at {at} {codec:?} key={key} gap={gap} {width}x{height} {size} bytes",
                track.peer.0, track.source
            ));
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let (media, page, log) = (media.clone(), page.clone(), log.clone());
        std::thread::spawn(move || serve(stream?, &media, &page, &log));
    }
    Ok(())
}

fn serve(mut stream: TcpStream, media: &Media, page: &str, log: &Mutex<String>) -> io::Result<()> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    let (head, mut body) = loop {
        let n = stream.read(&mut chunk)?;
        request.extend_from_slice(&chunk[..n]);
        if let Some(end) = request.windows(4).position(|w| w == b"\r\n\r\n") {
            break (String::from_utf8_lossy(&request[..end]).into_owned(), request[end + 4..].to_vec());
        }
        if n == 0 {
            return Ok(());
        }
    };
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    while body.len() < length.unwrap_or(0usize) {
        let n = stream.read(&mut chunk)?;
        body.extend_from_slice(&chunk[..n]);
    }
    let target = head.split(' ').nth(1).unwrap_or("/");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query: HashMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let (status, kind, text) = match path {
        "/" => ("200 OK", "text/html", page.to_owned()),
        "/log" => {
            let stats = format!("{:?}\n", media.stats());
            let lines = log.lock().map(|mut log| std::mem::take(&mut *log)).unwrap_or_default();
            ("200 OK", "text/plain", lines + &stats)
        }
        _ => match act(path, &query, String::from_utf8_lossy(&body).into_owned(), media) {
            Some(Ok(text)) => ("200 OK", "text/plain", text),
            Some(Err(text)) => ("409 Conflict", "text/plain", text),
            None => ("400 Bad Request", "text/plain", String::new()),
        },
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    )
}

fn act(path: &str, query: &HashMap<&str, &str>, body: String, media: &Media) -> Option<Result<String, String>> {
    let peer = PeerKey(query.get("peer")?.parse().ok()?);
    let list =
        |name: &str| query.get(name).into_iter().flat_map(|list| list.split(',')).filter(|item| !item.is_empty());
    match path {
        "/offer" => {
            let pair = |item: &str| item.split_once(':').and_then(|(mid, name)| Some((mid.to_owned(), source(name)?)));
            let offer = Offer {
                from: Ipv4Addr::LOCALHOST.into(),
                sdp: body,
                fresh: query.get("fresh") == Some(&"1"),
                sends: list("sends").filter_map(pair).collect(),
            };
            media.place(peer, Placement { group: Some(GroupId(1)), voice_also: vec![] });
            let runtime = tokio::runtime::Builder::new_current_thread().build().ok()?;
            return Some(runtime.block_on(media.offer(peer, offer)).map_err(|error| error.to_string()));
        }
        "/watch" => {
            let wish = |item: &str| {
                let mut words = item.split(':');
                let mid = words.next()?.to_owned();
                let track = TrackKey { peer: PeerKey(words.next()?.parse().ok()?), source: source(words.next()?)? };
                Some(Watch { mid, track, height: words.next()?.parse().ok()? })
            };
            media.watch(peer, list("slots").filter_map(wish).collect());
        }
        "/gate" => media.gate(peer, source(query.get("source")?)?, query.get("open") == Some(&"1")),
        "/tap" => media.tap(peer, list("sources").filter_map(source).collect()),
        "/close" => media.close(peer),
        _ => return None,
    }
    Some(Ok(String::new()))
}

fn source(name: &str) -> Option<Source> {
    Some(match name {
        "microphone" => Source::Microphone,
        "camera" => Source::Camera,
        "screen" => Source::Screen,
        "screen_audio" => Source::ScreenAudio,
        _ => return None,
    })
}
