-- What people are told before they are recorded: one row for each version, the latest of which is told.
CREATE TABLE consent_texts (
    version     BIGINT NOT NULL PRIMARY KEY,
    at_unix     BIGINT NOT NULL,
    -- Who wrote it.
    person      TEXT   REFERENCES people (id) ON DELETE SET NULL,
    body        TEXT   NOT NULL,
    -- The legal basis by its word on the wire, empty for none, and in words where it is another.
    basis       TEXT   NOT NULL,
    basis_words TEXT   NOT NULL,
    responsible TEXT   NOT NULL,
    contact     TEXT   NOT NULL
);
CREATE INDEX consent_texts_by_person ON consent_texts (person);

-- The version that was on the screen when the seat was taken, or taken again: 0 for none of an owner's, NULL where nobody knows.
ALTER TABLE seats ADD COLUMN consent_version BIGINT;
