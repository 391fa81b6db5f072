-- What people say of notices: when none shall come, as local times (23:00), both NULL where notices may come at any time.
CREATE TABLE notice_settings (
    person      TEXT   NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    quiet_from  TEXT,
    quiet_until TEXT,
    -- 1 where nothing comes in quiet hours, not even what cannot wait.
    strict      BIGINT NOT NULL
);

-- Kinds of notices that a person does not want.
CREATE TABLE notices_off (
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind   TEXT NOT NULL,
    PRIMARY KEY (person, kind)
);

-- Links in notices that stop notices of a kind for a person.
CREATE TABLE unsubscribe_links (
    secret_hash TEXT   NOT NULL PRIMARY KEY,
    person      TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind        TEXT   NOT NULL,
    made_unix   BIGINT NOT NULL
);
CREATE INDEX unsubscribe_links_by_person ON unsubscribe_links (person);
CREATE INDEX unsubscribe_links_by_age ON unsubscribe_links (made_unix);
