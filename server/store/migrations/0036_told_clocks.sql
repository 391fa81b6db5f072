-- What clocks of the course show then, as members know it; NULL where it was told before it was kept. A session that begins at another
-- instant, and at the same time of its clocks, was not moved: the rules of its zone have changed.
ALTER TABLE told_sessions ADD COLUMN plan_start TEXT;
