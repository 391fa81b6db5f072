-- With 1, full participation in a class is also a response to a classmate on the board.
ALTER TABLE courses ADD COLUMN full_response BIGINT NOT NULL DEFAULT 0;
