-- To which application somebody went with their account, and what came of it: lines of the same log, with the name that the
-- application had then. The page by which one comes in has none.
ALTER TABLE sign_in_log ADD COLUMN application {text} NOT NULL DEFAULT '';
ALTER TABLE sign_in_log ADD COLUMN application_name {text} NOT NULL DEFAULT '';
CREATE INDEX sign_in_log_by_application ON sign_in_log (organisation, application, outcome, id) WHERE application <> '';

-- Sign-ins that were right, by account: what somebody is known from must not be hidden behind many that were wrong.
CREATE INDEX sign_in_log_let_in ON sign_in_log (account, id) WHERE outcome = 'accepted' AND application = '';
