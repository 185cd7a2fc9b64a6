-- Moves to another user policy that wait for their day, such as 2027-03-31, and when it begins where the account belongs.
-- One row per account is what makes "one planned move" true. proposal: what carries it out, and where it stands.
CREATE TABLE policy_move (
  account {id} NOT NULL PRIMARY KEY,
  policy {id} NOT NULL,
  organisation {id} NOT NULL,
  day {text} NOT NULL,
  begins_at {int} NOT NULL,
  asked_by {id} NOT NULL,
  proposal {id} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX policy_move_by_day ON policy_move (organisation, begins_at, account);
CREATE INDEX policy_move_by_policy ON policy_move (policy, begins_at, account);
