-- What was recorded: a line for each track, file and gap, as JSON, numbered from 0 in each session. A line is written after
-- the file that it names.
CREATE TABLE manifest (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    line    BIGINT NOT NULL,
    entry   TEXT   NOT NULL,
    PRIMARY KEY (session, line)
);
