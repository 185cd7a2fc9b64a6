-- Lists of people in other orders than by name, and of those who have never used their account.
CREATE INDEX account_by_created ON account (organisation, created_at, id);
CREATE INDEX account_never_used ON account (organisation, family_key, given_key, id) WHERE last_activity_at IS NULL AND kind = 'user' AND state = 'active';
