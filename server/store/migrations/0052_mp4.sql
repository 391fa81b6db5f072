-- Recordings as MP4 files, which staff asked for: one for a class. What is made of it lies in the folder `mp4/JOB`; a folder that no row
-- names is removed. A recording that is changed gets another job, so that its file is made anew.
CREATE TABLE mp4 (
    session    TEXT    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    job        TEXT    NOT NULL UNIQUE,
    asked_unix BIGINT  NOT NULL,
    anew       INTEGER NOT NULL DEFAULT 0,
    failure    TEXT,
    made_unix  BIGINT,
    bytes      BIGINT
);
