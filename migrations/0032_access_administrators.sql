-- How many people can administer each open organisation, as it was when somebody looked last: a machine's note, worked out
-- again when a role or an account changes, when a role begins or ends, and once a day.
CREATE TABLE administrator_count (
  organisation {id} NOT NULL PRIMARY KEY,
  code {text} NOT NULL,
  name_key {text} NOT NULL,
  working {int} NOT NULL,
  is_thin {int} NOT NULL,
  since_at {int} NOT NULL,
  due_at {int} NOT NULL,
  asked {int} NOT NULL
);
CREATE INDEX administrator_count_thin ON administrator_count (working, code) WHERE is_thin = 1;
CREATE INDEX administrator_count_due ON administrator_count (due_at, organisation);
