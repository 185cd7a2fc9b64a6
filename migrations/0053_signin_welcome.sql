-- The first sign-in: who is getting started, how far beyond what can be seen elsewhere, and until when it was put off.
CREATE TABLE welcome (
  account {id} NOT NULL PRIMARY KEY,
  began_at {int} NOT NULL,
  details_at {int},
  put_off_until {int},
  finished_at {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
