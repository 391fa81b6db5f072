-- The wall time at which class time would have been 0, by the wall clock as it is now; NULL as long as that is `started_unix`. It
-- is noted anew when the wall clock was set, so that class time does not jump with it at the next start.
ALTER TABLE sessions ADD COLUMN origin_unix BIGINT;
