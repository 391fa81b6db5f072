-- When the seat was taken, as long as nobody has used its token; then NULL. What was taken before this column is kept.
ALTER TABLE seats ADD COLUMN unused_since BIGINT;
