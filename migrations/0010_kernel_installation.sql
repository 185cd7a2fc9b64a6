-- What every node of one database must agree on: the key under which unsealed audit rows are vouched for, as a code
-- that shows which key it is and nothing of it.
CREATE TABLE installation (
  one {int} NOT NULL PRIMARY KEY,
  node_key_check {bytes} NOT NULL
);
