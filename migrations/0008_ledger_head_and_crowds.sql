-- The end of the ledger stands there from the beginning, so that two first lines at once wait for each other like any
-- two others, and a head that is gone is seen to be gone.

-- only sqlite
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, zeroblob(32)) ON CONFLICT DO NOTHING;
-- only postgres
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
-- both

-- Keys under which so many records stand already that later ones were turned away (link/recognise/candidates): how
-- often, so that what recognition may have missed is known. kind: identity, or the sort of thing shared (phone...).
CREATE TABLE crowded_key (
  key BIGINT NOT NULL,
  kind TEXT NOT NULL,
  turned_away BIGINT NOT NULL,
  since BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (key, kind)
);
