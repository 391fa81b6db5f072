-- 1 where whoever is not staff of a class reads pseudonyms in its recording.
ALTER TABLE sessions ADD COLUMN pseudonyms BIGINT NOT NULL DEFAULT 0;
