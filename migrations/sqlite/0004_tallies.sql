-- How much callers have used of their limits. The same as in ../postgres/0004_tallies.sql.

-- A caller's calls of the last hour and day are counted before each call is answered.
CREATE INDEX calls_by_caller ON calls (business, pseudonym, begun_at) WHERE pseudonym IS NOT NULL;

-- What a caller did, how often within an hour: limits that were reached, look-ups that found nothing.
CREATE TABLE tallies (
    business      TEXT    NOT NULL REFERENCES businesses (id),
    pseudonym     BLOB    NOT NULL CHECK (length(pseudonym) IN (0, 32)),  -- empty: of callers who cannot be told apart
    pseudonym_key INTEGER CHECK (pseudonym_key BETWEEN 0 AND 255),
    what          TEXT    NOT NULL,
    hour          INTEGER NOT NULL,            -- its begin, by the business's clock
    times         INTEGER NOT NULL CHECK (times > 0),
    first_at      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL CHECK (last_at >= first_at),
    expires_at    INTEGER NOT NULL,
    PRIMARY KEY (business, pseudonym, what, hour),
    CHECK ((length(pseudonym) = 0) = (pseudonym_key IS NULL))
) STRICT;
CREATE INDEX tallies_by_expiry ON tallies (expires_at);
