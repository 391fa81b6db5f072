-- The days that somebody of a roster is given for a class after the deadline of all.
CREATE TABLE extensions (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    course  TEXT   NOT NULL,
    member  BIGINT NOT NULL,
    days    BIGINT NOT NULL,
    PRIMARY KEY (session, member),
    FOREIGN KEY (course, member) REFERENCES roster (course, member) ON DELETE CASCADE
);
CREATE INDEX extensions_of_member ON extensions (course, member);
