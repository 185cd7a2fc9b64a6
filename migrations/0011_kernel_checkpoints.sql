-- Checkpoints that have been signed and have left the database. The peaks are those of the tree over the sealed order
-- before the act that states the checkpoint.
CREATE TABLE audit_checkpoint (
  size {int} NOT NULL PRIMARY KEY,
  act {id} NOT NULL,
  at {int} NOT NULL,
  covers {int} NOT NULL,
  organisations {int} NOT NULL,
  organisations_root {text} NOT NULL,
  peaks_before {bytes} NOT NULL,
  note {text} NOT NULL
);
