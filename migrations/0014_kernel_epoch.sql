-- The lives of this database. One that was put back from a backup, or is behind what had left it, begins another life.
-- forgot: the life that the installation's folder remembered and the database did not know.
-- sealed and witnessed: how many acts it held then, and how many the newest checkpoint outside says that there were.
CREATE TABLE epoch (
  number {int} NOT NULL PRIMARY KEY,
  id {id} NOT NULL,
  cause {text} NOT NULL,
  forgot {id},
  began_at {int} NOT NULL,
  sealed {int} NOT NULL,
  witnessed {int} NOT NULL,
  voided_at {int}
);
