-- What becomes of an import's file, and of each row that was taken in.

-- When the file and the rows that were not taken in went; none while they are kept.
ALTER TABLE import ADD COLUMN swept_at BIGINT;
-- When the agency took down what it handed in later, where the source says so; UTC midnight where only the day is known.
ALTER TABLE hand_in ADD COLUMN learned_at BIGINT;
CREATE INDEX hand_in_import ON hand_in (import_id, row_number) WHERE import_id IS NOT NULL;
