-- What a front office keeps. The same tables as in ../postgres/0001_front_office.sql; only types and the guard against
-- overlap differ.
--
-- Rules that hold everywhere:
--   * Instants are Unix milliseconds. Yes/no is 1/0.
--   * 'sealed' columns hold key id, nonce, ciphertext and tag (see src/privacy/seal.rs); each is bound to its business, table,
--     row and column.
--   * Every row that came from a caller carries the instant at which it expires. Expired rows are shown to nobody and deleted
--     by the next purge.

-- Master keys that something in this database was sealed under, so that a wrong key file is refused at the door.
CREATE TABLE keys (
    fingerprint   BLOB    NOT NULL PRIMARY KEY CHECK (length(fingerprint) = 8),
    first_used_at INTEGER NOT NULL
) STRICT;

-- Businesses, as their owners wrote them.
CREATE TABLE businesses (
    id          TEXT    NOT NULL PRIMARY KEY,  -- immutable: keys are derived from it
    name        TEXT    NOT NULL,
    definition  TEXT    NOT NULL,              -- TOML, as `vorzimmer business export` prints it
    revision    INTEGER NOT NULL,              -- counts imports; readers keep what they parsed until it changes
    calendar_revision INTEGER NOT NULL DEFAULT 0,  -- counts writes to the calendar and puts them in a row
    imported_at INTEGER NOT NULL
) STRICT;

-- Numbers that businesses answer. The dialled number picks the business, so no two may share one.
CREATE TABLE business_phones (
    number   TEXT NOT NULL PRIMARY KEY,        -- E.164
    business TEXT NOT NULL REFERENCES businesses (id)
) STRICT;
CREATE INDEX business_phones_by_business ON business_phones (business);

-- That a call was made: its metadata, apart from what was said.
CREATE TABLE calls (
    id            TEXT    NOT NULL PRIMARY KEY,
    business      TEXT    NOT NULL REFERENCES businesses (id),
    carrier_call  TEXT    NOT NULL,            -- the carrier's id (Twilio: CallSid)
    pseudonym     BLOB    CHECK (length(pseudonym) = 32),  -- of the caller's number; null when withheld
    pseudonym_key INTEGER CHECK (pseudonym_key BETWEEN 0 AND 255),
    language      TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('open', 'ended', 'broken_off')),
    begun_at      INTEGER NOT NULL,
    disclosed_at  INTEGER,                     -- when the disclosure had been played to its end
    ended_at      INTEGER,
    ended_by      TEXT    CHECK (ended_by IN ('agent', 'caller', 'limit', 'fault')),
    transferred_for TEXT,                      -- why it was handed to a person, if it was
    expires_at    INTEGER NOT NULL,
    CHECK ((pseudonym IS NULL) = (pseudonym_key IS NULL)),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE INDEX calls_by_begin ON calls (business, begun_at);
CREATE INDEX calls_by_expiry ON calls (expires_at);
CREATE INDEX calls_open ON calls (id) WHERE state = 'open';

-- What was said, turn by turn, as far as it was heard. Written as each turn ends.
CREATE TABLE turns (
    call        TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    who         TEXT    NOT NULL CHECK (who IN ('caller', 'agent')),
    words       BLOB    NOT NULL,              -- sealed
    interrupted INTEGER NOT NULL CHECK (interrupted IN (0, 1)),
    start_ms    INTEGER NOT NULL,              -- since the call's begin
    end_ms      INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (call, number)
) STRICT;
CREATE INDEX turns_by_expiry ON turns (expires_at);

-- Holds and the appointments that they become.
CREATE TABLE appointments (
    id              TEXT    NOT NULL PRIMARY KEY,
    business        TEXT    NOT NULL REFERENCES businesses (id),
    resource        TEXT    NOT NULL,
    service         BLOB    NOT NULL,          -- sealed: at a doctor's it says why somebody came
    starts_at       INTEGER NOT NULL,
    ends_at         INTEGER NOT NULL,
    blocked_from    INTEGER NOT NULL,          -- start and end with the service's buffers
    blocked_to      INTEGER NOT NULL,
    idle_from       INTEGER,                   -- within it, the resource is free for others
    idle_to         INTEGER,
    state           TEXT    NOT NULL CHECK (state IN ('held', 'booked', 'cancelled')),
    -- The first of a chain of moves. Rows of one origin may overlap, since one replaces the other.
    origin          TEXT    NOT NULL,
    hold_expires_at INTEGER,
    call            TEXT    NOT NULL,          -- which held it; calls expire apart from their appointments
    name            BLOB,                      -- sealed
    details         BLOB,                      -- sealed, JSON
    number          BLOB,                      -- sealed
    pseudonym       BLOB    CHECK (length(pseudonym) = 32),
    pseudonym_key   INTEGER CHECK (pseudonym_key BETWEEN 0 AND 255),
    booked_at       INTEGER,
    cancelled_at    INTEGER,
    expires_at      INTEGER NOT NULL,
    CHECK (starts_at < ends_at AND blocked_from <= starts_at AND ends_at <= blocked_to),
    CHECK ((idle_from IS NULL) = (idle_to IS NULL)),
    CHECK (starts_at < idle_from AND idle_from < idle_to AND idle_to < ends_at),
    -- Bounds every search for overlaps: what touches an instant began at most two days before it.
    CHECK (blocked_to - blocked_from <= 172800000),
    CHECK ((state = 'held') = (hold_expires_at IS NOT NULL)),
    CHECK ((state = 'held') = (name IS NULL)),
    CHECK ((name IS NULL) = (details IS NULL)),
    CHECK ((state = 'held') = (booked_at IS NULL)),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK ((pseudonym IS NULL) = (pseudonym_key IS NULL))
) STRICT;
-- Carries all that a list of blocked times needs.
CREATE INDEX appointments_blocked ON appointments
    (business, resource, blocked_from, blocked_to, state, idle_from, idle_to, hold_expires_at, origin, id)
    WHERE state <> 'cancelled';
CREATE INDEX appointments_by_start ON appointments (business, starts_at);
CREATE INDEX appointments_by_caller ON appointments (business, pseudonym, ends_at) WHERE state = 'booked';
CREATE INDEX appointments_by_expiry ON appointments (expires_at);
-- A chain of moves ends in one appointment.
CREATE UNIQUE INDEX appointments_one_of_a_chain ON appointments (origin) WHERE state = 'booked';

-- No resource's time is given away twice, buffers included, idle parts left out. SQLite has one writer, so looking is enough.
-- An idle part splits what is blocked in two, and every stretch of the one row is held against every stretch of the other;
-- without an idle part the second stretch is an empty one at the end of the first, and adds nothing.
CREATE TRIGGER appointments_do_not_overlap_when_new
    BEFORE INSERT ON appointments
    WHEN NEW.state <> 'cancelled'
BEGIN
    SELECT RAISE(ABORT, 'appointments_do_not_overlap')
    WHERE EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.business = NEW.business
          AND other.resource = NEW.resource
          AND other.blocked_from < NEW.blocked_to
          AND other.blocked_from > NEW.blocked_from - 172800000
          AND other.blocked_to > NEW.blocked_from
          AND (   (other.blocked_from < COALESCE(NEW.idle_from, NEW.blocked_to)
                   AND COALESCE(other.idle_from, other.blocked_to) > NEW.blocked_from)
               OR (other.blocked_from < NEW.blocked_to
                   AND COALESCE(other.idle_from, other.blocked_to) > COALESCE(NEW.idle_to, NEW.blocked_to))
               OR (COALESCE(other.idle_to, other.blocked_to) < COALESCE(NEW.idle_from, NEW.blocked_to)
                   AND other.blocked_to > NEW.blocked_from)
               OR (COALESCE(other.idle_to, other.blocked_to) < NEW.blocked_to
                   AND other.blocked_to > COALESCE(NEW.idle_to, NEW.blocked_to)))
          AND other.origin <> NEW.origin
          AND other.id <> NEW.id
          AND other.state <> 'cancelled'
    );
END;
CREATE TRIGGER appointments_do_not_overlap_when_changed
    BEFORE UPDATE OF business, resource, blocked_from, blocked_to, idle_from, idle_to, state, origin ON appointments
    WHEN NEW.state <> 'cancelled'
BEGIN
    SELECT RAISE(ABORT, 'appointments_do_not_overlap')
    WHERE EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.business = NEW.business
          AND other.resource = NEW.resource
          AND other.blocked_from < NEW.blocked_to
          AND other.blocked_from > NEW.blocked_from - 172800000
          AND other.blocked_to > NEW.blocked_from
          AND (   (other.blocked_from < COALESCE(NEW.idle_from, NEW.blocked_to)
                   AND COALESCE(other.idle_from, other.blocked_to) > NEW.blocked_from)
               OR (other.blocked_from < NEW.blocked_to
                   AND COALESCE(other.idle_from, other.blocked_to) > COALESCE(NEW.idle_to, NEW.blocked_to))
               OR (COALESCE(other.idle_to, other.blocked_to) < COALESCE(NEW.idle_from, NEW.blocked_to)
                   AND other.blocked_to > NEW.blocked_from)
               OR (COALESCE(other.idle_to, other.blocked_to) < NEW.blocked_to
                   AND other.blocked_to > COALESCE(NEW.idle_to, NEW.blocked_to)))
          AND other.origin <> NEW.origin
          AND other.id <> NEW.id
          AND other.state <> 'cancelled'
    );
END;

-- Messages for the owner.
CREATE TABLE messages (
    id         TEXT    NOT NULL PRIMARY KEY,
    business   TEXT    NOT NULL REFERENCES businesses (id),
    call       TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    text       BLOB    NOT NULL,               -- sealed
    name       BLOB,                           -- sealed
    phone      BLOB,                           -- sealed
    state      TEXT    NOT NULL CHECK (state IN ('open', 'done')),
    left_at    INTEGER NOT NULL,
    done_at    INTEGER,
    expires_at INTEGER NOT NULL,
    CHECK ((state = 'done') = (done_at IS NOT NULL))
) STRICT;
CREATE INDEX messages_by_time ON messages (business, left_at);
CREATE INDEX messages_by_expiry ON messages (expires_at);

-- Evidence of consent: who was asked what, and what they answered. Outlives the call it was given in.
CREATE TABLE consents (
    id         TEXT    NOT NULL PRIMARY KEY,
    business   TEXT    NOT NULL REFERENCES businesses (id),
    call       TEXT    NOT NULL,
    party      TEXT    NOT NULL CHECK (party IN ('caller', 'person')),
    kind       TEXT    NOT NULL,
    wording    BLOB    NOT NULL CHECK (length(wording) = 32),  -- BLAKE3 of the question as asked
    language   TEXT    NOT NULL,
    answer     BLOB    NOT NULL,               -- sealed, as heard
    state      TEXT    NOT NULL CHECK (state IN ('given', 'refused', 'withdrawn')),
    asked_at   INTEGER NOT NULL,
    withdrawn_at INTEGER,
    expires_at INTEGER NOT NULL,
    CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
) STRICT;
CREATE INDEX consents_by_call ON consents (business, call);
CREATE INDEX consents_by_expiry ON consents (expires_at);

-- Deletions whose bytes may still lie in the file: a row from the deletion until the database was compacted, so that a crash
-- in between is made good by the next purge.
CREATE TABLE compactions_due (
    since INTEGER NOT NULL
) STRICT;
