-- 1 while the person waits to be admitted.
ALTER TABLE seats ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
-- The browser from which the seat was taken: the SHA-256 of its cookie, in base64url.
ALTER TABLE seats ADD COLUMN visitor TEXT;

-- Browsers that staff keep out of a session.
CREATE TABLE bans (
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    visitor TEXT NOT NULL,
    PRIMARY KEY (session, visitor)
);
