-- The version that the asker looked at, for what a second person decides: it is part of what was decided.
ALTER TABLE proposal ADD COLUMN expected {int};
