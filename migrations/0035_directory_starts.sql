-- The first day of an account that was created ahead of it, such as 2027-03-31, and when it begins where the account
-- belongs. They are kept while such an account is deleted, so that it comes back as it was.
ALTER TABLE account ADD COLUMN starts_on {text};
ALTER TABLE account ADD COLUMN starts_at {int};
CREATE INDEX account_by_start ON account (starts_at, id) WHERE state = 'starting';
CREATE INDEX account_starting ON account (organisation, starts_at, id) WHERE state = 'starting';

-- Orders of the list of people. Each index is over a condition that is always true and stands in the statements of that
-- order alone, so that no other statement can be planned by it.
CREATE INDEX account_by_created ON account (organisation, created_at, id) WHERE created_at >= 0;
CREATE INDEX account_by_use ON account (organisation, (COALESCE(last_activity_at, 0)), id) WHERE active_from >= 0;
