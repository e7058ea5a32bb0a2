-- How much callers have used of their limits. The same as in ../sqlite/0004_tallies.sql.

-- A caller's calls of the last hour and day are counted before each call is answered.
CREATE INDEX calls_by_caller ON calls (business, pseudonym, begun_at) WHERE pseudonym IS NOT NULL;

-- What a caller did, how often within an hour: limits that were reached, look-ups that found nothing.
CREATE TABLE tallies (
    business      TEXT    NOT NULL REFERENCES businesses (id),
    pseudonym     BYTEA   NOT NULL CHECK (length(pseudonym) IN (0, 32)),  -- empty: of callers who cannot be told apart
    pseudonym_key BIGINT  CHECK (pseudonym_key BETWEEN 0 AND 255),
    what          TEXT    NOT NULL,
    hour          BIGINT  NOT NULL,            -- its begin, by the business's clock
    times         BIGINT  NOT NULL CHECK (times > 0),
    first_at      BIGINT  NOT NULL,
    last_at       BIGINT  NOT NULL CHECK (last_at >= first_at),
    expires_at    BIGINT  NOT NULL,
    PRIMARY KEY (business, pseudonym, what, hour),
    CHECK ((length(pseudonym) = 0) = (pseudonym_key IS NULL))
);
CREATE INDEX tallies_by_expiry ON tallies (expires_at);
