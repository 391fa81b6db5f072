-- When members see an announcement that was planned: what clocks show then, and in which zone. NULL for one that they saw at once.
ALTER TABLE announcements ADD COLUMN local_at TEXT;
ALTER TABLE announcements ADD COLUMN zone TEXT;
