-- Kept answers of the API go after seven days: found by their age.

CREATE INDEX idempotency_made ON idempotency (made_at);
