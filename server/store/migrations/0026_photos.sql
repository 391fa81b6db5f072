-- What people look like: JPEG in base64, as the person sees it and as it stands beside a name. `hash` is a digest of the larger one.
CREATE TABLE photos (
    person TEXT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    hash   TEXT NOT NULL,
    large  TEXT NOT NULL,
    small  TEXT NOT NULL
);
CREATE INDEX photos_by_hash ON photos (hash);
