-- Classes that were deleted with all that was kept of them. Their files belong to nobody, and are removed wherever they are found;
-- a database that was copied before follows.
CREATE TABLE deleted_classes (
    session      TEXT   NOT NULL PRIMARY KEY,
    deleted_unix BIGINT NOT NULL
);

-- How long the classes of a course are kept after its term: so many days, 0 for ever, NULL for the usual time.
ALTER TABLE courses ADD COLUMN retention_days BIGINT;
-- When its instructors were told that classes are about to be deleted; NULL as long as none is.
ALTER TABLE courses ADD COLUMN expiry_told_unix BIGINT;
