-- When the owner of a session last gave a code or a passkey in it, in microseconds since 1970; 0 if never.
ALTER TABLE session ADD COLUMN proved_at {int} NOT NULL DEFAULT 0;
