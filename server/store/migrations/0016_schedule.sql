-- Sessions of a course that are planned together: one, or several by a rule. Local times are written as the crate `calendar`
-- writes them, so that equal times are equal texts.
CREATE TABLE series (
    id      TEXT   NOT NULL PRIMARY KEY,
    course  TEXT   NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    zone    TEXT   NOT NULL,
    start   TEXT   NOT NULL,
    minutes BIGINT NOT NULL,
    -- The rule as JSON; NULL for a single session.
    rule    TEXT
);
CREATE INDEX series_by_course ON series (course);

-- The plan of a session. `original` is its place in the series; `plan_start` and `plan_minutes` say when it is, in the zone of
-- the series, and the two instants say it to search by. `sequence` counts what calendars of other programs must take over.
ALTER TABLE sessions ADD COLUMN series TEXT REFERENCES series (id);
ALTER TABLE sessions ADD COLUMN original TEXT;
ALTER TABLE sessions ADD COLUMN plan_start TEXT;
ALTER TABLE sessions ADD COLUMN plan_minutes BIGINT;
ALTER TABLE sessions ADD COLUMN start_unix BIGINT;
ALTER TABLE sessions ADD COLUMN end_unix BIGINT;
ALTER TABLE sessions ADD COLUMN cancelled TEXT;
ALTER TABLE sessions ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN changed_unix BIGINT;
CREATE UNIQUE INDEX sessions_by_series ON sessions (series, original);
CREATE INDEX sessions_by_time ON sessions (course, start_unix);

-- Until when work on a course's sessions is due: so many days after class, at a local time.
ALTER TABLE courses ADD COLUMN deadline_days BIGINT;
ALTER TABLE courses ADD COLUMN deadline_time TEXT;
CREATE TABLE holidays (
    course    TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    PRIMARY KEY (course, first_day, last_day)
);

-- Links by which other programs read a person's calendar: of one course, or of all.
CREATE TABLE calendars (
    secret_hash TEXT   NOT NULL PRIMARY KEY,
    person      TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    course      TEXT   REFERENCES courses (id) ON DELETE CASCADE,
    made_unix   BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendars_of_person ON calendars (person, COALESCE(course, ''));
