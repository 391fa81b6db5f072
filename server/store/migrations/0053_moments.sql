-- Of the first post of a thread: the message of its session that it is, and the seat that wrote that. Its words are in the journal alone.
ALTER TABLE board_posts ADD COLUMN message BIGINT;
ALTER TABLE board_posts ADD COLUMN speaker BIGINT;
