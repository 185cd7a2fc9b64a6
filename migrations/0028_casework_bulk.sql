-- One act done to many people, and what came of it for each of them.

-- state: draft while it is looked at, running, stopped, done; dropped if it was thrown away; forgotten once nothing
-- about people is kept of it.
-- answer: what was answered to the act's question; says: the same as people read it.
-- entries: who was meant, as it was written, one on a line; entry_count: how many lines.
CREATE TABLE bulk (
  id {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  kind {text} NOT NULL,
  answer {text} NOT NULL,
  says {text} NOT NULL,
  asked_by {id} NOT NULL,
  asked_at {int} NOT NULL,
  state {text} NOT NULL,
  since {int} NOT NULL,
  entries {text} NOT NULL,
  entry_count {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX bulk_by_organisation ON bulk (organisation, id) WHERE state NOT IN ('dropped', 'forgotten');
CREATE INDEX bulk_by_asker ON bulk (asked_by, since, id) WHERE state NOT IN ('dropped', 'forgotten');
CREATE INDEX bulk_live ON bulk (state, id) WHERE state IN ('draft', 'running');
CREATE INDEX bulk_kept ON bulk (since, id) WHERE state <> 'forgotten';

-- One row an entry; written by upkeep. state: waiting if it would change something, same, unknown, several, twice or
-- barred if not; done, same or refused once it was tried. account is all zeros where nobody was found.
CREATE TABLE bulk_item (
  bulk {id} NOT NULL,
  number {int} NOT NULL,
  written {text} NOT NULL,
  account {id} NOT NULL,
  state {text} NOT NULL,
  words {text} NOT NULL,
  PRIMARY KEY (bulk, number)
);
CREATE INDEX bulk_item_by_state ON bulk_item (bulk, state, number);
CREATE INDEX bulk_item_by_account ON bulk_item (bulk, account, number);
