-- Making sure who is asking before somebody changes how a person signs in. One row for whoever was asked about: their
-- telephone word, sealed under a key outside the database, the letters that are asked for next, wrong answers, and how the
-- last check ended.
CREATE TABLE identity_check (
  account {id} NOT NULL PRIMARY KEY,
  word {bytes},
  letters {text} NOT NULL,
  word_set_at {int},
  wrong {int} NOT NULL,
  wrong_since {int},
  wrong_in_all {int} NOT NULL,
  failed {int} NOT NULL,
  failed_since {int},
  method {text} NOT NULL,
  outcome {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- What one helper made sure of about one person.
CREATE TABLE identity_pass (
  account {id} NOT NULL,
  helper {text} NOT NULL,
  method {text} NOT NULL,
  checked_at {int} NOT NULL,
  good_until {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (account, helper)
);
