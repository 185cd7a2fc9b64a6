-- Files that came with what was asked or written about a request. What they hold stands in no other table, so that
-- reading a request reads none of it.

-- message: the number of the message it came with, 0 for what was asked; place: where it stands among its files.
-- kind: what it is, by name and content; digest: SHA-256 of the contents, in hexadecimal.
CREATE TABLE request_file (
  id {id} NOT NULL PRIMARY KEY,
  request {id} NOT NULL,
  message {int} NOT NULL,
  place {int} NOT NULL,
  name {text} NOT NULL,
  kind {text} NOT NULL,
  size {int} NOT NULL,
  digest {text} NOT NULL,
  contents {bytes} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX request_file_of ON request_file (request, message, place);
