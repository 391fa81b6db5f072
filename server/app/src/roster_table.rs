//! Reads a roster from the text of a table: comma, semicolon (Excel where the comma separates decimals) or tab.

use std::collections::HashSet;

use protocol::{
    CourseRole, ErrorCode, limits,
    roster::{ImportError, ImportProblem},
};
use store::ImportedLine;

use crate::fields::{valid_email, valid_group};

/// What a table has: lines for the roster, and the lines that cannot be used.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RosterTable {
    /// In the order of the table.
    pub lines: Vec<ImportedLine>,
    /// At most [`limits::IMPORT_ERRORS`].
    pub errors: Vec<ImportError>,
    /// How many lines cannot be used.
    pub failed: u32,
}

/// The columns of a table, by their place.
struct Columns {
    name: NameColumns,
    email: usize,
    role: Option<usize>,
    group: Option<usize>,
}

enum NameColumns {
    Whole(usize),
    Parts { first: usize, last: usize },
}

/// Headings as other systems write them, in lower case.
const NAME: &[&str] = &["name", "full name", "student", "student name"];
const FIRST: &[&str] = &["first name", "firstname", "given name"];
const LAST: &[&str] = &["last name", "lastname", "surname", "family name"];
const EMAIL: &[&str] = &["email", "e-mail", "email address", "e-mail address", "mail"];
const ROLE: &[&str] = &["role"];
const GROUP: &[&str] = &["group", "team", "section"];

impl RosterTable {
    /// Reads a table. A byte order mark at its start is skipped. A line without any value counts for nothing.
    pub fn read(text: &str) -> Self {
        // All line ends become one, since the reader counts line feeds alone.
        let text = &text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
        let mut table = RosterTable::default();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let columns = reader.headers().ok().and_then(Columns::find);
        let Some(columns) = columns else {
            table.fail(1, ImportProblem::NoHeading, text.lines().next().unwrap_or_default());
            return table;
        };
        let width = reader.headers().map_or(0, csv::StringRecord::len);
        let mut seen = HashSet::new();
        let mut records = reader.records().peekable();
        while let Some(record) = records.next() {
            let Ok(record) = record else { continue };
            let line = record.position().map_or(0, |position| line_of(text, position));
            if records.peek().is_none()
                && let Some((value, lines)) = not_closed(text, &record)
            {
                table.fail(line, ImportProblem::Quote, value);
                table.failed += lines;
                continue;
            }
            if record.iter().all(str::is_empty) {
                continue;
            }
            if record.len() > width && record.iter().skip(width).any(|value| !value.is_empty()) {
                table.fail(line, ImportProblem::Form, record.get(width).unwrap_or_default());
                continue;
            }
            match columns.line(&record) {
                Ok(new) if seen.insert(new.email.to_lowercase()) => table.lines.push(new),
                Ok(new) => table.fail(line, ImportProblem::Twice, &new.email),
                Err((_, value)) if value.contains('\n') => {
                    table.fail(line, ImportProblem::Form, value.lines().next().unwrap_or_default());
                }
                Err((problem, value)) => table.fail(line, problem, &value),
            }
        }
        table
    }

    fn fail(&mut self, line: u32, problem: ImportProblem, value: &str) {
        self.failed += 1;
        if self.errors.len() < limits::IMPORT_ERRORS {
            self.errors.push(ImportError { line, problem, value: value.chars().take(limits::NAME_CHARS).collect() });
        }
    }
}

/// The value of the last record with a quotation mark that is not closed, in its first line, and how many lines it takes in after that.
fn not_closed<'a>(text: &str, last: &'a csv::StringRecord) -> Option<(&'a str, u32)> {
    let from = last.position().and_then(|at| text.get(usize::try_from(at.byte()).ok()?..))?;
    if from.matches('"').count() % 2 == 0 {
        return None;
    }
    let mut lines = last.iter().find(|value| value.contains('\n'))?.lines();
    let first = lines.next().unwrap_or_default();
    let others = lines.filter(|line| !line.trim().is_empty()).count();
    Some((first, u32::try_from(others).unwrap_or(u32::MAX)))
}

/// The number of the line in which a record begins. The reader's own position is where the record before ended: empty lines
/// may follow.
fn line_of(text: &str, position: &csv::Position) -> u32 {
    let from = usize::try_from(position.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    let empty = from.iter().take_while(|byte| **byte == b'\n').count() as u64;
    u32::try_from(position.line() + empty).unwrap_or(u32::MAX)
}

/// What separates the values: of the three, the one that the heading has most of.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| heading.bytes().filter(|byte| byte == delimiter).count();
    // Of equals, `max_by_key` returns the last: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

impl Columns {
    fn find(heading: &csv::StringRecord) -> Option<Self> {
        let titles: Vec<String> = heading.iter().map(str::to_lowercase).collect();
        let place = |names: &[&str]| titles.iter().position(|title| names.contains(&title.as_str()));
        let name = match (place(NAME), place(FIRST), place(LAST)) {
            (Some(whole), _, _) => NameColumns::Whole(whole),
            (None, Some(first), Some(last)) => NameColumns::Parts { first, last },
            _ => return None,
        };
        Some(Columns { name, email: place(EMAIL)?, role: place(ROLE), group: place(GROUP) })
    }

    fn line(&self, record: &csv::StringRecord) -> Result<ImportedLine, (ImportProblem, String)> {
        let value = |place: usize| record.get(place).unwrap_or_default();
        let typed = match self.name {
            NameColumns::Whole(place) => value(place).to_owned(),
            NameColumns::Parts { first, last } => format!("{} {}", value(first), value(last)),
        };
        let name = live::text::valid_name(&typed).map_err(|_| (ImportProblem::Name, typed.clone()))?;
        let typed = value(self.email);
        let email = valid_email(typed).map_err(|_| (ImportProblem::Email, typed.to_owned()))?.to_owned();
        let typed = self.role.map(value).filter(|typed| !typed.is_empty());
        let role = typed.map(|typed| role(typed).ok_or_else(|| (ImportProblem::Role, typed.to_owned()))).transpose()?;
        let group = self
            .group
            .map(value)
            .map(|typed| valid_group(typed).map_err(|_: ErrorCode| (ImportProblem::Group, typed.to_owned())));
        let group = group.transpose()?;
        Ok(ImportedLine { name, email, role, group })
    }
}

/// A role as people write it.
fn role(text: &str) -> Option<CourseRole> {
    Some(match text.to_lowercase().as_str() {
        "student" | "learner" => CourseRole::Student,
        "instructor" | "teacher" => CourseRole::Instructor,
        "assistant" | "ta" | "teaching assistant" => CourseRole::Assistant,
        "observer" => CourseRole::Observer,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(name: &str, email: &str, role: Option<CourseRole>, group: Option<Option<&str>>) -> ImportedLine {
        ImportedLine {
            name: name.into(),
            email: email.into(),
            role,
            group: group.map(|group| group.map(str::to_owned)),
        }
    }

    #[test]
    fn a_line_has_the_number_that_an_editor_shows() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["name,email", "A,a@a.org", "", "B,b", "\"C\",", ""].join(end);
            let lines: Vec<_> = RosterTable::read(&text).errors.iter().map(|error| error.line).collect();
            assert_eq!(lines, [4, 5], "{end:?}");
        }
    }

    #[test]
    fn a_table_is_read_as_spreadsheets_write_it() {
        let expected =
            vec![line("Ada Lovelace", "ada@a.org", None, None), line("Grace Hopper", "grace@a.org", None, None)];
        for text in [
            "name,email\nAda Lovelace,ada@a.org\nGrace Hopper,grace@a.org\n",
            "\u{feff}Name;E-Mail\r\nAda Lovelace;ada@a.org\r\nGrace Hopper;grace@a.org\r\n;\r\n\r\n",
            "Email\tName\nada@a.org\tAda Lovelace\ngrace@a.org\t\"Grace Hopper\"",
            "Last name,First name,Email address\nLovelace,Ada,ada@a.org\nHopper,Grace,grace@a.org",
        ] {
            let table = RosterTable::read(text);
            assert_eq!((table.lines, table.errors), (expected.clone(), vec![]), "{text:?}");
        }
        let table = RosterTable::read(
            "name,email,role,group\n\"Noether, Emmy\",e@a.org,Teacher,Red\nTuring,t@a.org,TA,\nRob,r@a.org,,\n",
        );
        assert_eq!(
            table.lines,
            [
                line("Noether, Emmy", "e@a.org", Some(CourseRole::Instructor), Some(Some("Red"))),
                line("Turing", "t@a.org", Some(CourseRole::Assistant), Some(None)),
                line("Rob", "r@a.org", None, Some(None)),
            ]
        );
    }

    #[test]
    fn each_line_that_cannot_be_used_is_named() {
        let text = "name,email,role\nAda,ada@a.org,\n,nobody@a.org,\nEve,e..ve@a.org,\nBob,bob@a.org,king\n\
                    Ada,ADA@a.org,student\nZoe,zoe@a.org,student,more\n\nIda,ida@a.org,observer\n";
        let table = RosterTable::read(text);
        assert_eq!(table.lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Ada", "Ida"]);
        let errors: Vec<_> =
            table.errors.iter().map(|error| (error.line, error.problem, error.value.as_str())).collect();
        assert_eq!(
            errors,
            [
                (3, ImportProblem::Name, ""),
                (4, ImportProblem::Email, "e..ve@a.org"),
                (5, ImportProblem::Role, "king"),
                (6, ImportProblem::Twice, "ADA@a.org"),
                (7, ImportProblem::Form, "more"),
            ]
        );
        for text in ["", "a,b\nc,d", "name\nAda"] {
            let table = RosterTable::read(text);
            assert_eq!((table.lines.len(), table.failed, table.errors[0].problem), (0, 1, ImportProblem::NoHeading));
        }
    }

    #[test]
    fn a_quote_that_does_not_close_is_named_with_its_line_and_all_that_it_takes_in_is_left_out() {
        let rest = "Cleo,cleo@b.org,,\nDora,dora@b.org,,\n";
        for (opens, value) in [("\"Bob,bob@b.org,,", "Bob,bob@b.org,,"), ("Bob,bob@b.org,,\"late", "late")] {
            let table = RosterTable::read(&format!("name,email,group,note\nAda,ada@a.org,,\n\n{opens}\n{rest}"));
            let named: Vec<_> =
                table.errors.iter().map(|error| (error.line, error.problem, error.value.as_str())).collect();
            assert_eq!((table.lines.len(), table.failed), (1, 3), "{opens}");
            assert_eq!(named, [(4, ImportProblem::Quote, value)]);
        }
        let table = RosterTable::read("name,email,note\nBob,bob@b.org,\"in two\nlines\"\nEve,eve@b.org,\"a\nb\"\n");
        assert_eq!((table.lines.len(), table.failed), (2, 0), "one that closes is a value of several lines");
    }

    #[test]
    fn errors_are_counted_beyond_those_that_are_named() {
        let text = format!("name,email\n{}", "x,y\n".repeat(limits::IMPORT_ERRORS + 5));
        let table = RosterTable::read(&text);
        assert_eq!((table.errors.len(), table.failed as usize), (limits::IMPORT_ERRORS, limits::IMPORT_ERRORS + 5));
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "(name|email|[,;\t\"\n\r@.a-z\u{feff}é]|\\PC){0,200}") {
            let table = RosterTable::read(&text);
            prop_assert!(table.errors.len() <= table.failed as usize);
            prop_assert!(table.lines.len() + table.failed as usize <= text.split(['\r', '\n']).count() + 1);
        }
    }
}
