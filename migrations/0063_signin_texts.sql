-- Codes by text message. A number is sealed under a key outside the database; a code is kept nowhere: it follows from the key
-- of its row and that one.
CREATE TABLE text_number (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  sealed {bytes} NOT NULL,
  ending {text} NOT NULL,
  created_at {int} NOT NULL,
  confirmed_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX text_number_by_account ON text_number (account, id);
CREATE INDEX text_number_unconfirmed ON text_number (created_at, id) WHERE confirmed_at IS NULL;

CREATE TABLE text_message (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  number {id} NOT NULL,
  purpose {text} NOT NULL,
  bound {id} NOT NULL,
  made_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  tries {int} NOT NULL,
  state {text} NOT NULL
);
CREATE INDEX text_message_by_account ON text_message (account, made_at);
CREATE INDEX text_message_by_time ON text_message (made_at, id);

CREATE TABLE text_guard (
  account {id} NOT NULL PRIMARY KEY,
  turns {int} NOT NULL
);

CREATE TABLE text_budget (
  organisation {id} NOT NULL PRIMARY KEY,
  began_at {int} NOT NULL,
  texts {int} NOT NULL
);
