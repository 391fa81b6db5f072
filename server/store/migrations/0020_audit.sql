-- What happened that staff may read: who did what, when, from which kind of device. Lines are added, and deleted when they are
-- old; the one change is that a person's name is taken out. Nothing here refers to other tables, because a line outlives what it
-- is about. `who_key` has the names as they are searched by.
CREATE TABLE audit (
    id      TEXT   NOT NULL PRIMARY KEY,
    at_unix BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    topic   TEXT   NOT NULL,
    person  TEXT,
    who     TEXT   NOT NULL,
    browser TEXT   NOT NULL,
    system  TEXT   NOT NULL,
    course  TEXT,
    session TEXT,
    about   TEXT   NOT NULL,
    subject_person TEXT,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL,
    who_key TEXT   NOT NULL,
    -- Names what is noted once: another line with the same is not added.
    once    TEXT   UNIQUE
);
CREATE INDEX audit_by_time ON audit (at_unix, id);
CREATE INDEX audit_by_course ON audit (course, at_unix, id);
CREATE INDEX audit_by_person ON audit (person, at_unix, id);
