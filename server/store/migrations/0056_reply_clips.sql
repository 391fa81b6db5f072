-- The short video of a reply: a session of the kind 'clip'. One belongs to one reply.
ALTER TABLE board_posts ADD COLUMN clip TEXT REFERENCES sessions (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX board_posts_by_clip ON board_posts (clip);
