-- Lines that a manifest is known to have had, and has no more: found at a start. The numbers may have been given again.
CREATE TABLE lost_lines (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    first   BIGINT NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (session, first)
);
