-- Under the older rules passwords end: whose end soon is found by when they were set, and a step of signing in asks for a
-- new one (1) in place of a code (0).
CREATE INDEX credential_by_set ON credential (set_at, account) WHERE hash <> '';
ALTER TABLE second_step ADD COLUMN asks {int} NOT NULL DEFAULT 0;
