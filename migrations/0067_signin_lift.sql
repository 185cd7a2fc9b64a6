-- What somebody had accepted before their account was shut does not count any more: they accept it anew.
ALTER TABLE terms_acceptance ADD COLUMN asked_again {int} NOT NULL DEFAULT 0;

-- Until when the second step is left out for whoever begins again, and when that ended; how often the account was shut in this
-- case; and when the words about it were removed, of which only the fact stays.
ALTER TABLE compromise_case ADD COLUMN lifted_until {int};
ALTER TABLE compromise_case ADD COLUMN lift_ended_at {int};
ALTER TABLE compromise_case ADD COLUMN times_shut {int} NOT NULL DEFAULT 1;
ALTER TABLE compromise_case ADD COLUMN forgotten_at {int};
CREATE INDEX compromise_case_worded ON compromise_case (closed_at, id) WHERE closed_at IS NOT NULL AND forgotten_at IS NULL;

-- When the people who run the service were last reminded that an account has to be tried; 0 if never.
ALTER TABLE break_glass ADD COLUMN reminded_at {int} NOT NULL DEFAULT 0;

-- When the owner of a session last gave a passkey in it, in microseconds since 1970; 0 if never.
ALTER TABLE session ADD COLUMN passkey_at {int} NOT NULL DEFAULT 0;
