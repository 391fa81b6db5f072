-- Replies that answer the question of their thread: since when, and 1 once whoever asked is told.
ALTER TABLE board_posts ADD COLUMN answers_unix BIGINT;
ALTER TABLE board_posts ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX board_posts_to_tell ON board_posts (told, answers_unix);

-- Classes that have ended lately.
CREATE INDEX sessions_by_end ON sessions (ended_unix);

-- The last weekly digest that is decided for a person: when it was due in their zone.
CREATE TABLE digests (
    person   TEXT   NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    due_unix BIGINT NOT NULL
);
