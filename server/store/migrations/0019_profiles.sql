-- What people say of themselves. `pronouns` is empty where they say none; `zone`, a name of the IANA database, and `language`
-- (BCP 47) are NULL until they are known.
ALTER TABLE people ADD COLUMN pronouns TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN zone TEXT;
ALTER TABLE people ADD COLUMN language TEXT;
