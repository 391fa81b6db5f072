-- What journals tell of participation knows when polls were opened and where chapters begin: it is counted anew, when it is asked for.
DELETE FROM ledger_seats;
DELETE FROM ledger_classes;
