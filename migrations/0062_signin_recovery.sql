-- A new password for somebody who forgot theirs and proves who they are. What was wrong there counts with all other codes of
-- the account, and is known apart: strangers can leave wrong codes there, and must not use up what the owner has.
ALTER TABLE second_factor_failure ADD COLUMN recovering {int} NOT NULL DEFAULT 0;

-- How often codes were given within a day, by the service as a whole (0) and by networks, which share a fixed number of rows:
-- strangers fill no table.
CREATE TABLE recovery_bound (
  bucket {int} NOT NULL PRIMARY KEY,
  began_at {int} NOT NULL,
  tries {int} NOT NULL
);
