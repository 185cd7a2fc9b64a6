-- Start codes that went by letter to an address outside the service. The code itself is in no table: it is made again
-- from the key of the link under the installation's key. The row is gone once the code was used or replaced.
CREATE TABLE start_link (
  account {id} NOT NULL PRIMARY KEY,
  link {id} NOT NULL,
  address {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
