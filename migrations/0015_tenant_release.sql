-- After a restore nothing is sent to Microsoft 365 until two people have said that it may be.

-- One row a life of the database; the guard of its release.
CREATE TABLE tenant_release (
  epoch {id} NOT NULL PRIMARY KEY,
  released_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);

-- Who has said so.
CREATE TABLE tenant_approval (
  epoch {id} NOT NULL,
  account {id} NOT NULL,
  at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL,
  PRIMARY KEY (epoch, account)
);
