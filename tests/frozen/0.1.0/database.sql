CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) VALUES (1, 'people sessions journal', '2026-11-26 17:41:45', 1, X'4E9DA13458FD60B39123AC5C1212DC8726989B2C10BEAC5CC780F574CD368F8079B9D369657D09C2095E624F1E8C545C', 1427460);
INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) VALUES (2, 'unused seats', '2026-11-26 17:41:45', 1, X'F26E0042D9E5B8BEA6126D82C063E219C7E155FF5579C7B4501327C78C415849D5FE2766C23998AA49640CCFFED6AD57', 11988326);
INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) VALUES (3, 'moderation', '2026-11-26 17:41:45', 1, X'0DD937215367AADC06BC52C97D1DC4F2B125D0B2A330BB90064C51A26E8F1FD85B93015AFCCDEC89A1DD3F7E8DA8A91F', 3955337);
CREATE TABLE people (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    email         TEXT   NOT NULL,
    email_key     TEXT   NOT NULL UNIQUE,
    password_hash TEXT   NOT NULL,
    -- 1 for the owner, else NULL: UNIQUE admits one owner, whoever is first.
    owner         BIGINT UNIQUE CHECK (owner = 1)
);
INSERT INTO people (id, name, email, email_key, password_hash, owner) VALUES ('0ce9b32b-2013-4390-a887-5206f4c1d36f', 'Ada Teacher', 'teacher@school.example', 'teacher@school.example', '$argon2id$v=19$m=19456,t=2,p=1$KArNyIfj2pFsGdx0f9Zglg$tzAhYPcSBVQ3EX3QON3cWlnYMjTpUHFo+3T78v9bL/c', 1);
CREATE TABLE sign_ins (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    person       TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    expires_unix BIGINT NOT NULL
);
INSERT INTO sign_ins (token_hash, person, expires_unix) VALUES ('qI7IosA_EwG2vqik4Ogz7g02wskEC7N3nLElo5gdekg', '0ce9b32b-2013-4390-a887-5206f4c1d36f', 1798306905260);
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
INSERT INTO sessions (id, code, title, owner, guests_allowed, state, created_unix, started_unix, ended_unix, duration, seats) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 'dhr-dzva-mq7', 'Waves & <optics>', '0ce9b32b-2013-4390-a887-5206f4c1d36f', 1, 'ended', 1795714905262, 1795714905267, 1795714983533, 78221, 13);
INSERT INTO sessions (id, code, title, owner, guests_allowed, state, created_unix, started_unix, ended_unix, duration, seats) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 'g43-ndhh-aym', 'Still running', '0ce9b32b-2013-4390-a887-5206f4c1d36f', 1, 'live', 1795714983550, 1795714983555, NULL, 0, 7);
CREATE TABLE seats (
    session       TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    participant   BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    record_camera BIGINT NOT NULL,
    record_voice  BIGINT NOT NULL,
    person        TEXT   REFERENCES people (id),
    void          BIGINT NOT NULL, unused_since BIGINT, waits BIGINT NOT NULL DEFAULT 0, visitor TEXT,
    PRIMARY KEY (session, participant),
    UNIQUE (session, person)
);
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 1, 'Ada', 'instructor', 1, 1, '0ce9b32b-2013-4390-a887-5206f4c1d36f', 0, NULL, 0, NULL);
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 2, 'Ben', 'assistant', 1, 1, NULL, 0, NULL, 0, '7mBxgBRCqc1SFMxSZcqAWQnSoIhpVBTNoEw0Y9j5m1s');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 3, 'Chi', 'student', 1, 1, NULL, 0, NULL, 0, '8QQjS7TKrBseU-26Afg-KJiDbWbE26SRqaC6Gj9popM');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 4, 'Dov', 'guest', 0, 1, NULL, 0, NULL, 0, '6GTXRyosJZCBGQg812UZy1RMz2CVUMCwjX6EyzFledU');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 5, 'Eve 🌊', 'guest', 1, 1, NULL, 0, NULL, 0, 'WUnc3_Q92avF1QdULVWj0IWTQ0aQKPD0NX1ocAnW8IQ');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 6, 'Fay', 'guest', 1, 1, NULL, 1, NULL, 0, 'EZXxoMQ0ilWdJwo7YARK_zMd7DWgXXPFvZP7dDLUBl4');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 7, 'Gil', 'guest', 0, 0, NULL, 1, NULL, 0, 'R_MzJYOvP5mUolMcYbmk5kpFNgkeP5mTV6SO2NnQdqs');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 8, 'Zoë "Z" <b>', 'guest', 1, 1, NULL, 0, NULL, 0, 'FWKYqmrelsKLoo6E2ATBizzFTKWNJrCaY5p2pyAoSB0');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 9, 'Kim', 'guest', 1, 1, NULL, 0, NULL, 0, 'hxvyrtIeMkw8nejUCh1C30YleFz-XVPxK96aD6FO_CE');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 10, 'Hal', 'guest', 1, 1, NULL, 0, NULL, 0, 'HPffFEFmMz95IzfLOA8A31armSgtDHoWv1UMjtNjgA8');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 11, 'Ivy', 'guest', 1, 1, NULL, 1, NULL, 1, 'sNJd-29qqQSZbP60qu4TlZFSWI7NXnKy6Xf8vgEfG3U');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 12, 'Jon', 'guest', 1, 1, NULL, 0, NULL, 1, 'GS8OASh40aaMoUQMFr99Y5ktjx0-PrRBEQn0-8SXrUo');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 1, 'Ada', 'instructor', 1, 1, '0ce9b32b-2013-4390-a887-5206f4c1d36f', 0, NULL, 0, NULL);
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 2, 'Ben', 'assistant', 1, 1, NULL, 0, NULL, 0, '5PODpiPsXROPJuZOxv3Ri-mKWN8ZnTocYO4QyXxCUts');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 3, 'Mia', 'guest', 1, 1, NULL, 0, NULL, 0, 'CeF6GMPCYNL6vj1Loc9whGOjM_D3zN0fN_mhbAmz4LY');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 4, 'Noa', 'guest', 1, 1, NULL, 0, NULL, 0, 'KYraC1KrPyBYq8938s6RNQJTphg-_Ngy2D-DcLdPxF8');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 5, 'Oto', 'guest', 1, 1, NULL, 0, NULL, 0, 'vqAAvERbYBFdToXMMyoZ6Y0HN8f_NqZyKiRFINuSbts');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 6, 'Pia', 'guest', 1, 1, NULL, 0, NULL, 1, '5GdUmpYQpnyAR1HnWq24SLvTSYGQOh8YdOVEIRnl7CY');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 13, 'Who was not there', 'guest', 1, 1, NULL, 0, NULL, 0, '2lWGiuMDbc4It6cphZmJvvYVPZCvlOPgV8jlMBRiRoA');
INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, void, unused_since, waits, visitor) VALUES ('984f902a-6eeb-45a5-8b25-8daaaed378aa', 7, 'Who was not there', 'guest', 1, 1, NULL, 0, NULL, 1, 'QzF2JHVCnLe71hl4VSWQe2Kbsi_i8cojwUy0ZJVnelg');
CREATE TABLE seat_tokens (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    session      TEXT   NOT NULL,
    participant  BIGINT NOT NULL,
    expires_unix BIGINT NOT NULL,
    FOREIGN KEY (session, participant) REFERENCES seats (session, participant) ON DELETE CASCADE
);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('ohYscSvX9_tEu6ukwNA_YFbOz4gPiZYWIFcQz1CL7pk', '28207db3-d3e0-49eb-9642-dd6c38757909', 1, 1811266905264);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('oo4mso8DsmL44-04y1VAGtGKVhI__p0IhVgTiW7yhHo', '28207db3-d3e0-49eb-9642-dd6c38757909', 2, 1811266905282);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('HK8yJZ_4ys4x9KOyPsxmR5_SPenCCX3l523ws5qR5H8', '28207db3-d3e0-49eb-9642-dd6c38757909', 3, 1811266905293);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('yS0FbgirHn1ac8PteaUT3F1FImtW9Dj8AqC_OEj0YN4', '28207db3-d3e0-49eb-9642-dd6c38757909', 4, 1811266905301);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('t7FwMTUWgDfBg3WyyQ_m9OeC9D9d2DZ3FMoJr5dsccM', '28207db3-d3e0-49eb-9642-dd6c38757909', 5, 1811266905309);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('vM8ibcyXgkniZzFoCkh3oTCDFvtoNcwN3uNqq3SmpUI', '28207db3-d3e0-49eb-9642-dd6c38757909', 8, 1811266905335);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('Nbxe1wT_95dHZ-4_1e1r9Idsmzqzm7xWygYNArzuLTc', '28207db3-d3e0-49eb-9642-dd6c38757909', 9, 1811266918864);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('82Z-EdZPJMxDmgb69t9KOGSg9izMY53H9jIZu6P7E3E', '28207db3-d3e0-49eb-9642-dd6c38757909', 10, 1811266934221);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('G8GzkrmyZ3khgSvC4XS_u4qpgny4a--ZfiGoASIyqBU', '28207db3-d3e0-49eb-9642-dd6c38757909', 12, 1811266934237);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('qmc1Vc09EnmReyqTVv2YEyDsNi-C59p5L94qj9oBtBs', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 1, 1811266983553);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('qRypqgSeSpmaDLToNDCQ4DrrGnuAcj5P6wKvcZyseqA', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 2, 1811266983572);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('Fik62LZoBX8KIL0MTgfnzJityrziAhY3_LvrZWSVbS8', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 3, 1811266983592);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('NkhC7trw7P8agfXQM9CjypB9C38VnN0OrpIwH_eLATc', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 4, 1811266983624);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('r8RjJTk0t0dRvSN9zm5N0nlIk6aikfo_gDb3mRA86IU', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 5, 1811266983646);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('U3ZF1qIO21CgTp44CCQTK8ZtQwnKquzGznh501SBCHE', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 6, 1811266990506);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('Gbo5KHlc4JY_0pA7urZIp4d39eLZYDoV94vSdRzHSRM', '28207db3-d3e0-49eb-9642-dd6c38757909', 13, 1811266998376);
INSERT INTO seat_tokens (token_hash, session, participant, expires_unix) VALUES ('jsZP4VorXylwy3CaE4C9BxhUPJpwUjhZuRDhHIVeXEk', '984f902a-6eeb-45a5-8b25-8daaaed378aa', 7, 1811266998448);
CREATE TABLE journal (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    -- The whole event as JSON.
    event   TEXT   NOT NULL,
    PRIMARY KEY (session, seq)
);
CREATE TABLE bans (
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    visitor TEXT NOT NULL,
    PRIMARY KEY (session, visitor)
);
INSERT INTO bans (session, visitor) VALUES ('28207db3-d3e0-49eb-9642-dd6c38757909', 'R_MzJYOvP5mUolMcYbmk5kpFNgkeP5mTV6SO2NnQdqs');
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_unix);
CREATE INDEX sessions_by_owner ON sessions (owner, created_unix);
CREATE INDEX sessions_by_state ON sessions (state);
CREATE INDEX seat_tokens_by_seat ON seat_tokens (session, participant, expires_unix);
