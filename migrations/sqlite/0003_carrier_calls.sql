-- What the carrier says of a call. The same as in ../postgres/0003_carrier_calls.sql.

-- A webhook that was recorded and sent again names a call that there was already: looked up before each call is answered.
CREATE INDEX calls_by_carrier_call ON calls (carrier_call);

-- What the networks said of the caller's number (SHAKEN/STIR); null where they said nothing.
ALTER TABLE calls ADD COLUMN attestation TEXT
    CHECK (attestation IN ('full', 'partial', 'gateway', 'diverted', 'failed', 'unverified'));
