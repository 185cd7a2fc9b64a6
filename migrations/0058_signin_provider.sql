-- What the OpenID Connect provider needs beyond codes: applications that are told when somebody signed out, and applications
-- that prove who they are with a key of their own.
ALTER TABLE application ADD COLUMN backchannel_logout_uri {text} NOT NULL DEFAULT '';
-- Public keys as JSON; empty where it has a secret or nothing.
ALTER TABLE application ADD COLUMN public_keys {text} NOT NULL DEFAULT '';

-- By what the application knows this sign-in among others of the same person; entries from before are known by their key.
ALTER TABLE application_entry ADD COLUMN visit {id};

-- An application that was entered in a session and wants to be told when that ends.
CREATE TABLE application_visit (
  id {id} NOT NULL PRIMARY KEY,
  session {id} NOT NULL,
  application {id} NOT NULL,
  account {id} NOT NULL,
  expires_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX application_visit_by_session ON application_visit (session, application);
CREATE INDEX application_visit_by_account ON application_visit (account, id);
CREATE INDEX application_visit_by_end ON application_visit (expires_at, id);

-- How telling an application went, counted: for whoever looks after it.
CREATE TABLE application_logout (
  application {id} NOT NULL PRIMARY KEY,
  told {int} NOT NULL,
  refused {int} NOT NULL,
  given_up {int} NOT NULL,
  told_at {int},
  failed_at {int},
  problem {text} NOT NULL
);

-- What applications may use once: proofs of who they are, and requests that they pushed.
CREATE TABLE application_once (
  application {id} NOT NULL,
  what_hash {bytes} NOT NULL,
  expires_at {int} NOT NULL,
  PRIMARY KEY (application, what_hash)
);
CREATE INDEX application_once_by_end ON application_once (expires_at, application, what_hash);
