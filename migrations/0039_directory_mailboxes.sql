-- Whose mailbox nobody reads.

-- What somebody or their administrators said of a mailbox. since is from when nobody reads it; none if it is read again.
CREATE TABLE unread_mailbox (
  account {id} NOT NULL PRIMARY KEY,
  since {int},
  version {int} NOT NULL,
  act {id} NOT NULL
);
