-- Why the giving agency ended an agreement before its time (ground/agreements).

ALTER TABLE agreement ADD COLUMN withdrawn_reason TEXT;
