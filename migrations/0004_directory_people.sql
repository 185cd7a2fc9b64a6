-- People and other accounts, the words they are found by, every address ever given.

-- A way to sign in or to receive. An erased account keeps its row, so that what refers to it still leads somewhere,
-- but nothing about a person.
CREATE TABLE account (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  unit {id},
  kind {text} NOT NULL,
  given_name {text} NOT NULL,
  family_name {text} NOT NULL,
  display_name {text} NOT NULL,
  family_key {text} NOT NULL,
  given_key {text} NOT NULL,
  address {text} NOT NULL,
  job_title {text},
  department {text},
  telephone {text},
  mobile {text},
  mobile_hidden {int} NOT NULL,
  staff_number {text},
  listed {int} NOT NULL,
  state {text} NOT NULL,
  state_since {int} NOT NULL,
  state_before {text},
  state_reason {text},
  due {text},
  due_at {int},
  last_activity_at {int},
  created_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX account_by_name ON account (organisation, family_key, given_key, id);
CREATE INDEX account_by_state ON account (organisation, state, state_since, id);
CREATE INDEX account_by_unit ON account (unit);
CREATE INDEX account_by_due ON account (due_at, id);

-- The words an account is found by. Words with source 'name' are public; words of former names ('former') and
-- staff numbers ('staff') find it in its own organisation only.
CREATE TABLE account_token (
  token {text} NOT NULL,
  account {id} NOT NULL,
  source {text} NOT NULL,
  organisation {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (source, token, account)
);
CREATE INDEX account_token_by_organisation ON account_token (organisation, token, account);
CREATE INDEX account_token_by_account ON account_token (account, source, token);

-- Every address that is taken: the folded whole address is the key, over primary ones, aliases and withheld ones.
CREATE TABLE address (
  key {text} NOT NULL PRIMARY KEY,
  address {text} NOT NULL,
  account {id} NOT NULL,
  kind {text} NOT NULL,
  given_at {int} NOT NULL,
  released_at {int},
  withheld_until {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX address_by_primary ON address (account) WHERE kind = 'primary';
CREATE INDEX address_by_account ON address (account, kind);
CREATE INDEX address_by_release ON address (withheld_until);

-- The guard of each stem: the next number never given out.
CREATE TABLE address_stem (
  stem {text} NOT NULL PRIMARY KEY,
  next {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
