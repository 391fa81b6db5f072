-- Which answer whoever asked a question has seen. What staff replied to a question that has no answer so far answers it.
ALTER TABLE board_posts ADD COLUMN answer_seen TEXT;
UPDATE board_posts SET answer = (
    SELECT replies.id FROM board_posts AS replies
    WHERE replies.thread = board_posts.id AND replies.answers_unix IS NOT NULL AND replies.deleted_unix IS NULL
    ORDER BY replies.answers_unix, replies.id LIMIT 1
) WHERE thread IS NULL AND question = 1 AND answer IS NULL;
UPDATE board_posts SET answer_seen = answer WHERE answer IS NOT NULL;
