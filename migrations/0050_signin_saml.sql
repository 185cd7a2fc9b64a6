-- Applications that speak SAML, and who signed in to them. What its metadata says stands beside an application as one
-- document: it is read whole and replaced whole.
ALTER TABLE application ADD COLUMN entity_id {text} NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN saml {text} NOT NULL DEFAULT '';
CREATE UNIQUE INDEX application_by_entity ON application (entity_id) WHERE entity_id <> '' AND retired_at IS NULL;

-- Somebody who was signed in to an application, and by which name it knows them: what it takes to sign them out there.
CREATE TABLE saml_entry (
  id {id} NOT NULL PRIMARY KEY,
  application {id} NOT NULL,
  account {id} NOT NULL,
  session {id} NOT NULL,
  name_id {text} NOT NULL,
  name_format {text} NOT NULL,
  began_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX saml_entry_by_account ON saml_entry (account, application, id);
CREATE INDEX saml_entry_by_session ON saml_entry (session, id);
CREATE INDEX saml_entry_by_name ON saml_entry (application, name_id, expires_at);
CREATE INDEX saml_entry_by_end ON saml_entry (expires_at, id);

-- Requests that were answered: each is answered once.
CREATE TABLE saml_request_use (
  application {id} NOT NULL,
  request_hash {bytes} NOT NULL,
  expires_at {int} NOT NULL,
  PRIMARY KEY (application, request_hash)
);
CREATE INDEX saml_request_use_by_end ON saml_request_use (expires_at, application, request_hash);
