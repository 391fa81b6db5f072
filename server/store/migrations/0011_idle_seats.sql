-- When the seat was last used, as long as its holder has never come into class, written later, or waited to be let in; then
-- NULL: the seat is kept. What counted as used before stays so.
ALTER TABLE seats RENAME COLUMN unused_since TO idle_since;
-- From where the seat was taken: see `crate::places`. NULL where that is not known.
ALTER TABLE seats ADD COLUMN network BIGINT;
