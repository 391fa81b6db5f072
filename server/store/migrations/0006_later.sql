-- 1 while the session, which has ended, is closed for later participation.
ALTER TABLE sessions ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;
