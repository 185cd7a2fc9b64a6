-- Successions, days of relations, and what the register changed of members.

-- The day of the youngest file that gives a first or last day of the relation; 0 where none does.
ALTER TABLE organisation_relation ADD COLUMN dated_on {int} NOT NULL DEFAULT 0;
UPDATE organisation_relation SET dated_on = as_of WHERE started_on IS NOT NULL OR ended_on IS NOT NULL;

-- New or different successions that came from the file.
ALTER TABLE register_file ADD COLUMN successions {int} NOT NULL DEFAULT 0;
ALTER TABLE register_file ADD COLUMN form {text} NOT NULL DEFAULT 'register';

-- One organisation follows another one; either code may be unknown here.
CREATE TABLE organisation_succession (
  old_code {text} NOT NULL,
  new_code {text} NOT NULL,
  effective_on {int} NOT NULL,
  source {text} NOT NULL,
  confidence {text} NOT NULL,
  note {text},
  as_of {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (old_code, new_code)
);
CREATE INDEX organisation_succession_by_new ON organisation_succession (new_code, old_code);

-- What the register changed of a member, one row for each member and kind of change. 'known' is what somebody dealt
-- with last: the name, or the words of the closing; 'says' is what the register says while the notice is open.
CREATE TABLE register_notice (
  organisation {id} NOT NULL,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  known {text} NOT NULL,
  says {text} NOT NULL,
  day {int} NOT NULL,
  successors {text} NOT NULL,
  noticed_at {int} NOT NULL,
  settled_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (organisation, kind)
);
CREATE INDEX register_notice_by_state ON register_notice (state, noticed_at, organisation, kind);
