-- Seats of people whose accounts were erased, in classes that still have their names, words and tracks. A row goes when its class
-- has nothing of them any more.
CREATE TABLE erased_seats (
    session     TEXT   NOT NULL,
    participant BIGINT NOT NULL,
    PRIMARY KEY (session, participant),
    FOREIGN KEY (session, participant) REFERENCES seats (session, participant) ON DELETE CASCADE
);
