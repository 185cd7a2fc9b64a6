-- The register, the organisations that are members of the service, their units.

-- A register record; with a state other than 'listed' also a member of the service.
-- Days are numbers written yyyymmdd, as the register writes them. register_days says, for each group of
-- register columns, the as-of day of the file whose word stands there, so that files may come in any order.
CREATE TABLE organisation (
  id {id} NOT NULL PRIMARY KEY,
  code {text} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  kind {text} NOT NULL,
  status {text} NOT NULL,
  address {text},
  postcode {text},
  telephone {text},
  region {text},
  geography {text},
  parent_code {text},
  role_codes {text},
  opened_on {int},
  closed_on {int},
  legal_opened_on {int},
  legal_closed_on {int},
  register_as_of {int} NOT NULL,
  register_days {text} NOT NULL,
  state {text} NOT NULL,
  short_name {text},
  tier {text},
  parent {id},
  opened_at {int},
  closed_at {int},
  time_zone {text},
  usage_location {text},
  support_telephone {text},
  support_hours {text},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX organisation_by_code ON organisation (code);
CREATE INDEX organisation_by_name ON organisation (name_key, code);
CREATE INDEX organisation_by_state ON organisation (state, name_key, code);

-- The words of names and the codes, for search by the beginnings of words.
CREATE TABLE organisation_word (
  word {text} NOT NULL,
  organisation {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (word, organisation)
);
CREATE INDEX organisation_word_by_organisation ON organisation_word (organisation);

-- What the register says an organisation has to do with others; many to many, with codes that may be unknown here.
CREATE TABLE organisation_relation (
  organisation {id} NOT NULL,
  kind {text} NOT NULL,
  other_code {text} NOT NULL,
  started_on {int},
  ended_on {int},
  as_of {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (organisation, kind, other_code)
);
CREATE INDEX organisation_relation_by_other ON organisation_relation (other_code, kind);

-- One row for each short name ever given: the verdict on who has it.
CREATE TABLE organisation_short_name (
  short_key {text} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- The guard of an organisation: whoever adds people or units to it changes this row while it is open.
CREATE TABLE organisation_gate (
  organisation {id} NOT NULL PRIMARY KEY,
  is_open {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- A unit's parent is another unit, or its organisation at the top.
CREATE TABLE organisation_unit (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  parent {id} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX organisation_unit_by_organisation ON organisation_unit (organisation, name_key, id);
CREATE INDEX organisation_unit_by_parent ON organisation_unit (parent);

-- One row for each unit name within its parent: the verdict on who has it.
CREATE TABLE organisation_unit_name (
  parent {id} NOT NULL,
  name_key {text} NOT NULL,
  unit {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (parent, name_key)
);

-- One row for each register file that was imported, with what it did so far.
CREATE TABLE register_file (
  id {id} NOT NULL PRIMARY KEY,
  digest {text} NOT NULL,
  name {text} NOT NULL,
  as_of {int} NOT NULL,
  seen {int} NOT NULL,
  created {int} NOT NULL,
  changed {int} NOT NULL,
  imported_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX register_file_by_digest ON register_file (digest, as_of);
CREATE INDEX register_file_by_time ON register_file (imported_at, id);
