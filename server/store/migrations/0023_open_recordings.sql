-- Whoever has the link of a class watches its recording only where somebody opens it, and until a day. `open_recording` says
-- that staff opened it in class, for a while after its end; `open_until_unix` that somebody opened it later, or (0) that they
-- ended that. `narrowed` marks recordings that were open to the link before: their owner is told.
ALTER TABLE sessions ADD COLUMN open_recording BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN open_until_unix BIGINT;
ALTER TABLE sessions ADD COLUMN narrowed BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET open_recording = 1 WHERE settings LIKE '%"open_recording":true%';
UPDATE sessions SET narrowed = 1
WHERE state = 'ended'
  AND (course IN (SELECT id FROM courses WHERE recordings = 'link')
       OR (course IS NULL AND guests_allowed = 1
           AND (settings IS NULL OR open_recording = 1
                OR (settings LIKE '%"locked":false%' AND settings LIKE '%"waiting_room":false%'))));
ALTER TABLE sessions DROP COLUMN settings;
-- The last day on which the link of a class shows its recording; NULL where it never does.
ALTER TABLE courses ADD COLUMN recordings_until TEXT;
ALTER TABLE courses DROP COLUMN recordings;
