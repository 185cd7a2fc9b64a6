-- Letters to people: what waits to be sent, what came of it, and what organisations add to the words.

-- One row an occasion and addressee; written by upkeep. occasion says what the letter is about, the same however often
-- it is told: an act, or a day that comes. account and organisation are all zeros where none is meant. unsettled counts
-- tries that began and of which nobody knows the end. queued_for is when the waiting job is due, 0 if there is none.
-- subject and body are empty once they have been removed.
CREATE TABLE notice_mail (
  id {id} NOT NULL PRIMARY KEY,
  notice {text} NOT NULL,
  occasion {text} NOT NULL,
  addressee {text} NOT NULL,
  account {id} NOT NULL,
  organisation {id} NOT NULL,
  address {text} NOT NULL,
  subject {text} NOT NULL,
  body {text} NOT NULL,
  state {text} NOT NULL,
  made_at {int} NOT NULL,
  due_at {int} NOT NULL,
  settled_at {int} NOT NULL,
  tries {int} NOT NULL,
  unsettled {int} NOT NULL,
  queued_for {int} NOT NULL,
  reply {text} NOT NULL
);
CREATE UNIQUE INDEX notice_mail_once ON notice_mail (occasion, notice, addressee);
CREATE INDEX notice_mail_by_time ON notice_mail (made_at, id);
CREATE INDEX notice_mail_by_addressee ON notice_mail (addressee, made_at);
CREATE INDEX notice_mail_by_organisation ON notice_mail (organisation, made_at, id);
CREATE INDEX notice_mail_waiting ON notice_mail (queued_for, id) WHERE state = 'waiting';
CREATE INDEX notice_mail_with_words ON notice_mail (made_at, id) WHERE body <> '';
CREATE INDEX notice_mail_by_state ON notice_mail (state, made_at, id);

-- How many letters were written on a day of UTC, as days since 1970.
CREATE TABLE notice_day (
  day {int} NOT NULL PRIMARY KEY,
  written {int} NOT NULL
);

-- A paragraph that an organisation adds to a letter to its own people; changed by commands.
CREATE TABLE notice_addition (
  organisation {id} NOT NULL,
  notice {text} NOT NULL,
  words {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (organisation, notice)
);
