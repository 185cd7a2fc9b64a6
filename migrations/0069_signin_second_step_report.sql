-- Who is told that the second step of an organisation needs looking at, and how far the round of a day has come.
-- What an organisation was told last, or the service as a whole (the key of nobody).
CREATE TABLE mfa_report (
  organisation {id} NOT NULL PRIMARY KEY,
  told_at {int} NOT NULL,
  passing {int} NOT NULL,
  missing {int} NOT NULL,
  ending {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- One row: the day, and the organisation that was looked at last.
CREATE TABLE mfa_round (
  one {int} NOT NULL PRIMARY KEY,
  day {int} NOT NULL,
  after {id} NOT NULL,
  is_over {int} NOT NULL
);

CREATE INDEX mfa_standing_by_end ON mfa_standing (until, account);
-- Sessions that began with a password alone: few, among those of everybody.
CREATE INDEX session_password_alone ON session (id) WHERE proofs = 'pwd';
