//! What failed and why, as the runners of the tests tell it: printed once more at the end, where whoever reads a long log looks first.

/// Lines that are told of a failure.
const MOST_LINES: usize = 16;

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub name: String,
    /// The first lines of the reason.
    pub why: Vec<String>,
}

impl Failure {
    /// A failure with the first lines of its reason.
    pub fn new<'a>(name: &str, why: impl IntoIterator<Item = &'a str>) -> Failure {
        let lines = why.into_iter().filter(|line| !line.trim().is_empty());
        Failure { name: name.to_owned(), why: lines.take(MOST_LINES).map(str::to_owned).collect() }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FAILED: {}", self.name)?;
        self.why.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

/// The failures in what `cargo test` prints: each has a section with what the test said, and then a backtrace.
pub fn of_cargo(printed: &str) -> Vec<Failure> {
    let mut lines = printed.lines().peekable();
    let mut failures = Vec::new();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) else {
            continue;
        };
        let mut said = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("---- ") && *line != "failures:") {
            said.push(line);
        }
        failures.push(Failure::new(name, said.into_iter().take_while(|line| *line != "stack backtrace:")));
    }
    failures
}

/// The failures in the report of `node --test` in the Test Anything Protocol (version 13): after `not ok` comes a block of YAML. A test
/// that failed because a test within it did tells nothing new.
pub fn of_tap(report: &str) -> Vec<Failure> {
    let mut lines = report.lines().map(str::trim_start);
    let mut failures = Vec::new();
    while let Some(line) = lines.next() {
        let Some((_, name)) = line.strip_prefix("not ok ").and_then(|rest| rest.split_once(" - ")) else { continue };
        let block: Vec<&str> =
            lines.by_ref().skip_while(|line| *line == "---").take_while(|line| *line != "...").collect();
        if !block.contains(&"failureType: 'subtestsFailed'") {
            let told = block.into_iter().take_while(|line| !line.starts_with("stack:"));
            failures.push(Failure::new(name, told.filter(|line| !line.starts_with("duration_ms:"))));
        }
    }
    failures
}

/// The failures in the JSON report of vitest.
pub fn of_vitest(report: &serde_json::Value) -> Vec<Failure> {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let files = list(&report["testResults"]);
    // A file that cannot be loaded has no tests.
    let broken = files.iter().filter(|file| file["status"] == "failed" && list(&file["assertionResults"]).is_empty());
    let broken = broken.map(|file| {
        let why = file["message"].as_str().unwrap_or_default();
        Failure::new(file["name"].as_str().unwrap_or_default(), why.lines())
    });
    let tests = files.iter().flat_map(|file| list(&file["assertionResults"]));
    let failed = tests.filter(|test| test["status"] == "failed");
    let failed = failed.map(|test| {
        let why = test["failureMessages"][0].as_str().unwrap_or_default();
        Failure::new(test["fullName"].as_str().unwrap_or_default(), why.lines())
    });
    broken.chain(failed).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cargo_tells_what_a_test_said_before_its_backtrace() {
        let printed = "test a::b ... FAILED\n\nfailures:\n\n---- a::b stdout ----\n\nthread 'a::b' panicked at x.rs:1:2:\nno\n\
                       stack backtrace:\n   0: main\n\n---- c stdout ----\nError: other\n\n\nfailures:\n    a::b\n    c\n";
        let expected =
            [Failure::new("a::b", ["thread 'a::b' panicked at x.rs:1:2:", "no"]), Failure::new("c", ["Error: other"])];
        assert_eq!(of_cargo(printed), expected);
    }

    #[test]
    fn a_journey_tells_which_of_its_steps_failed() {
        let report = "TAP version 13\n# Subtest: the stage\n    ok 1 - first\n      ---\n      duration_ms: 3\n      ...\n    \
                      not ok 2 - a slide\n      ---\n      duration_ms: 20\n      failureType: 'testCodeFailure'\n      error: |-\n        \
                      not within 20 s\n      stack: |-\n        at x\n      ...\nnot ok 1 - the stage\n  ---\n  duration_ms: 23\n  \
                      failureType: 'subtestsFailed'\n  error: '1 subtest failed'\n  ...\n";
        let why = ["failureType: 'testCodeFailure'", "error: |-", "not within 20 s"];
        assert_eq!(of_tap(report), [Failure::new("a slide", why)]);
    }

    #[test]
    fn vitest_tells_the_first_message() {
        let test = |status, messages| json!({ "status": status, "fullName": "a b", "failureMessages": messages });
        let tests = [test("passed", json!([])), test("failed", json!(["expected 1\nto be 2"]))];
        let broken = json!({ "status": "failed", "name": "c.test.ts", "message": "no module", "assertionResults": [] });
        let report = json!({ "testResults": [{ "status": "failed", "assertionResults": tests }, broken] });
        let expected = [Failure::new("c.test.ts", ["no module"]), Failure::new("a b", ["expected 1", "to be 2"])];
        assert_eq!(of_vitest(&report), expected);
    }
}
