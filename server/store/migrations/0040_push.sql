-- How people want each kind of notices: by mail, and on the devices that they chose. Without a line both.
CREATE TABLE notice_ways (
    person TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind   TEXT   NOT NULL,
    mail   BIGINT NOT NULL,
    push   BIGINT NOT NULL,
    PRIMARY KEY (person, kind)
);
INSERT INTO notice_ways (person, kind, mail, push) SELECT person, kind, 0, 1 FROM notices_off;
DROP TABLE notices_off;

-- Browsers that take notices by push: where, and the keys with which they alone read them. `failures`: how many were not taken in a row.
CREATE TABLE push_devices (
    id        TEXT   NOT NULL PRIMARY KEY,
    sign_in   TEXT   NOT NULL UNIQUE REFERENCES sign_ins (id) ON DELETE CASCADE,
    person    TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    endpoint  TEXT   NOT NULL UNIQUE,
    p256dh    TEXT   NOT NULL,
    auth      TEXT   NOT NULL,
    made_unix BIGINT NOT NULL,
    failures  BIGINT NOT NULL
);
CREATE INDEX push_devices_by_person ON push_devices (person);

-- The key by which push services know this server (RFC 8292).
CREATE TABLE push_key (
    id          BIGINT NOT NULL PRIMARY KEY,
    private_key TEXT   NOT NULL
);

-- How it goes: `mail` to an address, `push` to a device.
ALTER TABLE mails ADD COLUMN way TEXT NOT NULL DEFAULT 'mail';
