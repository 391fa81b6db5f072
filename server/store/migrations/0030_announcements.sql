-- What staff of a course tell its members. Members see it from `at_unix` on.
CREATE TABLE announcements (
    id           TEXT   NOT NULL PRIMARY KEY,
    course       TEXT   NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    author       TEXT   REFERENCES people (id) ON DELETE SET NULL,
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    at_unix      BIGINT NOT NULL,
    created_unix BIGINT NOT NULL,
    -- When it was changed last after members could see it.
    changed_unix BIGINT,
    -- When it was deleted; it is restored for a while.
    deleted_unix BIGINT,
    -- 1 once notices of it are decided for everybody.
    told         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX announcements_by_course ON announcements (course, at_unix, id);
CREATE INDEX announcements_by_author ON announcements (author);
CREATE INDEX announcements_to_tell ON announcements (told, at_unix);

-- Who has seen which, and when first.
CREATE TABLE announcements_seen (
    announcement TEXT   NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    person       TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    seen_unix    BIGINT NOT NULL,
    PRIMARY KEY (announcement, person)
);
CREATE INDEX announcements_seen_by_person ON announcements_seen (person);
