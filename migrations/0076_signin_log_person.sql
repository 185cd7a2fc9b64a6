-- What an organisation sees of one person is a part of the lines of that person: one index serves both, and each index less is a page
-- less of every commit that writes a line.
DROP INDEX sign_in_log_by_person;
DROP INDEX sign_in_log_by_account;
CREATE INDEX sign_in_log_by_account ON sign_in_log (account, id, organisation, outcome);
