-- A name of the sign-in that is no secret, when it began and was last used (to the hour), and in which browser and system; both
-- are empty where they are not known. Of earlier sign-ins the time of their beginning is 30 days before their end.
ALTER TABLE sign_ins ADD COLUMN id TEXT;
ALTER TABLE sign_ins ADD COLUMN began_unix BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN used_unix BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN system TEXT NOT NULL DEFAULT '';
-- 22 characters of base64url are as good as random: the token has 256 bits, of which its digest tells nothing.
UPDATE sign_ins SET id = SUBSTR(token_hash, 1, 22), began_unix = expires_unix - 2592000000,
                    used_unix = expires_unix - 2592000000;
CREATE UNIQUE INDEX sign_ins_by_id ON sign_ins (id);
CREATE INDEX sign_ins_by_person ON sign_ins (person, used_unix);

-- The sign-in by which the token was given: the token ends with it. NULL for people without an account, and for tokens that were
-- given before this column.
ALTER TABLE seat_tokens ADD COLUMN sign_in TEXT REFERENCES sign_ins (id) ON DELETE CASCADE;
CREATE INDEX seat_tokens_by_sign_in ON seat_tokens (sign_in);
