-- What waits for a second person, with the reason of whoever asks, and what came of it. The exact change itself stands with
-- the proposal.
CREATE TABLE second_person (
  proposal {id} NOT NULL PRIMARY KEY,
  asker {id} NOT NULL,
  command {text} NOT NULL,
  reason {text} NOT NULL,
  asked_at {int} NOT NULL,
  due_at {int} NOT NULL,
  decision {text} NOT NULL,
  decided_by {id},
  words {text} NOT NULL,
  version {int} NOT NULL,
  act {id} NOT NULL
);
CREATE INDEX second_person_by_decision ON second_person (decision, proposal);
CREATE INDEX second_person_by_asker ON second_person (asker, proposal);
