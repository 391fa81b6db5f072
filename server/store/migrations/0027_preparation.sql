-- What people do before a session. `body` is the address of a link, a text, or the id of a class whose recording is watched: that has no
-- reference, because the class may be deleted first. Who removes something may bring it back for a while.
CREATE TABLE preparation (
    id           TEXT   NOT NULL PRIMARY KEY,
    session      TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    place        BIGINT NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind IN ('link', 'text', 'recording')),
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    removed_unix BIGINT
);
CREATE INDEX preparation_of_session ON preparation (session, place);

-- Who says that they have done it.
CREATE TABLE prepared (
    item      TEXT   NOT NULL REFERENCES preparation (id) ON DELETE CASCADE,
    course    TEXT   NOT NULL,
    member    BIGINT NOT NULL,
    done_unix BIGINT NOT NULL,
    PRIMARY KEY (item, member),
    FOREIGN KEY (course, member) REFERENCES roster (course, member) ON DELETE CASCADE
);
CREATE INDEX prepared_by_member ON prepared (course, member);
