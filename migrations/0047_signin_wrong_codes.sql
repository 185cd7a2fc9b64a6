-- Wrong codes that followed a right password are told to the owner: which ones those were, who is to be told, and when
-- somebody last was.
ALTER TABLE second_factor_failure ADD COLUMN after_password {int} NOT NULL DEFAULT 0;
ALTER TABLE second_factor ADD COLUMN warned_at {int};

CREATE TABLE second_factor_warning (
  account {id} NOT NULL PRIMARY KEY
);
