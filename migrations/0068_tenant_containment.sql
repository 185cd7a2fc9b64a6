-- What was done in the tenant about an account that was shut because somebody else may have got into it: one row for each time,
-- under the key of the act that shut it, with the moment at which each thing was seen to be done.
CREATE TABLE tenant_containment (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  organisation {id} NOT NULL,
  is_there {int} NOT NULL,
  blocked_at {int},
  sessions_ended_at {int},
  rules_off_at {int},
  rules {text} NOT NULL,
  rules_left {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX tenant_containment_by_account ON tenant_containment (account, id);
