-- What counts as full participation in the classes of a course: so much of the timeline and, with 1, all polls.
ALTER TABLE courses ADD COLUMN full_percent BIGINT NOT NULL DEFAULT 80;
ALTER TABLE courses ADD COLUMN full_polls BIGINT NOT NULL DEFAULT 1;

-- How far the journal of a class is counted, and what it tells that is the same for everybody.
CREATE TABLE ledger_classes (
    session TEXT   NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    seq     BIGINT NOT NULL,
    facts   TEXT   NOT NULL
);

-- What the journal tells of a seat: when its holder was there, what they answered, how much they wrote. It is made anew from the
-- journal whenever it is missing.
CREATE TABLE ledger_seats (
    session     TEXT   NOT NULL REFERENCES ledger_classes (session) ON DELETE CASCADE,
    participant BIGINT NOT NULL,
    facts       TEXT   NOT NULL,
    PRIMARY KEY (session, participant)
);

-- The stretches of a recording that the holder of a seat watched, as pairs of class times.
CREATE TABLE watched (
    session     TEXT   NOT NULL,
    participant BIGINT NOT NULL,
    stretches   TEXT   NOT NULL,
    PRIMARY KEY (session, participant),
    FOREIGN KEY (session, participant) REFERENCES seats (session, participant) ON DELETE CASCADE
);

-- What each person may still report as watched, over all of their pages: see ledger::credit.
CREATE TABLE watchers (
    person        TEXT   NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    reported_unix BIGINT NOT NULL,
    spare         BIGINT NOT NULL
);
