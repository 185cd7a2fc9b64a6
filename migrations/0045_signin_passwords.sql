-- How many characters were asked for when a password was set, for whoever is told that more are asked for now; 0 of those
-- from before. And the passwords before it, as hashes, which are not taken again for a while.
ALTER TABLE credential ADD COLUMN characters_asked {int} NOT NULL DEFAULT 0;

CREATE TABLE password_history (
  account {id} NOT NULL,
  version {int} NOT NULL,
  hash {text} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (account, version)
);
