-- +goose Up
-- One row per agency that paid in. It is what every movement locks.
CREATE TABLE deposits (
    agency_id      text PRIMARY KEY REFERENCES agencies (id),
    currency       char(3) NOT NULL,
    balance_minor  bigint NOT NULL CHECK (balance_minor >= 0),
    reserved_minor bigint NOT NULL CHECK (reserved_minor >= 0 AND reserved_minor <= balance_minor)
);

-- Append-only. reference is a payment's id, or what the operator calls a credit;
-- subject is the order a payment is for, why it was declined, or the reference of
-- a return. A decline moves nothing; it is kept so that the same reference gets
-- the same answer again. agency_id has no foreign key: see orders.
CREATE TABLE deposit_entries (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id    text NOT NULL,
    reference    text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('credit', 'reserve', 'decline', 'settle', 'free', 'return')),
    subject      text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency     char(3) NOT NULL,
    at           timestamptz NOT NULL,
    UNIQUE (agency_id, reference, kind)
);
-- +goose StatementBegin
CREATE FUNCTION deposit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'deposit entries are never changed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER deposit_entries_stay BEFORE UPDATE OR DELETE ON deposit_entries
    FOR EACH ROW EXECUTE FUNCTION deposit_entries_stay();

-- +goose Down
DROP TABLE deposit_entries;
DROP TABLE deposits;
DROP FUNCTION deposit_entries_stay;
