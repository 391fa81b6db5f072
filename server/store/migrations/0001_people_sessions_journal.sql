-- Shared by SQLite and PostgreSQL: only TEXT and BIGINT. Identifiers are UUIDs as text; flags are 0 or 1; times are
-- milliseconds, of the Unix epoch where the name says so. Tokens are kept as the SHA-256 of themselves, in base64url.

CREATE TABLE people (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    email         TEXT   NOT NULL,
    email_key     TEXT   NOT NULL UNIQUE,
    password_hash TEXT   NOT NULL,
    -- 1 for the owner, else NULL: UNIQUE admits one owner, whoever is first.
    owner         BIGINT UNIQUE CHECK (owner = 1)
);

CREATE TABLE sign_ins (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    person       TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    expires_unix BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_unix);

CREATE TABLE links (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    purpose      TEXT   NOT NULL CHECK (purpose IN ('setup', 'sign_in')),
    person       TEXT   REFERENCES people (id) ON DELETE CASCADE,
    code         TEXT,
    expires_unix BIGINT NOT NULL
);

CREATE TABLE sessions (
    id             TEXT   NOT NULL PRIMARY KEY,
    code           TEXT   NOT NULL UNIQUE,
    title          TEXT   NOT NULL,
    owner          TEXT   NOT NULL REFERENCES people (id),
    guests_allowed BIGINT NOT NULL,
    state          TEXT   NOT NULL CHECK (state IN ('scheduled', 'live', 'ended')),
    created_unix   BIGINT NOT NULL,
    started_unix   BIGINT,
    ended_unix     BIGINT,
    duration       BIGINT NOT NULL,
    -- How many seats were ever taken: the number of the last one.
    seats          BIGINT NOT NULL
);
CREATE INDEX sessions_by_owner ON sessions (owner, created_unix);
CREATE INDEX sessions_by_state ON sessions (state);

CREATE TABLE seats (
    session       TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    participant   BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    record_camera BIGINT NOT NULL,
    record_voice  BIGINT NOT NULL,
    person        TEXT   REFERENCES people (id),
    void          BIGINT NOT NULL,
    PRIMARY KEY (session, participant),
    UNIQUE (session, person)
);

CREATE TABLE seat_tokens (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    session      TEXT   NOT NULL,
    participant  BIGINT NOT NULL,
    expires_unix BIGINT NOT NULL,
    FOREIGN KEY (session, participant) REFERENCES seats (session, participant) ON DELETE CASCADE
);
CREATE INDEX seat_tokens_by_seat ON seat_tokens (session, participant, expires_unix);

CREATE TABLE journal (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    -- The whole event as JSON.
    event   TEXT   NOT NULL,
    PRIMARY KEY (session, seq)
);
