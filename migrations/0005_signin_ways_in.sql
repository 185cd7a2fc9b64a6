-- Sign-in: passwords, start codes, sessions, tokens, and the attempts that are counted and logged.
-- Of keys, codes and tokens only hashes are kept.

CREATE TABLE credential (
  account {id} NOT NULL PRIMARY KEY,
  hash {text} NOT NULL,
  set_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE start_code (
  account {id} NOT NULL PRIMARY KEY,
  code_hash {bytes} NOT NULL,
  issued_at {int} NOT NULL,
  issued_by {text} NOT NULL,
  expires_at {int} NOT NULL,
  used_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE session (
  id {id} NOT NULL PRIMARY KEY,
  key_hash {bytes} NOT NULL,
  account {id} NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  idle_seconds {int} NOT NULL,
  csrf {text} NOT NULL,
  peer {text} NOT NULL,
  user_agent {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX session_by_key ON session (key_hash);
CREATE INDEX session_by_account ON session (account, id);
CREATE INDEX session_by_end ON session (expires_at);

CREATE TABLE session_use (
  session {id} NOT NULL PRIMARY KEY,
  last_used_at {int} NOT NULL
);

CREATE TABLE api_token (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  name {text} NOT NULL,
  token_hash {bytes} NOT NULL,
  scope {text} NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  revoked_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX api_token_by_hash ON api_token (token_hash);
CREATE INDEX api_token_by_account ON api_token (account, id);

CREATE TABLE api_token_use (
  token {id} NOT NULL PRIMARY KEY,
  last_used_at {int} NOT NULL
);

CREATE TABLE sign_in_release (
  account {id} NOT NULL PRIMARY KEY,
  released_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE sign_in_guard (
  account {id} NOT NULL PRIMARY KEY,
  failures {int} NOT NULL,
  locked_until {int} NOT NULL,
  release {int} NOT NULL
);

CREATE TABLE sign_in_log (
  id {id} NOT NULL PRIMARY KEY,
  at {int} NOT NULL,
  account {id},
  username_key {text} NOT NULL,
  peer {text} NOT NULL,
  outcome {text} NOT NULL,
  reason {text} NOT NULL,
  device {text} NOT NULL
);
CREATE INDEX sign_in_log_by_account ON sign_in_log (account, id);
CREATE INDEX sign_in_log_by_time ON sign_in_log (at);
