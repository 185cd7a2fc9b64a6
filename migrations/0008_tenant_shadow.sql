-- What Microsoft 365 shows of each account, as far as this service knows.

-- One row an account; written by upkeep. confirmed_hash is set only while nothing has been sent since the look
-- that found the two equal. queued_for is when the waiting job is due, 0 if there is none.
CREATE TABLE tenant_object (
  account {id} NOT NULL PRIMARY KEY,
  organisation {id} NOT NULL,
  tenant_id {text},
  desired_hash {bytes} NOT NULL,
  state {text} NOT NULL,
  is_open {int} NOT NULL,
  confirmed_hash {bytes},
  confirmed_at {int},
  saved_at {int} NOT NULL,
  sent_at {int},
  problem_code {text},
  problem {text},
  observed {text},
  tries {int} NOT NULL,
  queued_for {int} NOT NULL
);
CREATE INDEX tenant_object_open ON tenant_object (organisation, is_open, saved_at, account);
CREATE INDEX tenant_object_by_state ON tenant_object (state, saved_at);
CREATE INDEX tenant_object_by_tenant_id ON tenant_object (tenant_id);

-- Where the next round of changes from Microsoft 365 starts.
CREATE TABLE tenant_import (
  one {int} NOT NULL PRIMARY KEY,
  link {text} NOT NULL,
  finished_at {int}
);

-- The last trouble with the connection itself, while it lasts.
CREATE TABLE tenant_trouble (
  one {int} NOT NULL PRIMARY KEY,
  at {int} NOT NULL,
  words {text} NOT NULL
);

-- Whether people have stopped all sending; changed by commands.
CREATE TABLE tenant_switch (
  one {int} NOT NULL PRIMARY KEY,
  paused {int} NOT NULL,
  reason {text} NOT NULL,
  since {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
