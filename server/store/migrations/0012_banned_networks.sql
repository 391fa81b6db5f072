-- From where banned people had taken their seats, as `seats.network`: newcomers from there wait until staff admit them.
CREATE TABLE banned_networks (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    network BIGINT NOT NULL,
    PRIMARY KEY (session, network)
);
-- The settings of the class as they were last, as JSON; NULL as long as nobody has changed them.
ALTER TABLE sessions ADD COLUMN settings TEXT;
