-- People who have never used their account, for lists of them by name.
CREATE INDEX account_never_used ON account (organisation, state, family_key, given_key, id) WHERE last_activity_at IS NULL AND kind = 'user' AND state = 'active';
