-- +goose Up
-- One row per agency that paid in. It is what every movement locks.
CREATE TABLE deposits (
    agency_id      text PRIMARY KEY NOT NULL REFERENCES agencies (id),
    currency       text NOT NULL,
    balance_minor  integer NOT NULL CHECK (balance_minor >= 0),
    reserved_minor integer NOT NULL CHECK (reserved_minor >= 0 AND reserved_minor <= balance_minor)
);

-- Append-only. reference is a payment's id, or what the operator calls a credit;
-- subject is the order a payment is for, why it was declined, or the reference of
-- a return. A decline moves nothing; it is kept so that the same reference gets
-- the same answer again. agency_id has no foreign key: see orders.
CREATE TABLE deposit_entries (
    id           integer PRIMARY KEY AUTOINCREMENT,
    agency_id    text NOT NULL,
    reference    text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('credit', 'reserve', 'decline', 'settle', 'free', 'return')),
    subject      text NOT NULL,
    amount_minor integer NOT NULL CHECK (amount_minor > 0),
    currency     text NOT NULL,
    at           timestamp NOT NULL,
    UNIQUE (agency_id, reference, kind)
);
-- +goose StatementBegin
CREATE TRIGGER deposit_entries_kept BEFORE UPDATE ON deposit_entries BEGIN SELECT RAISE(ABORT, 'deposit entries are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deposit_entries_stay BEFORE DELETE ON deposit_entries BEGIN SELECT RAISE(ABORT, 'deposit entries are never deleted'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE deposit_entries;
DROP TABLE deposits;
