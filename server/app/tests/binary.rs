//! The binary as an operator meets it: what it prints, what it reads from its environment, how it stops.

use std::{
    fs::Permissions,
    io::{BufRead, BufReader, Read},
    net::UdpSocket,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A data folder for the server's account alone.
fn private_folder() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir().expect("a folder")
}

fn command(data: &Path, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meridian"));
    command
        .arg("serve")
        .current_dir(data)
        .envs([("MERIDIAN_LISTEN", "127.0.0.1:0"), ("MERIDIAN_MEDIA_PORT", "0"), ("MERIDIAN_LOG", "off")])
        .env("MERIDIAN_DATA", data)
        .envs(settings.iter().copied());
    command
}

fn serve(data: &Path, settings: &[(&str, &str)]) -> Child {
    command(data, settings).stdout(Stdio::piped()).spawn().expect("the binary starts")
}

/// The standard error of a server that does not start.
fn complaint(data: &Path, settings: &[(&str, &str)]) -> String {
    let output = command(data, settings).output().expect("the binary starts");
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).expect("text")
}

/// Reads the first lines on standard output, then sends SIGTERM. Checks that no more lines follow and that the server
/// exits well.
fn lines_of(mut server: Child, count: usize) -> Vec<String> {
    let mut out = BufReader::new(server.stdout.take().expect("it is piped"));
    let lines: Vec<String> = out.by_ref().lines().take(count).map(|line| line.expect("text")).collect();
    let told = Command::new("kill").arg(server.id().to_string()).status().expect("kill(1)");
    assert!(told.success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("text");
    assert_eq!(rest, "", "nothing else is on standard output");
    assert_eq!(server.wait().expect("it ends").code(), Some(0));
    lines
}

#[test]
fn a_server_without_an_owner_prints_its_setup_link_alone() {
    let data = private_folder();
    let lines = lines_of(serve(data.path(), &[]), 1);
    assert!(lines[0].starts_with("Setup: http://localhost:") && lines[0].contains("/setup#"), "{lines:?}");
}

#[test]
fn a_demo_prints_two_links_and_is_asked_for_by_the_environment() {
    let data = private_folder();
    let settings =
        [("MERIDIAN_DEMO", "1"), ("MERIDIAN_TRUST_PROXY", "no"), ("MERIDIAN_PUBLIC_URL", "https://class.example/")];
    let lines = lines_of(serve(data.path(), &settings), 2);
    assert!(lines[0].starts_with("Owner: https://class.example/enter#"), "{lines:?}");
    assert!(lines[1].starts_with("Join: https://class.example/j/"), "{lines:?}");
}

#[test]
fn media_is_received_where_it_is_said() {
    let data = private_folder();
    let port = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let settings = [("MERIDIAN_MEDIA_LISTEN", "127.0.0.3"), ("MERIDIAN_MEDIA_PORT", &port.to_string())];
    let mut server = serve(data.path(), &settings);
    // A server prints its link once it serves.
    let mut first = String::new();
    BufReader::new(server.stdout.as_mut().expect("it is piped")).read_line(&mut first).expect("text");
    let is_free = |address: &str| UdpSocket::bind((address, port)).is_ok();
    assert_eq!(["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(is_free), [true, true, false]);
    lines_of(server, 0);
}

#[test]
fn what_cannot_be_used_is_named() {
    let data = private_folder();
    for (setting, value) in [("MERIDIAN_PUBLIC_URL", "foo"), ("MERIDIAN_PUBLIC_URL", ""), ("MERIDIAN_LOG", "a=b=c")] {
        let said = complaint(data.path(), &[(setting, value)]);
        assert!(
            said.contains(value) && said.contains(if setting.ends_with("URL") { "public URL" } else { setting }),
            "{said}"
        );
    }
    std::fs::write(data.path().join("meridian.db"), [7; 9_000]).unwrap();
    let said = complaint(data.path(), &[]);
    assert!(said.contains("not a database"), "{said}");
}

/// Runs `meridian` with these arguments on a data folder; what it says on standard output, if it succeeds.
fn run(arguments: &[&str], data: &Path) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meridian"));
    command.args(arguments).env("MERIDIAN_DATA", data).env("MERIDIAN_LOG", "off");
    let output = command.output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn a_backup_is_made_while_the_server_runs_and_becomes_a_data_folder() {
    let home = tempfile::tempdir().unwrap();
    let [data, copy, again] = ["data", "copy", "again"].map(|name| home.path().join(name));
    std::fs::create_dir(&data).unwrap();
    let exposed = complaint(&data, &[]);
    assert!(exposed.contains(&format!("chmod 700 {}", data.display())), "{exposed}");
    std::fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
    let mut server = serve(&data, &[("MERIDIAN_DEMO", "1")]);
    let mut first = String::new();
    BufReader::new(server.stdout.as_mut().expect("it is piped")).read_line(&mut first).expect("text");
    assert!(first.starts_with("Owner: "), "{first}");
    let is_private = |name: &str| std::fs::metadata(data.join(name)).unwrap().mode() & 0o077 == 0;
    assert!(is_private("meridian.db") && is_private("lock") && is_private("media"));
    let copied = run(&["backup", copy.to_str().unwrap()], &data).expect("a backup");
    assert!(copied.starts_with("Backup: ") && copied.contains(": 1 sessions, "), "{copied}");
    let refused = run(&["backup", copy.to_str().unwrap()], &data).expect_err("it is there already");
    assert!(refused.contains("is not empty"), "{refused}");
    server.kill().unwrap();
    server.wait().unwrap();
    let restored = run(&["restore", copy.to_str().unwrap()], &again).expect("a data folder");
    assert_eq!(restored.split_once(": 1 ").unwrap().1, copied.split_once(": 1 ").unwrap().1);
    // The owner is the one of then: only the class is new.
    let lines = lines_of(serve(&again, &[("MERIDIAN_DEMO", "1")]), 2);
    assert!(lines[0].starts_with("Owner: ") && lines[1].starts_with("Join: "), "{lines:?}");
    let copied = run(&["backup", home.path().join("another").to_str().unwrap()], &again).expect("a backup");
    assert!(copied.contains(": 2 sessions, "), "{copied}");
}

#[test]
fn a_database_that_cannot_be_used_is_named_without_its_password() {
    let data = private_folder();
    for (url, why) in [
        ("mysql://host/name", "must be like postgres://"),
        ("postgres://user:secret@127.0.0.1:1/name", "cannot be reached"),
    ] {
        let said = complaint(data.path(), &[("MERIDIAN_DATABASE", url)]);
        assert!(said.contains(why) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn whoever_has_the_shell_helps_an_owner_to_a_new_password_while_the_server_runs() {
    let data = private_folder();
    let ask = |email: &str| run(&["password-link", email, "--public-url", "https://class.example/"], data.path());
    ask("owner@demo.invalid").expect_err("there is no database");
    assert!(!data.path().join("meridian.db").exists(), "nor is one made");
    let mut server = serve(data.path(), &[("MERIDIAN_DEMO", "1")]);
    let mut first = String::new();
    BufReader::new(server.stdout.as_mut().expect("it is piped")).read_line(&mut first).expect("text");
    let link = ask("Owner@demo.invalid").expect("a link");
    assert!(link.contains(": https://class.example/password#") && link.lines().count() == 1, "{link}");
    let nobody = ask("nobody@demo.invalid").expect_err("there is no such account");
    assert!(nobody.contains("no account with the address nobody@demo.invalid"), "{nobody}");
    server.kill().unwrap();
    server.wait().unwrap();
    ask("owner@demo.invalid").expect("also while no server runs");
}
