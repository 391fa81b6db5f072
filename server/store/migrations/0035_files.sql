-- Staff put files on what is to be done before a session. Of a file `body` says, as JSON, its name, its size, and the digest under which it
-- lies in the folder of files.
CREATE TABLE preparation_with_files (
    id           TEXT   NOT NULL PRIMARY KEY,
    session      TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    place        BIGINT NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind IN ('link', 'text', 'recording', 'file')),
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    removed_unix BIGINT
);
INSERT INTO preparation_with_files (id, session, place, kind, title, body, removed_unix)
SELECT id, session, place, kind, title, body, removed_unix FROM preparation;
CREATE TABLE prepared_with_files (
    item      TEXT   NOT NULL REFERENCES preparation_with_files (id) ON DELETE CASCADE,
    course    TEXT   NOT NULL,
    member    BIGINT NOT NULL,
    done_unix BIGINT NOT NULL,
    PRIMARY KEY (item, member),
    FOREIGN KEY (course, member) REFERENCES roster (course, member) ON DELETE CASCADE
);
INSERT INTO prepared_with_files (item, course, member, done_unix) SELECT item, course, member, done_unix FROM prepared;
-- First what refers to the other.
DROP TABLE prepared;
DROP TABLE preparation;
ALTER TABLE preparation_with_files RENAME TO preparation;
ALTER TABLE prepared_with_files RENAME TO prepared;
CREATE INDEX preparation_of_session ON preparation (session, place);
CREATE INDEX prepared_by_member ON prepared (course, member);
