-- Almost every account is live; the indexes over what is on the way hold only that. A count by state of one
-- organisation, and the pages of all that is open, read one range each however much waits in the nation.
DROP INDEX tenant_object_open;
DROP INDEX tenant_object_by_state;
CREATE INDEX tenant_object_open ON tenant_object (organisation, saved_at, account) WHERE is_open = 1;
CREATE INDEX tenant_object_open_by_state ON tenant_object (organisation, state, saved_at) WHERE is_open = 1;
CREATE INDEX tenant_object_by_state ON tenant_object (state, saved_at) WHERE is_open = 1;
CREATE INDEX tenant_object_open_by_account ON tenant_object (account) WHERE is_open = 1;
