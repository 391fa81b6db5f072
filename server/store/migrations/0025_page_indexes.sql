-- What the pages of home and of courses look up: without these, each visit reads the sessions and seats of the whole server.
CREATE INDEX sessions_by_course_state ON sessions (course, state);
CREATE INDEX seats_by_person ON seats (person, session);
CREATE INDEX roster_by_state ON roster (course, state, role);
