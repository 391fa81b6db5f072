-- What a session is, and since when students know of a lecture that one of the staff recorded alone.
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'class';
ALTER TABLE sessions ADD COLUMN published_unix BIGINT;
