-- A record handed in by mistake is withdrawn by its agency, with a reason, and can be put back. Nothing is deleted.

ALTER TABLE record ADD COLUMN withdrawn_by UUID;
-- Recognition asks of each end of a link whether it is withdrawn; the answer is nearly always in a few pages.
CREATE INDEX record_withdrawn ON record (id) WHERE withdrawn_at IS NOT NULL;
