-- People without activity, for lists of them; leavers have a clock of their own.
CREATE INDEX account_by_quiet ON account (organisation, active_from, id) WHERE kind = 'user' AND state = 'active' AND leaver IS NULL;
