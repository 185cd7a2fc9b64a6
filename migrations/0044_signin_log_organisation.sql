-- The organisation to which somebody belonged at the moment of an attempt: its administrators search the log by it, and see
-- nothing of what came before a transfer. Lines from before have none, and cost the indexes nothing.
ALTER TABLE sign_in_log ADD COLUMN organisation {id};
CREATE INDEX sign_in_log_by_organisation ON sign_in_log (organisation, outcome, id) WHERE organisation IS NOT NULL;
CREATE INDEX sign_in_log_by_peer ON sign_in_log (organisation, peer, outcome, id) WHERE organisation IS NOT NULL;
CREATE INDEX sign_in_log_by_person ON sign_in_log (organisation, account, outcome, id) WHERE organisation IS NOT NULL;
