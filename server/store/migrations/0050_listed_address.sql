-- The address under which somebody was put on the roster. Their own may be another by now; a list that staff import again has the former.
ALTER TABLE roster ADD COLUMN listed_key TEXT NOT NULL DEFAULT '';
UPDATE roster SET listed_key = email_key;

-- Nobody answers the question of an account that was erased.
UPDATE board_posts SET question = 0 WHERE author IS NULL;
