-- Passkeys and security keys: public keys that a person's device or password manager signs with. Nothing here is secret.
-- The name by which devices know an account: drawn by chance, the same for all its passkeys, and nothing else.
CREATE TABLE passkey_owner (
  account {id} NOT NULL PRIMARY KEY,
  handle {bytes} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX passkey_owner_by_handle ON passkey_owner (handle);

CREATE TABLE passkey (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  credential_id {bytes} NOT NULL,
  public_key {bytes} NOT NULL,
  name {text} NOT NULL,
  kind {text} NOT NULL,
  synced {int} NOT NULL,
  transports {text} NOT NULL,
  sign_count {int} NOT NULL,
  added_at {int} NOT NULL,
  last_used_at {int} NOT NULL,
  counter_back_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX passkey_by_credential ON passkey (credential_id);
CREATE INDEX passkey_by_account ON passkey (account, id);

-- Challenges that were used, until they would be over anyway. Those that were only given out stand nowhere.
CREATE TABLE passkey_challenge (
  id {id} NOT NULL PRIMARY KEY,
  expires_at {int} NOT NULL
);
CREATE INDEX passkey_challenge_by_end ON passkey_challenge (expires_at, id);

-- Passkeys whose counter went back, until their owners are told.
CREATE TABLE passkey_warning (
  passkey {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL
);

-- What was proved before a step that asks for a new password.
ALTER TABLE second_step ADD COLUMN proofs {text} NOT NULL DEFAULT 'pwd';
