-- What a server has brought to the bucket: the files that the first lines of a manifest name, as far as they were in its folder. `version`
-- counts the times at which lines were written anew: whoever was bringing files meanwhile looks at them again.
CREATE TABLE uploads (
    session TEXT   NOT NULL,
    server  TEXT   NOT NULL,
    lines   BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (session, server)
);

-- What is to go from the bucket: a file of a session or, with an empty name, all that it has. It outlives its session.
CREATE TABLE bucket_deletions (
    session TEXT NOT NULL,
    file    TEXT NOT NULL,
    PRIMARY KEY (session, file)
);
