-- Accounts that somebody else got into: one case for each time, with what was done and what proves it.
CREATE TABLE compromise_case (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  organisation {id} NOT NULL,
  state {text} NOT NULL,
  found {text} NOT NULL,
  words {text} NOT NULL,
  opened_at {int} NOT NULL,
  sessions_ended {int} NOT NULL,
  tokens_revoked {int} NOT NULL,
  factors_removed {int} NOT NULL,
  had_password {int} NOT NULL,
  could_sign_in {int} NOT NULL,
  released_at {int},
  checked_at {int},
  checked_words {text} NOT NULL,
  closed_at {int},
  closed_words {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX compromise_case_by_account ON compromise_case (account, id);
CREATE INDEX compromise_case_by_organisation ON compromise_case (organisation, state, id);
CREATE INDEX compromise_case_by_state ON compromise_case (state, id);

-- The case of an account that is still open: there is one at most.
CREATE TABLE compromise_open (
  account {id} NOT NULL PRIMARY KEY,
  compromise_case {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
