-- New takes that stand, or stood lately, in the place of a stretch of a recording: sessions of the kind 'clip', each in one place at most. One whose
-- stretch was put back can be used again for a while. The session of the take may be gone before its row is.
CREATE TABLE takes (
    clip TEXT NOT NULL PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    undone_unix BIGINT
);
CREATE INDEX takes_by_session ON takes (session);
