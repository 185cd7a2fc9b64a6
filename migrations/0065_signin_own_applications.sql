-- Applications that an organisation registers for its own people, applications that are held, and what people allowed.
-- Whose it is; none where it belongs to the whole service.
ALTER TABLE application ADD COLUMN organisation {id};
-- Since when nobody gets in, because those who look after the service hold it.
ALTER TABLE application ADD COLUMN held_at {int};
-- Why it is held, or was released last.
ALTER TABLE application ADD COLUMN hold_reason {text} NOT NULL DEFAULT '';
-- Whether people are asked before it stays signed in; those of organisations always ask.
ALTER TABLE application ADD COLUMN asks {int} NOT NULL DEFAULT 0;
CREATE INDEX application_by_organisation ON application (organisation, id);

-- How many applications of an organisation are in use.
CREATE TABLE application_count (
  organisation {id} NOT NULL PRIMARY KEY,
  in_use {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- What somebody allowed an application, or an organisation for all of its people: the holder is an account or an
-- organisation.
CREATE TABLE application_consent (
  id {id} NOT NULL PRIMARY KEY,
  application {id} NOT NULL,
  holder {id} NOT NULL,
  scopes {text} NOT NULL,
  given_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX application_consent_by_holder ON application_consent (holder, application);
