-- Whether a course lets its students meet without staff, and whether nothing of a session is recorded.
ALTER TABLE courses ADD COLUMN study TEXT NOT NULL DEFAULT 'off';
ALTER TABLE sessions ADD COLUMN unrecorded BIGINT NOT NULL DEFAULT 0;
