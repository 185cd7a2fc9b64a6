-- Files that people have made for themselves again and again: a list at an address, how often, and the files that were made.

-- file: the address of the file; query: what stands behind the question mark; every: on which days.
CREATE TABLE report_schedule (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  file {text} NOT NULL,
  query {text} NOT NULL,
  name {text} NOT NULL,
  every {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX report_schedule_of ON report_schedule (account, id);

-- due_at: the moment for which it was made; outcome: made, refused, too-large or failed; contents: nothing unless made.
CREATE TABLE report_file (
  id {id} NOT NULL PRIMARY KEY,
  schedule {id} NOT NULL,
  due_at {int} NOT NULL,
  made_at {int} NOT NULL,
  outcome {text} NOT NULL,
  size {int} NOT NULL,
  contents {text}
);
CREATE UNIQUE INDEX report_file_once ON report_file (schedule, due_at);
