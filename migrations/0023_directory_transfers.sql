-- Transfers: somebody moves from one organisation to another, and both have to agree.

-- state: 'offered' (the word of the organisation that has the person) and 'asked' (that of the one that wants them) wait
-- for the other side; 'dated' is agreed on by both and waits for its day; 'done', 'declined', 'withdrawn', 'lapsed' and
-- 'ended' are over. begun: 'offer', 'ask', or 'both' if somebody who looks after both moved the person.
-- name and address are those of the person when the row was last written, so that who no longer looks after the person
-- learns nothing new of them. day is a day of the receiving organisation, due_at when it begins there. agreed_by: who
-- agreed for the organisation that has the person. next_at: when the clocks look at the row again.
CREATE TABLE transfer (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  from_organisation {id} NOT NULL,
  to_organisation {id} NOT NULL,
  state {text} NOT NULL,
  begun {text} NOT NULL,
  name {text} NOT NULL,
  address {text} NOT NULL,
  unit {id},
  day {text},
  due_at {int},
  note {text},
  reason {text},
  agreed_by {id},
  begun_at {int} NOT NULL,
  turn_since {int} NOT NULL,
  reminded {int} NOT NULL,
  next_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX transfer_open ON transfer (account) WHERE state IN ('offered', 'asked', 'dated');
CREATE INDEX transfer_by_account ON transfer (account, id);
CREATE INDEX transfer_from ON transfer (from_organisation, id);
CREATE INDEX transfer_to ON transfer (to_organisation, id);
CREATE INDEX transfer_from_open ON transfer (from_organisation, id) WHERE state IN ('offered', 'asked', 'dated');
CREATE INDEX transfer_to_open ON transfer (to_organisation, id) WHERE state IN ('offered', 'asked', 'dated');
CREATE INDEX transfer_by_next ON transfer (next_at, id) WHERE next_at IS NOT NULL;
