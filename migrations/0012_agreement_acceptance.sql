-- An agreement holds when both sides have said yes (ground/agreements). Those made before this held at once, and go on.

-- The agency that has not said yes yet; none once it has.
ALTER TABLE agreement ADD COLUMN awaits_agency_id UUID;
ALTER TABLE agreement ADD COLUMN accepted_at BIGINT;
ALTER TABLE agreement ADD COLUMN accepted_by UUID;
