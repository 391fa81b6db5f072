-- Whom a reasoning in a class convinced: a message of its chat, by the number of its event, or a thread of the board.
CREATE TABLE convinced (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    person  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    message BIGINT,
    thread  TEXT   REFERENCES board_posts (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX convinced_once ON convinced (session, person, COALESCE(message, 0), COALESCE(thread, ''));
CREATE INDEX convinced_of_person ON convinced (person);
CREATE INDEX convinced_by_thread ON convinced (thread);
