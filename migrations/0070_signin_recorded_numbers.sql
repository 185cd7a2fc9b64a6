-- Since when the telephone numbers recorded of people are what they are; 0 where nobody has changed one since this is counted.
CREATE TABLE recorded_number (
  account {id} NOT NULL PRIMARY KEY,
  telephone_at {int} NOT NULL,
  mobile_at {int} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
