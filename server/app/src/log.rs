//! The log, in which equal complaints are merged: a full disk or a database that is away makes the same error again and
//! again, for each class, client and track.

use std::{
    collections::HashMap,
    fmt::{self, Debug, Write},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter,
    fmt::{
        FmtContext, FormatEvent, FormatFields, MakeWriter,
        format::{Format, Writer},
    },
    registry::LookupSpan,
};

/// A complaint is written once in this time. Equal complaints are counted, and their number is written afterwards.
const MERGED: Duration = Duration::from_secs(60);

/// How many different complaints are remembered. If more come in a minute, they repeat nothing.
const MOST: usize = 1_000;

/// Starts the log: from now on everything that the program reports is written.
pub fn start<W>(filter: EnvFilter, writer: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt().event_format(Merging::default()).with_env_filter(filter).with_writer(writer).init();
}

/// Formats events as usual, but leaves out warnings and errors that repeat earlier ones.
#[derive(Debug, Default)]
struct Merging {
    usual: Format,
    said: Mutex<HashMap<String, Said>>,
}

#[derive(Debug)]
struct Said {
    text: String,
    since: Instant,
    /// How often the complaint came again.
    again: u64,
}

impl<S, N> FormatEvent<S, N> for Merging
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        for (_, over) in said.extract_if(|_, said| now.duration_since(said.since) >= MERGED) {
            if over.again > 0 {
                writeln!(writer, "{} times more within {} s: {}", over.again, MERGED.as_secs(), over.text)?;
            }
        }
        if *event.metadata().level() <= Level::WARN {
            let text = text_of(event);
            if said.len() >= MOST {
                said.clear();
            }
            if let Some(before) = said.get_mut(&shape(&text)) {
                before.again += 1;
                return Ok(());
            }
            said.insert(shape(&text), Said { text, since: now, again: 0 });
        }
        drop(said);
        self.usual.format_event(context, writer, event)
    }
}

/// What an event says, without time and place.
fn text_of(event: &Event<'_>) -> String {
    struct Text(String);
    impl Visit for Text {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            // Writing to a string cannot fail.
            let _ = match field.name() {
                "message" => write!(self.0, "{value:?} "),
                name => write!(self.0, "{name}={value:?} "),
            };
        }
    }
    let mut text = Text(format!("{} {}: ", event.metadata().level(), event.metadata().target()));
    event.record(&mut text);
    text.0.trim_end().to_owned()
}

/// The text without the words that differ between equal complaints: words with a digit, which are names of files, times
/// and counts. The session's name stays, because complaints about two classes are not equal.
fn shape(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.contains(|c: char| c.is_ascii_digit()) {
        true if !names_session(word) => "#",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn names_session(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, value)| name == "session" && value.parse::<uuid::Uuid>().is_ok())
}

#[cfg(test)]
mod tests {
    use std::{io, sync::Arc};

    use super::*;

    /// A writer whose lines can be read.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn equal_complaints_are_one_line_and_others_are_not_hidden() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .event_format(Merging::default())
            .with_writer(move || writer.clone());
        tracing::subscriber::with_default(subscriber.finish(), || {
            for n in 0..695 {
                tracing::error!(file = format!("t{n}-s{n}.webm"), error = "No space left on device", "a piece is lost");
                tracing::info!(n, "news");
            }
            tracing::error!(file = "t7-s9.webm", error = "Permission denied", "a piece is lost");
            tracing::warn!(error = "No space left on device", "a piece is lost");
            for session in ["9023ce20-b179-4954-a162-07770a8d7750", "5f7ad1c5-0a3c-4ed7-a1b5-0c1d6e0c3a11"] {
                let session: uuid::Uuid = session.parse().unwrap();
                (0..3).for_each(|n| tracing::error!(%session, n, "it fails"));
            }
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let complaints: Vec<&str> = text.lines().filter(|line| !line.contains("news")).collect();
        assert_eq!(complaints.len(), 5, "{complaints:#?}");
        assert!(complaints[0].contains("t0-s0.webm") && complaints[0].contains("No space left"), "{complaints:#?}");
        assert_eq!(text.lines().count(), 5 + 695, "what is no complaint is not merged");
    }

    #[test]
    fn how_often_it_came_again_is_told_after_a_while() {
        let lines = Lines::default();
        let writer = lines.clone();
        let merging = Merging::default();
        let long_ago = Instant::now().checked_sub(MERGED).expect("a machine that has run for a minute");
        let said = |text: &str, again| Said { text: text.into(), since: long_ago, again };
        let entries = [("a".into(), said("ERROR app: it fails", 694)), ("b".into(), said("once", 0))];
        merging.said.lock().unwrap().extend(entries);
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).event_format(merging).with_writer(move || writer.clone());
        tracing::subscriber::with_default(subscriber.finish(), || tracing::info!("news"));
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0]), (2, "694 times more within 60 s: ERROR app: it fails"));
    }
}
