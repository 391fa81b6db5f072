-- When the holder of a seat last did something of their participation that was not complete before it, in Unix ms: whoever has all of it had
-- it then. Nothing where they did so while class was held, or before this was kept.
ALTER TABLE watched ADD COLUMN acted_unix BIGINT;
