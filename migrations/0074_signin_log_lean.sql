-- What was tried from a network address is read of sign-ins only, not of people who go to an application: those are most lines, and
-- each index less is a page less of every commit that writes one.
DROP INDEX sign_in_log_near;
CREATE INDEX sign_in_log_near ON sign_in_log (peer, at, outcome, account) WHERE application = '';
