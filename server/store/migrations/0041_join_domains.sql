-- The domains of the mail addresses with which people come in by the link of a course, with spaces between them; none for any address.
ALTER TABLE courses ADD COLUMN join_domains TEXT NOT NULL DEFAULT '';
