-- Whether staff said what somebody is called in the course. Where they did not, the name is that of the account.
ALTER TABLE roster ADD COLUMN named BIGINT NOT NULL DEFAULT 0;
UPDATE roster SET named = 1
WHERE person IS NULL OR name <> (SELECT people.name FROM people WHERE people.id = roster.person);

-- A line with an account has its address. One that waited for somebody with that address meant the same person.
DELETE FROM roster WHERE person IS NULL AND EXISTS
    (SELECT 1 FROM roster AS own JOIN people ON people.id = own.person
     WHERE own.course = roster.course AND people.email_key = roster.email_key);
UPDATE roster SET email_key = ' ' || person WHERE person IS NOT NULL;
UPDATE roster SET email = (SELECT people.email FROM people WHERE people.id = roster.person),
                  email_key = (SELECT people.email_key FROM people WHERE people.id = roster.person)
WHERE person IS NOT NULL;
