-- Recordings that were deleted: by whom, and when. As long as `erased_unix` is NULL the recording lies in the bin, with all its
-- lines and files. Its lines are gone with the transaction that sets it, its files after that.
CREATE TABLE deleted_recordings (
    session      TEXT   NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    person       TEXT   NOT NULL REFERENCES people (id),
    deleted_unix BIGINT NOT NULL,
    erased_unix  BIGINT
);
