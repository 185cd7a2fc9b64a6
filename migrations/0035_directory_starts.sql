-- The first day of an account that was created ahead of it, such as 2027-03-31, and when it begins where the account
-- belongs. They are kept while such an account is deleted, so that it comes back as it was.
ALTER TABLE account ADD COLUMN starts_on {text};
ALTER TABLE account ADD COLUMN starts_at {int};
CREATE INDEX account_by_start ON account (starts_at, id) WHERE state = 'starting';
CREATE INDEX account_starting ON account (organisation, starts_at, id) WHERE state = 'starting';
