-- What the log of sign-ins tells beside who and when: where the network address is, how the person showed who they are, and what is
-- unusual about it.
ALTER TABLE sign_in_log ADD COLUMN place {text} NOT NULL DEFAULT '';
ALTER TABLE sign_in_log ADD COLUMN factor {text} NOT NULL DEFAULT '';
ALTER TABLE sign_in_log ADD COLUMN risk {text} NOT NULL DEFAULT '';
CREATE INDEX sign_in_log_by_risk ON sign_in_log (organisation, outcome, id) WHERE risk <> '';
CREATE INDEX sign_in_log_near ON sign_in_log (peer, at, outcome, account);
