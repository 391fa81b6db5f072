-- Whether the students of a course may take recordings of its classes along as files.
ALTER TABLE courses ADD COLUMN downloads BIGINT NOT NULL DEFAULT 0;
