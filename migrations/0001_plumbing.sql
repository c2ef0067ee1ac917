-- Background work and events (kit::jobs, kit::outbox).

CREATE TABLE job (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  unique_key TEXT UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'failed')),
  run_at BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  attempts BIGINT NOT NULL,
  lease_until BIGINT,
  lease_by TEXT,
  error TEXT
);
CREATE INDEX job_due ON job (kind, state, run_at);

-- only sqlite
CREATE TABLE outbox (
  seq BIGINT PRIMARY KEY,
  event TEXT NOT NULL,
  payload TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  delivered_at BIGINT
);
-- only postgres
CREATE TABLE outbox (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event TEXT NOT NULL,
  payload TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  delivered_at BIGINT
);
-- both
CREATE INDEX outbox_waiting ON outbox (delivered_at, seq);
