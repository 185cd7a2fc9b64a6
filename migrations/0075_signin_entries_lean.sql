-- Entries of a session are found among those of its account, and how many somebody has of a kind is counted in the index alone: each index
-- less is a page less of every commit that makes an entry.
DROP INDEX application_entry_by_session;
DROP INDEX application_entry_by_account;
CREATE INDEX application_entry_by_account ON application_entry (account, application, lasts, id);
