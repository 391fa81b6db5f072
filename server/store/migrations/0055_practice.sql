-- How far somebody is with a quiz question that comes back to them, and when it is due again. A question without a row is at its first step.
CREATE TABLE practice (
    person   TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    session  TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    poll     BIGINT NOT NULL,
    step     BIGINT NOT NULL,
    due_unix BIGINT NOT NULL,
    PRIMARY KEY (person, session, poll)
);
CREATE INDEX practice_of_session ON practice (session);
-- From which moment of class on a question is explained, where staff say so.
CREATE TABLE explained (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    poll    BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (session, poll)
);
-- Whether questions come back to the students of a course.
ALTER TABLE courses ADD COLUMN practice BIGINT NOT NULL DEFAULT 1;
-- What journals tell knows when answers came later: it is counted anew, when it is asked for.
DELETE FROM ledger_seats;
DELETE FROM ledger_classes;
