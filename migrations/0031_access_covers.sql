-- Cover: who stands in for whom, from when until when, and which roles of theirs the stand-in was given for that.

CREATE TABLE cover (
  id {id} NOT NULL PRIMARY KEY,
  absent {id} NOT NULL,
  stand_in {id} NOT NULL,
  starts_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  reason {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX cover_by_absent ON cover (absent, ends_at);
CREATE INDEX cover_by_stand_in ON cover (stand_in, ends_at);

-- One row for each role: the grant of the stand-in, and the grant that it stands in for.
CREATE TABLE cover_role (
  cover_grant {id} NOT NULL PRIMARY KEY,
  cover {id} NOT NULL,
  covered_grant {id} NOT NULL,
  starts_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX cover_role_by_cover ON cover_role (cover);
CREATE INDEX cover_role_by_covered ON cover_role (covered_grant, ends_at);
