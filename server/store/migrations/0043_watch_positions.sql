-- Where the holder of a seat was last in the recording of a class, in class time, and when: they go on there on every device.
CREATE TABLE watch_positions (
    session     TEXT   NOT NULL,
    participant BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    kept_unix   BIGINT NOT NULL,
    PRIMARY KEY (session, participant),
    FOREIGN KEY (session, participant) REFERENCES seats (session, participant) ON DELETE CASCADE
);
