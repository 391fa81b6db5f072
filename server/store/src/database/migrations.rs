//! The steps that bring the database's layout up to date, oldest first. A step that was released never changes.

use std::sync::LazyLock;

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// Each step's name and SQL, from the file `migrations/NUMBER_NAME.sql`. `sqlx::migrate!` would make this list of the
/// folder, and would compile both drivers, SQLite with them, a second time for the compiler's own use.
macro_rules! steps {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../migrations/", $file, ".sql")))),*]
    };
}

const STEPS: &[(&str, &str)] = steps![
    "0001_people_sessions_journal",
    "0002_unused_seats",
    "0003_moderation",
    "0004_leases_positions_consumers",
    "0005_lost_events",
    "0006_later",
    "0007_manifest",
    "0008_origin",
    "0009_lost_lines",
    "0010_commands",
    "0011_idle_seats",
    "0012_banned_networks",
    "0013_devices",
    "0014_people_courses",
    "0015_deleted_recordings",
    "0016_schedule",
    "0017_mail",
    "0018_passkeys",
    "0019_profiles",
    "0020_audit",
    "0021_notices",
    "0022_notice_settings",
    "0023_open_recordings",
    "0024_retention",
    "0025_page_indexes",
    "0026_photos",
    "0027_preparation",
    "0028_extensions",
    "0029_privacy",
    "0030_announcements",
    "0031_consent",
    "0032_ledger",
    "0033_pseudonyms",
    "0034_board",
    "0035_files",
    "0036_told_clocks",
    "0037_more_notices",
    "0038_lectures",
    "0039_study",
    "0040_push",
    "0041_join_domains",
    "0042_clips",
    "0043_watch_positions",
    "0044_announced_clocks",
    "0045_until_confirmed",
    "0046_count_anew",
    "0047_roster_names",
    "0048_media_secret",
    "0049_insight",
    "0050_listed_address",
    "0051_again",
    "0052_mp4",
    "0053_moments",
    "0054_uploads",
    "0055_practice",
    "0056_reply_clips",
    "0057_tasks",
    "0058_response",
    "0059_table",
    "0060_downloads",
    "0061_convinced",
    "0062_takes",
    "0063_answers",
    "0064_withdrawn",
    "0065_late_ballots",
    "0066_done",
];

/// Brings a database from any former layout to today's, and refuses one of a later version.
pub(crate) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let migration = |(version, (file, sql)): (i64, &(&'static str, &'static str))| {
        let name = file.split_once('_').map_or(*file, |(_, name)| name).replace('_', " ");
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations((1..).zip(STEPS).map(migration).collect())
});

#[cfg(test)]
mod tests {
    use sqlx::{Connection, Executor};

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_a_step_and_has_its_number() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
        let mut files: Vec<String> =
            folder.map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".sql", "")).collect();
        files.sort();
        assert_eq!(files, STEPS.iter().map(|(file, _)| *file).collect::<Vec<_>>());
        for (migration, (file, _)) in MIGRATIONS.iter().zip(STEPS) {
            assert_eq!(format!("{:04}_{}", migration.version, migration.description.replace(' ', "_")), *file);
        }
    }

    #[tokio::test]
    async fn whoever_was_signed_in_still_is_and_has_a_place_in_the_list() {
        sqlx::any::install_default_drivers();
        let mut database = sqlx::AnyConnection::connect("sqlite::memory:").await.unwrap();
        let before = MIGRATIONS.iter().take(12).cloned().collect();
        Migrator::with_migrations(before).run(&mut database).await.unwrap();
        let rows =
            "INSERT INTO people (id, name, email, email_key, password_hash) VALUES ('p', 'Ada', 'a@b', 'a@b', '');
             INSERT INTO sign_ins (token_hash, person, expires_unix)
             VALUES ('0123456789012345678901234567890123456789012', 'p', 2592000007);";
        database.execute(rows).await.unwrap();
        MIGRATIONS.run(&mut database).await.unwrap();
        let found: (String, i64, i64, String) =
            sqlx::query_as("SELECT id, began_unix, used_unix, browser FROM sign_ins")
                .fetch_one(&mut database)
                .await
                .unwrap();
        assert_eq!(found, ("0123456789012345678901".to_owned(), 7, 7, String::new()));
    }

    #[tokio::test]
    async fn what_was_to_be_prepared_and_is_done_stays_when_there_are_files() {
        sqlx::any::install_default_drivers();
        let mut database = sqlx::AnyConnection::connect("sqlite::memory:").await.unwrap();
        database.execute("PRAGMA foreign_keys = ON").await.unwrap();
        let before = MIGRATIONS.iter().take(34).cloned().collect();
        Migrator::with_migrations(before).run(&mut database).await.unwrap();
        let rows = "INSERT INTO people (id, name, email, email_key, password_hash) VALUES ('p', 'Ada', 'a@b', 'a@b', '');
             INSERT INTO courses (id, title, description, colour, zone, guests_allowed, join_approval, made_by, created_unix, lines)
             VALUES ('c', '', '', 0, 'UTC', 0, 0, 'p', 0, 0);
             INSERT INTO roster (course, member, name, name_key, email, email_key, role, state, added_unix)
             VALUES ('c', 1, 'Sam', 'sam', 's@b', 's@b', 'student', 'active', 0);
             INSERT INTO sessions (id, code, title, owner, guests_allowed, state, created_unix, duration, seats, course)
             VALUES ('s', 's', '', 'p', 0, 'scheduled', 0, 0, 0, 'c');
             INSERT INTO preparation (id, session, place, kind, title, body) VALUES ('i', 's', 1, 'text', 'Read', 'It');
             INSERT INTO prepared (item, course, member, done_unix) VALUES ('i', 'c', 1, 7);";
        database.execute(rows).await.unwrap();
        MIGRATIONS.run(&mut database).await.unwrap();
        let found: (String, String, i64) =
            sqlx::query_as("SELECT title, body, done_unix FROM preparation JOIN prepared ON item = id")
                .fetch_one(&mut database)
                .await
                .unwrap();
        assert_eq!(found, ("Read".to_owned(), "It".to_owned(), 7));
        database.execute("DELETE FROM sessions").await.unwrap();
        let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM prepared").fetch_one(&mut database).await.unwrap();
        assert_eq!(left, 0, "all goes with its session, as before");
    }

    #[tokio::test]
    async fn recordings_that_were_open_to_the_link_are_so_no_more_and_are_noted() {
        sqlx::any::install_default_drivers();
        let mut database = sqlx::AnyConnection::connect("sqlite::memory:").await.unwrap();
        let before = MIGRATIONS.iter().take(22).cloned().collect();
        Migrator::with_migrations(before).run(&mut database).await.unwrap();
        let people = "INSERT INTO people (id, name, email, email_key, password_hash) VALUES ('p', 'Ada', 'a@b', 'a@b', '');
             INSERT INTO courses (id, title, description, colour, zone, recordings, guests_allowed, join_approval, made_by,
                                  created_unix, lines)
             VALUES ('open', '', '', 0, 'UTC', 'link', 0, 0, 'p', 0, 0), ('shut', '', '', 0, 'UTC', 'roster', 0, 0, 'p', 0, 0);";
        database.execute(people).await.unwrap();
        let settings = |locked, waiting_room, open_recording| {
            let settings = protocol::Settings { locked, waiting_room, open_recording, ..Default::default() };
            format!("'{}'", serde_json::to_string(&settings).unwrap())
        };
        let null = || "NULL".to_owned();
        // The title says whether it was open, and whether staff had opened it in class.
        for (number, (title, course, state, guests, settings)) in [
            ("narrowed", "NULL", "ended", 1, null()),
            ("narrowed", "NULL", "ended", 1, settings(false, false, false)),
            ("narrowed said", "NULL", "ended", 1, settings(true, false, true)),
            ("narrowed", "'open'", "ended", 0, null()),
            ("", "NULL", "ended", 0, null()),
            ("", "NULL", "ended", 1, settings(true, false, false)),
            ("", "NULL", "ended", 1, settings(false, true, false)),
            ("", "'shut'", "ended", 1, null()),
            ("", "NULL", "scheduled", 1, null()),
        ]
        .into_iter()
        .enumerate()
        {
            let row = format!(
                "INSERT INTO sessions (id, code, title, owner, guests_allowed, state, created_unix, duration, seats, course, settings)
                 VALUES ('{number}', '{number}', '{title}', 'p', {guests}, '{state}', 0, 0, 0, {course}, {settings})"
            );
            database.execute(sqlx::AssertSqlSafe(row)).await.unwrap();
        }
        MIGRATIONS.run(&mut database).await.unwrap();
        let rows: Vec<(String, i64, i64, Option<i64>)> =
            sqlx::query_as("SELECT title, narrowed, open_recording, open_until_unix FROM sessions")
                .fetch_all(&mut database)
                .await
                .unwrap();
        assert_eq!(rows.len(), 9);
        for (title, narrowed, said, until) in rows {
            let expected = (i64::from(title.contains("narrowed")), i64::from(title.contains("said")), None);
            assert_eq!((narrowed, said, until), expected, "{title}");
        }
    }
}
