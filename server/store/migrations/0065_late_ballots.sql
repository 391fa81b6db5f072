-- The answers that come later to anonymous polls. Nothing links the seats that answered and the answers, of which some are told and some wait until they
-- are enough: seats are in the order of their numbers, answers in that of what they say.
CREATE TABLE late_ballots (
    session TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    poll    BIGINT NOT NULL,
    voters  TEXT   NOT NULL,
    told    TEXT   NOT NULL,
    waiting TEXT   NOT NULL,
    PRIMARY KEY (session, poll)
);
