-- Notices that are decided: for whom, and about what. `about` is a session, at the instant at which it was to begin then: one
-- that is moved is at another. For what is said once in a course it is the course.
CREATE TABLE notices (
    kind      TEXT   NOT NULL,
    about     TEXT   NOT NULL,
    instant   BIGINT NOT NULL,
    person    TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    course    TEXT   NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    made_unix BIGINT NOT NULL,
    PRIMARY KEY (kind, about, instant, person)
);
CREATE INDEX notices_by_person ON notices (person);
CREATE INDEX notices_by_course ON notices (course);

-- When planned sessions are, as members of the course know it: what has changed since is told to them. A session that was deleted
-- has its line still.
CREATE TABLE told_sessions (
    session    TEXT   NOT NULL PRIMARY KEY,
    course     TEXT   NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    title      TEXT   NOT NULL,
    start_unix BIGINT NOT NULL,
    -- 1 where they know that it is cancelled.
    cancelled  BIGINT NOT NULL
);
CREATE INDEX told_sessions_by_course ON told_sessions (course);
CREATE INDEX sessions_by_start ON sessions (start_unix);

-- 1 once somebody came into class with the seat, or waited to be let in. Seats of former versions have 0.
ALTER TABLE seats ADD COLUMN came BIGINT NOT NULL DEFAULT 0;

-- 0 for what somebody asked for, 1 for a notice: those go last.
ALTER TABLE mails ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
