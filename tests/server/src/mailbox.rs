//! A mail server with one mailbox for everybody, in this process: SMTP by `mailin`, letters read by `mailparse`.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use mailin::{Action, Handler, Response, SessionBuilder, response};
use mailparse::{MailHeaderMap, ParsedMail};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

use crate::within;

/// A mail server.
pub struct Mailbox {
    address: SocketAddr,
    refusals: Refusals,
    arrived: mpsc::UnboundedReceiver<Letter>,
    refused: mpsc::UnboundedReceiver<Letter>,
    serving: JoinHandle<()>,
}

/// What the next letters are refused with.
type Refusals = Arc<Mutex<VecDeque<u16>>>;

/// A letter that arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom the mail server was told to bring it.
    pub to: Vec<String>,
    raw: Vec<u8>,
}

impl Mailbox {
    /// Starts a mail server on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let refusals = Refusals::default();
        let ((arrive, arrived), (refuse, refused)) = (mpsc::unbounded_channel(), mpsc::unbounded_channel());
        let serving = tokio::spawn({
            let refusals = Arc::clone(&refusals);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (arrive, refuse) = (arrive.clone(), refuse.clone());
                    tokio::spawn(converse(
                        stream,
                        Receiving { arrive, refuse, refusals: Arc::clone(&refusals), letter: None },
                    ));
                }
            }
        });
        Mailbox { address, refusals, arrived, refused, serving }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Refuses as many of the next letters, each with its code.
    pub fn refuse(&self, codes: &[u16]) {
        self.refusals.lock().expect("no panic").extend(codes);
    }

    /// The next letter.
    pub async fn next(&mut self) -> Letter {
        within("a letter", self.arrived()).await
    }

    /// The next letter, whenever it comes.
    pub async fn arrived(&mut self) -> Letter {
        self.arrived.recv().await.expect("a mail server")
    }

    /// The next letter that was refused.
    pub async fn next_refused(&mut self) -> Letter {
        within("a letter to refuse", self.refused.recv()).await.expect("a mail server")
    }

    /// Whether all letters that have arrived were read.
    pub fn is_empty(&self) -> bool {
        self.arrived.is_empty()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Letter {
    fn parsed(&self) -> ParsedMail<'_> {
        mailparse::parse_mail(&self.raw).expect("a letter")
    }

    /// A header, decoded.
    pub fn header(&self, name: &str) -> Option<String> {
        self.parsed().headers.get_first_value(name)
    }

    /// The body of a type, decoded. It is one of the alternatives.
    pub fn body(&self, kind: &str) -> String {
        let mail = self.parsed();
        assert_eq!(mail.ctype.mimetype, "multipart/alternative");
        let part = mail.subparts.iter().find(|part| part.ctype.mimetype == kind).expect(kind);
        part.get_body().expect("text")
    }

    /// The link in the letter, which is the same in text and HTML.
    pub fn link(&self) -> String {
        let text = self.body("text/plain");
        let link = text.lines().find(|line| line.starts_with("http")).expect("a link").trim().to_owned();
        assert!(self.body("text/html").contains(&format!("href=\"{link}\"")), "{link}");
        link
    }

    /// The secret in the link.
    pub fn token(&self) -> String {
        self.link().split_once('#').expect("a secret").1.to_owned()
    }

    /// The whole letter as it came.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

/// One connection.
async fn converse(stream: TcpStream, receiving: Receiving) -> io::Result<()> {
    let peer = stream.peer_addr()?.ip();
    let (reading, mut writing) = stream.into_split();
    let mut session = SessionBuilder::new("mail.test").build(peer, receiving);
    writing.write_all(&session.greeting().buffer()?).await?;
    let (mut reading, mut line) = (BufReader::new(reading), Vec::new());
    while reading.read_until(b'\n', &mut line).await? > 0 {
        let answer = session.process(&line);
        line.clear();
        writing.write_all(&answer.buffer()?).await?;
        // `mailin` would take what comes after a refusal for more of that letter.
        if answer.action == Action::Close || answer.code >= 400 {
            break;
        }
    }
    Ok(())
}

/// What is received over a connection.
struct Receiving {
    arrive: mpsc::UnboundedSender<Letter>,
    refuse: mpsc::UnboundedSender<Letter>,
    refusals: Refusals,
    letter: Option<Letter>,
}

impl Handler for Receiving {
    fn data_start(&mut self, _domain: &str, _from: &str, _is8bit: bool, to: &[String]) -> Response {
        self.letter = Some(Letter { to: to.to_vec(), raw: Vec::new() });
        response::OK
    }

    fn data(&mut self, part: &[u8]) -> io::Result<()> {
        self.letter.as_mut().expect("a letter has begun").raw.extend_from_slice(part);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let letter = self.letter.take().expect("a letter has begun");
        if let Some(code) = self.refusals.lock().expect("no panic").pop_front() {
            // As mail servers do, it repeats what it does not like.
            let answer = Response::custom(code, format!("not with {}", letter.link()));
            let _ = self.refuse.send(letter);
            return answer;
        }
        // The test may have read what it wants.
        let _ = self.arrive.send(letter);
        response::OK
    }
}
