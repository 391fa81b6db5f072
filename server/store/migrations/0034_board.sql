-- What members of a course discuss: threads, which are their first posts, and replies.
CREATE TABLE board_posts (
    id           TEXT   NOT NULL PRIMARY KEY,
    course       TEXT   NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    -- The first post of its thread; NULL for that post itself.
    thread       TEXT   REFERENCES board_posts (id) ON DELETE CASCADE,
    author       TEXT   REFERENCES people (id) ON DELETE SET NULL,
    -- Empty for replies.
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    -- Title and text, folded to be searched.
    search_key   TEXT   NOT NULL,
    created_unix BIGINT NOT NULL,
    changed_unix BIGINT,
    -- When it was deleted, and whether by its author; it is restored for a while.
    deleted_unix BIGINT,
    by_author    BIGINT NOT NULL DEFAULT 0,
    -- Of first posts: when something was last written in the thread, how it is marked, and what it is about.
    last_unix    BIGINT NOT NULL,
    pinned       BIGINT NOT NULL DEFAULT 0,
    question     BIGINT NOT NULL DEFAULT 0,
    answer       TEXT,
    session      TEXT   REFERENCES sessions (id) ON DELETE SET NULL,
    at_ms        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX board_posts_by_course ON board_posts (course, thread, pinned, last_unix, id);
CREATE INDEX board_posts_by_thread ON board_posts (thread, created_unix, id);
CREATE INDEX board_posts_by_author ON board_posts (author, created_unix);
CREATE INDEX board_posts_by_session ON board_posts (session);
CREATE INDEX board_posts_deleted ON board_posts (deleted_unix);
