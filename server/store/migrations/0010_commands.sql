-- On the first event of a command that was carried out: who sent it, and the number that their client gave it. A command that is
-- sent again is known by them, also by a server that was killed and started anew.
ALTER TABLE journal ADD COLUMN sender BIGINT;
ALTER TABLE journal ADD COLUMN command BIGINT;
