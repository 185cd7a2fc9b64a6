-- Roles that were handed out: the rows that rules across grants hang on, and why grants ended.
-- The grants themselves belong to the kernel.

-- One row for each organisation, each account, and (all zeros) the nation. Whoever gives or ends a grant changes
-- it first, so that two who do so at once follow each other.
CREATE TABLE grant_guard (
  guarded {id} NOT NULL PRIMARY KEY,
  version {int} NOT NULL,
  act {id} NOT NULL
);

CREATE TABLE grant_ending (
  ended_grant {id} NOT NULL PRIMARY KEY,
  reason {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
