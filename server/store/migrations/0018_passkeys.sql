-- Passkeys. `credential` is the name that the device gives to it, `public_key` what a signature is checked with (JSON of
-- webauthn-rs: no secret), `used_unix` is NULL until it is used. Browser and system are where it was made.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    credential TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    made_unix BIGINT NOT NULL,
    used_unix BIGINT
);
CREATE INDEX passkeys_by_person ON passkeys (person, made_unix);
