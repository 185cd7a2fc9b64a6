-- Words that no password may hold, one a line: a list for each organisation that has one, and the nation's under a key that
-- no organisation has.
CREATE TABLE password_words (
  organisation {id} NOT NULL PRIMARY KEY,
  words {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
