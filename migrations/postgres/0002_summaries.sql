-- What calls came to, in a few sentences that a machine worded. The same table as in ../sqlite/0002_summaries.sql. Content, like
-- the turns, and gone with them: apart from the call's metadata.
CREATE TABLE summaries (
    call         TEXT   NOT NULL PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    text         BYTEA  NOT NULL,              -- sealed
    engine       TEXT   NOT NULL,              -- what worded it: 'rules', or 'llm' and the model's name
    ai_generated BIGINT NOT NULL DEFAULT 1 CHECK (ai_generated = 1),  -- Art. 50(2) AI Act: the mark is part of the row
    expires_at   BIGINT NOT NULL
);
CREATE INDEX summaries_by_expiry ON summaries (expires_at);
