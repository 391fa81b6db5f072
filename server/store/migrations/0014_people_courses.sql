-- What people are on the server: 'owner', 'instructor' or 'member'. `owner` keeps marking who claimed it.
ALTER TABLE people ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'instructor', 'member'));
UPDATE people SET role = 'owner' WHERE owner = 1;

CREATE TABLE courses (
    id             TEXT   NOT NULL PRIMARY KEY,
    title          TEXT   NOT NULL,
    description    TEXT   NOT NULL,
    colour         BIGINT NOT NULL,
    -- The name of a zone in the IANA database.
    zone           TEXT   NOT NULL,
    -- The first and the last day of the term, YYYY-MM-DD.
    first_day      TEXT,
    last_day       TEXT,
    recordings     TEXT   NOT NULL CHECK (recordings IN ('roster', 'link')),
    guests_allowed BIGINT NOT NULL,
    join_code      TEXT   UNIQUE,
    join_approval  BIGINT NOT NULL,
    made_by        TEXT   NOT NULL REFERENCES people (id),
    created_unix   BIGINT NOT NULL,
    -- How many lines the roster ever had: the number of the last one.
    lines          BIGINT NOT NULL
);
CREATE INDEX courses_by_maker ON courses (made_by);

CREATE TABLE roster (
    course     TEXT   NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    member     BIGINT NOT NULL,
    person     TEXT   REFERENCES people (id),
    name       TEXT   NOT NULL,
    -- The name as lists are ordered and searched by it.
    name_key   TEXT   NOT NULL,
    email      TEXT   NOT NULL,
    email_key  TEXT   NOT NULL,
    role       TEXT   NOT NULL CHECK (role IN ('instructor', 'assistant', 'student', 'observer')),
    state      TEXT   NOT NULL CHECK (state IN ('invited', 'asking', 'active', 'left', 'removed')),
    -- The group for breakout rooms.
    team       TEXT,
    added_unix BIGINT NOT NULL,
    PRIMARY KEY (course, member),
    UNIQUE (course, email_key),
    UNIQUE (course, person)
);
CREATE INDEX roster_by_person ON roster (person, state);
CREATE INDEX roster_by_name ON roster (course, name_key, member);

-- Links that make somebody a member of a course or, without one, of the server.
CREATE TABLE invitations (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    id           TEXT   NOT NULL UNIQUE,
    course       TEXT,
    member       BIGINT,
    name         TEXT   NOT NULL,
    email        TEXT   NOT NULL,
    email_key    TEXT   NOT NULL,
    role         TEXT   NOT NULL CHECK (role IN ('owner', 'instructor', 'member')),
    expires_unix BIGINT NOT NULL,
    UNIQUE (course, member),
    FOREIGN KEY (course, member) REFERENCES roster (course, member) ON DELETE CASCADE
);
CREATE INDEX invitations_by_expiry ON invitations (expires_unix);

-- The course of which a session is a class.
ALTER TABLE sessions ADD COLUMN course TEXT REFERENCES courses (id);
CREATE INDEX sessions_by_course ON sessions (course, created_unix);
