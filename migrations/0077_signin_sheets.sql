-- Codes on paper that an administrator handed over to somebody who has nothing else for a second step. The codes are recovery codes.
CREATE TABLE code_sheet (
  account {id} NOT NULL PRIMARY KEY,
  handed_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
