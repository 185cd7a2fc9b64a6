-- Views of lists that people keep for themselves: a name for an address with its filters.

-- list: the address of the list; query: what stands behind the question mark; name_key: the name folded, to be told apart.
CREATE TABLE saved_view (
  id {id} NOT NULL PRIMARY KEY,
  account {id} NOT NULL,
  list {text} NOT NULL,
  query {text} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE UNIQUE INDEX saved_view_once ON saved_view (account, list, name_key);
