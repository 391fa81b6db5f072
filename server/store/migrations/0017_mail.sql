-- When the address of an account was proved to be its person's; NULL until then.
ALTER TABLE people ADD COLUMN email_confirmed_unix BIGINT;
-- 1 for an invitation whose link went to its address by e-mail: whoever has it reads that mailbox.
ALTER TABLE invitations ADD COLUMN mailed BIGINT NOT NULL DEFAULT 0;

-- Mails that are to be sent, that were sent, and that could not be.
CREATE TABLE mails (
    id            TEXT   NOT NULL PRIMARY KEY,
    -- Names what is sent once: another mail with the same key is not taken.
    send_key      TEXT   NOT NULL UNIQUE,
    recipient     TEXT   NOT NULL,
    recipient_key TEXT   NOT NULL,
    -- What it says, as JSON. It has no secret: the token of a link is drawn when the mail is sent.
    letter        TEXT   NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    attempts      BIGINT NOT NULL,
    created_unix  BIGINT NOT NULL,
    -- When it is tried next; when the present attempt began; when it was sent, or given up.
    moment_unix   BIGINT NOT NULL,
    -- From then on it would come too late, and is not sent.
    useless_unix  BIGINT NOT NULL,
    -- Why the last attempt failed.
    error         TEXT   NOT NULL
);
CREATE INDEX mails_by_state ON mails (state, useless_unix);
CREATE INDEX mails_by_recipient ON mails (recipient_key, created_unix);

-- Links that were sent by e-mail, each for one use.
CREATE TABLE mail_links (
    token_hash   TEXT   NOT NULL PRIMARY KEY,
    purpose      TEXT   NOT NULL CHECK (purpose IN ('sign_in', 'password', 'address')),
    person       TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- The address to which it went.
    email        TEXT   NOT NULL,
    expires_unix BIGINT NOT NULL
);
CREATE INDEX mail_links_by_person ON mail_links (person, purpose);
CREATE INDEX mail_links_by_expiry ON mail_links (expires_unix);
