-- Accounts for the day on which nobody else gets in. They sign in with a passkey alone.
CREATE TABLE break_glass (
  account {id} NOT NULL PRIMARY KEY,
  enrolled_at {int} NOT NULL,
  drilled_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- Every time one of them was used, or somebody was let in from the host; kind: which of the two.
CREATE TABLE break_glass_alarm (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  kind {text} NOT NULL,
  raised_at {int} NOT NULL,
  reason {text} NOT NULL,
  closed_at {int},
  closed_by {id},
  words {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX break_glass_alarm_open ON break_glass_alarm (raised_at, id) WHERE closed_at IS NULL;
