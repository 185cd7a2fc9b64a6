-- Applications that people sign in to with their account, and the keys with which that is vouched for. Of secrets, codes
-- and tokens only hashes are kept; private keys are sealed under a key outside the database.
-- What was proved when a session began: sessions from before say the least.
ALTER TABLE session ADD COLUMN proofs {text} NOT NULL DEFAULT 'pwd';

CREATE TABLE application (
  id {id} NOT NULL PRIMARY KEY,
  name {text} NOT NULL,
  protocol {text} NOT NULL,
  kind {text} NOT NULL,
  client_id {text} NOT NULL,
  secret_hash {bytes},
  authentication {text} NOT NULL,
  subject {text} NOT NULL,
  subject_salt {bytes} NOT NULL,
  signing {text} NOT NULL,
  audience {text} NOT NULL,
  redirect_uris {text} NOT NULL,
  logout_uris {text} NOT NULL,
  scopes {text} NOT NULL,
  open_to {text} NOT NULL,
  created_at {int} NOT NULL,
  retired_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX application_by_client ON application (client_id);

CREATE TABLE application_organisation (
  application {id} NOT NULL,
  organisation {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (application, organisation)
);

CREATE TABLE signing_key (
  id {id} NOT NULL PRIMARY KEY,
  algorithm {text} NOT NULL,
  generation {int} NOT NULL,
  kid {text} NOT NULL,
  state {text} NOT NULL,
  moved_at {int} NOT NULL,
  sealed {bytes} NOT NULL,
  public_key {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX signing_key_by_generation ON signing_key (algorithm, generation);

-- Somebody who signed in to an application: what it was told about them, and until when it may ask.
CREATE TABLE application_entry (
  id {id} NOT NULL PRIMARY KEY,
  application {id} NOT NULL,
  account {id} NOT NULL,
  session {id} NOT NULL,
  code_hash {bytes} NOT NULL,
  code_expires_at {int} NOT NULL,
  redirect_uri {text} NOT NULL,
  challenge {text} NOT NULL,
  nonce {text} NOT NULL,
  scopes {text} NOT NULL,
  authenticated_at {int} NOT NULL,
  proofs {text} NOT NULL,
  lasts {int} NOT NULL,
  began_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX application_entry_by_code ON application_entry (code_hash);
CREATE INDEX application_entry_by_account ON application_entry (account, application, id);
CREATE INDEX application_entry_by_session ON application_entry (session, id);
CREATE INDEX application_entry_by_end ON application_entry (expires_at, id);

-- Whether the code of an entry was redeemed, and whether something of it was used a second time.
CREATE TABLE application_entry_use (
  entry {id} NOT NULL PRIMARY KEY,
  redeemed_at {int} NOT NULL,
  reused_at {int},
  expires_at {int} NOT NULL
);
CREATE INDEX application_entry_use_by_end ON application_entry_use (expires_at, entry);

CREATE TABLE refresh_token (
  id {id} NOT NULL PRIMARY KEY,
  token_hash {bytes} NOT NULL,
  entry {id} NOT NULL,
  expires_at {int} NOT NULL,
  used_at {int}
);
CREATE UNIQUE INDEX refresh_token_by_hash ON refresh_token (token_hash);
CREATE INDEX refresh_token_by_entry ON refresh_token (entry, id);
CREATE INDEX refresh_token_by_end ON refresh_token (expires_at, id);
