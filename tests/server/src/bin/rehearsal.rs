//! The real server with a mailbox, and a clock that is set ahead: for browsers, which read their mail and live through a
//! term within a minute.
//!
//! `rehearsal ADDRESS FOLDER` serves as `meridian serve --listen ADDRESS --data FOLDER` does, and prints the same links. A
//! line of milliseconds on its input sets the clock of what is planned so far ahead; once all that is due by then is queued, it
//! prints `Ahead: MILLISECONDS`. A line `refuse CODE` has the mailbox refuse the next letter with this code of SMTP; then it prints
//! `Refuses: CODE`. A line `crowd PEOPLE MESSAGES` has so many people join the class that runs, and write, as its journal has it
//! from the next start on; then it prints `Crowded: PEOPLE`. Each letter that arrives is a line `Letter: {"to", "subject", "text"}`. It stops when its
//! input ends.

use std::{io::stdin, net::SocketAddr, path::Path, thread};

use meridian::{clock::TaskClock, config::Config, mail::settings::MailSettings, server::start_by};
use serde_json::json;
use server_tests::{
    long_class::lengthen,
    mailbox::{Letter, Mailbox},
    server::{config, look},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Begins a line that has a letter refused.
const REFUSE: &str = "refuse ";
/// Begins a line that makes a class long.
const CROWD: &str = "crowd ";

/// From whom mail is.
const FROM: &str = "Meridian <class@school.example>";

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, folder] = arguments.as_slice() else { panic!("rehearsal ADDRESS FOLDER") };
    let (mut mailbox, clock) = (Mailbox::start().await, TaskClock::default());
    let server = start_by(&configured(address, folder, &mailbox), &clock).await.expect("the server starts");
    for line in server.links(false).await.expect("links") {
        println!("{line}");
    }
    let mut input = lines();
    loop {
        tokio::select! {
            letter = mailbox.arrived() => println!("Letter: {}", written(&letter)),
            line = input.recv() => match line {
                None => break,
                Some(line) if line.starts_with(REFUSE) => {
                    let code = &line[REFUSE.len()..];
                    mailbox.refuse(&[code.parse().expect("a code")]);
                    println!("Refuses: {code}");
                }
                Some(line) if line.starts_with(CROWD) => {
                    let numbers: Vec<u32> = line[CROWD.len()..].split(' ').map(|word| word.parse().expect("a number")).collect();
                    let &[people, messages] = numbers.as_slice() else { panic!("{CROWD}PEOPLE MESSAGES") };
                    lengthen(&server.app.store, people, messages).await;
                    println!("Crowded: {people}");
                }
                Some(line) => {
                    clock.advance(line.parse().expect("milliseconds"));
                    look(&server, &clock).await;
                    println!("Ahead: {line}");
                }
            }
        }
    }
    server.stop().await.expect("the server stops");
}

/// The lines of the input, which a thread reads.
fn lines() -> UnboundedReceiver<String> {
    let (read, lines) = unbounded_channel();
    thread::spawn(move || stdin().lines().map_while(Result::ok).try_for_each(|line| read.send(line)));
    lines
}

/// As the binary is configured, with mail.
fn configured(address: &str, folder: &str, mailbox: &Mailbox) -> Config {
    let listen: SocketAddr = address.parse().expect("an address");
    let mail = MailSettings::read(mailbox.url(), FROM).expect("settings");
    Config {
        listen,
        mail: Some(mail),
        media_port: None,
        announce: Vec::new(),
        ..config(Path::new(folder), None, false)
    }
}

fn written(letter: &Letter) -> serde_json::Value {
    json!({ "to": letter.to, "subject": letter.header("Subject"), "text": letter.body("text/plain") })
}
