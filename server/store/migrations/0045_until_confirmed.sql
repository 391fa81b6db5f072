-- Whether somebody asks only until their address is confirmed: staff need not decide.
ALTER TABLE roster ADD COLUMN until_confirmed BIGINT NOT NULL DEFAULT 0;
