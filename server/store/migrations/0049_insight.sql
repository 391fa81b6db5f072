-- What staff learn of a class beside the ledger: what is the same for everybody, and what the holder of a seat did. What journals tell is
-- counted anew, when it is asked for.
DELETE FROM ledger_seats;
DELETE FROM ledger_classes;
ALTER TABLE ledger_classes ADD COLUMN insight TEXT NOT NULL DEFAULT '{}';
ALTER TABLE ledger_seats ADD COLUMN insight TEXT NOT NULL DEFAULT '{}';
