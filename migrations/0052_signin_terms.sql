-- Terms of use: what somebody accepts before they use the service. The nation's stand under a place that no organisation
-- has; beside them stands what an organisation adds for its own people.
CREATE TABLE terms_draft (
  place {id} NOT NULL PRIMARY KEY,
  revision {id} NOT NULL,
  title {text} NOT NULL,
  sentences {text} NOT NULL,
  body {text} NOT NULL,
  changes {text} NOT NULL,
  counts_from {int} NOT NULL,
  put_off_until {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- A published version is never changed.
CREATE TABLE terms_version (
  id {id} NOT NULL PRIMARY KEY,
  place {id} NOT NULL,
  number {int} NOT NULL,
  title {text} NOT NULL,
  sentences {text} NOT NULL,
  body {text} NOT NULL,
  changes {text} NOT NULL,
  counts_from {int} NOT NULL,
  put_off_until {int} NOT NULL,
  published_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX terms_version_by_number ON terms_version (place, number);

-- Who accepted which version, when, on which way and in which session, and where they belonged then.
CREATE TABLE terms_acceptance (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  terms {id} NOT NULL,
  organisation {id} NOT NULL,
  accepted_at {int} NOT NULL,
  way {text} NOT NULL,
  session {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX terms_acceptance_by_account ON terms_acceptance (account, terms);

-- How many accepted a version on a day in an organisation.
CREATE TABLE terms_count (
  terms {id} NOT NULL,
  organisation {id} NOT NULL,
  day {text} NOT NULL,
  accepted {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (terms, organisation, day)
);

-- Applications into which people go on although terms wait for them.
CREATE TABLE terms_exemption (
  application {id} NOT NULL PRIMARY KEY,
  since_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- When the people of an organisation who have not accepted were last reminded.
CREATE TABLE terms_reminder (
  organisation {id} NOT NULL PRIMARY KEY,
  reminded_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
