-- Servers that share this database. One is alive until `alive_until`, by the database's clock.
CREATE TABLE servers (
    id          TEXT   NOT NULL PRIMARY KEY,
    alive_until BIGINT NOT NULL
);

-- Which server holds the session; it alone may append to its journal, as long as nobody has taken the session since: each
-- taking counts the epoch up.
ALTER TABLE sessions ADD COLUMN holder TEXT;
ALTER TABLE sessions ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;

-- The format in which the event is written: see `protocol::stored`.
ALTER TABLE journal ADD COLUMN format BIGINT NOT NULL DEFAULT 1;

-- The order of all events, across sessions: 1, 2, 3… as they were committed.
ALTER TABLE journal ADD COLUMN position BIGINT;
UPDATE journal SET position = numbered.position
    FROM (SELECT journal.session, journal.seq,
                 ROW_NUMBER() OVER (ORDER BY COALESCE(sessions.started_unix, 0) + journal.at, journal.session, journal.seq)
                     AS position
          FROM journal JOIN sessions ON sessions.id = journal.session) AS numbered
    WHERE numbered.session = journal.session AND numbered.seq = journal.seq;
CREATE UNIQUE INDEX journal_by_position ON journal (position);

-- One row: the last position. Whoever appends or takes a session changes it first, and so holds all others up until the
-- end of the transaction: a position is never visible before a lower one.
CREATE TABLE journal_end (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL
);
INSERT INTO journal_end (id, position) SELECT 1, COALESCE(MAX(position), 0) FROM journal;

-- Who reads all journals in that order, and how far each has come.
CREATE TABLE consumers (
    name     TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);

-- Whoever was removed: no token opens the seat any more.
ALTER TABLE seats RENAME COLUMN void TO revoked;
