-- The second step of signing in. The key of an authenticator app is sealed under a key outside the database; of recovery
-- codes and of the keys of steps only hashes are kept.
-- What an account asks for beside the password, as a whole: every act about it raises the version.
CREATE TABLE second_factor (
  account {id} NOT NULL PRIMARY KEY,
  reset_by {text},
  reset_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE authenticator (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  name {text} NOT NULL,
  sealed {bytes} NOT NULL,
  created_at {int} NOT NULL,
  confirmed_at {int},
  last_step {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX authenticator_by_account ON authenticator (account, id);
CREATE INDEX authenticator_unconfirmed ON authenticator (created_at, id) WHERE confirmed_at IS NULL;

CREATE TABLE recovery_code (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  code_hash {bytes} NOT NULL,
  used_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX recovery_code_by_account ON recovery_code (account, id);

-- A password that was proved, and a code that is still to come.
CREATE TABLE second_step (
  id {id} NOT NULL PRIMARY KEY,
  key_hash {bytes} NOT NULL,
  account {id} NOT NULL,
  credential {int} NOT NULL,
  line {id} NOT NULL,
  expires_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX second_step_by_key ON second_step (key_hash);
CREATE INDEX second_step_by_account ON second_step (account, id);
CREATE INDEX second_step_by_end ON second_step (expires_at, id);

CREATE TABLE second_factor_guard (
  account {id} NOT NULL PRIMARY KEY,
  tries {int} NOT NULL
);

CREATE TABLE second_factor_failure (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  at {int} NOT NULL,
  release {int} NOT NULL
);
CREATE INDEX second_factor_failure_by_account ON second_factor_failure (account, at);
CREATE INDEX second_factor_failure_by_time ON second_factor_failure (at);
