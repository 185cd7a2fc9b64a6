-- Who has to have a second step of signing in, and when it is left out.
-- What an organisation asks of its people from a moment on; the last one whose moment has come counts.
CREATE TABLE mfa_policy (
  organisation {id} NOT NULL,
  starts_at {int} NOT NULL,
  policy {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (organisation, starts_at)
);

-- People of whom more is asked than of their organisation.
CREATE TABLE mfa_membership (
  account {id} NOT NULL PRIMARY KEY,
  policy {text} NOT NULL,
  starts_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- Networks of organisations, as ranges of addresses: proposed, and then approved or not.
CREATE TABLE mfa_network (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  addresses {text} NOT NULL,
  name {text} NOT NULL,
  state {text} NOT NULL,
  proposed_by {text} NOT NULL,
  proposed_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX mfa_network_by_range ON mfa_network (organisation, addresses);
CREATE INDEX mfa_network_by_state ON mfa_network (state, id);

-- Times in which somebody is not asked: granted at once, or asked for and decided.
CREATE TABLE mfa_exception (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  organisation {id} NOT NULL,
  reason {text} NOT NULL,
  words {text} NOT NULL,
  state {text} NOT NULL,
  asked_by {text} NOT NULL,
  asked_at {int} NOT NULL,
  granted_at {int},
  until {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX mfa_exception_by_account ON mfa_exception (account, id);
CREATE INDEX mfa_exception_by_state ON mfa_exception (state, id);

-- The exception that counts for an account, and whether it adds a second step anew afterwards.
CREATE TABLE mfa_standing (
  account {id} NOT NULL PRIMARY KEY,
  exception {id} NOT NULL,
  until {int} NOT NULL,
  anew {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- When those of an organisation who have no second step were last reminded.
CREATE TABLE mfa_reminder (
  organisation {id} NOT NULL PRIMARY KEY,
  reminded_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
