-- The short video of an announcement: a session of the kind 'clip'. One belongs to one announcement.
ALTER TABLE announcements ADD COLUMN clip TEXT REFERENCES sessions (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX announcements_by_clip ON announcements (clip);
