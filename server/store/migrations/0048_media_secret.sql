-- By what keys of recorded media are signed.
CREATE TABLE media_secret (
    id     BIGINT NOT NULL PRIMARY KEY,
    secret TEXT   NOT NULL
);
