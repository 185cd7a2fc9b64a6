-- What is held already is kept in the history too.
INSERT INTO audit_keep (subject) SELECT id FROM account WHERE held_since IS NOT NULL;
-- Since when the account belongs to its organisation, if it came from another one.
ALTER TABLE account ADD COLUMN here_since {int};
