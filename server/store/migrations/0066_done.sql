-- When the holder of a seat first had all of a class that was over, by what it took then, in Unix ms; while class is held, when they last came
-- to have all of it. Nothing where they had it by being there alone, or before this was kept.
ALTER TABLE watched ADD COLUMN done_unix BIGINT;
