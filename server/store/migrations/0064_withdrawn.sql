-- Seats whose camera, voice and screen are taken out of the recording of their class, because somebody asked for that. It stays known that they were.
CREATE TABLE withdrawn_seats (
    session     TEXT   NOT NULL,
    participant BIGINT NOT NULL,
    asked_unix  BIGINT NOT NULL,
    done        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (session, participant),
    FOREIGN KEY (session, participant) REFERENCES seats (session, participant) ON DELETE CASCADE
);
