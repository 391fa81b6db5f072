-- The class that is watched in a study room: it makes the room a study table. A class that is deleted takes those with it at which nobody is.
ALTER TABLE sessions ADD COLUMN watches TEXT;
CREATE INDEX sessions_by_watches ON sessions (watches);
