-- +goose Up
CREATE TABLE agencies (
    id         text PRIMARY KEY NOT NULL,
    name       text NOT NULL,
    parent_id  text REFERENCES agencies (id),
    program    text NOT NULL,
    created_at timestamp NOT NULL
);
CREATE INDEX agencies_parent ON agencies (parent_id);

CREATE TABLE api_keys (
    id         text PRIMARY KEY NOT NULL,
    agency_id  text NOT NULL REFERENCES agencies (id),
    prefix     text NOT NULL,
    hash       blob NOT NULL UNIQUE,
    created_at timestamp NOT NULL,
    revoked_at timestamp
);
CREATE INDEX api_keys_agency ON api_keys (agency_id);

-- agency_id has no foreign key: each new order of a busy agency would lock that
-- agency's one row. Agencies are never deleted.
CREATE TABLE orders (
    id               text PRIMARY KEY NOT NULL,
    agency_id        text NOT NULL,
    reference        text NOT NULL,
    client_reference text NOT NULL,
    status           text NOT NULL,
    version          integer NOT NULL,
    created_at       timestamp NOT NULL,
    due_at           timestamp,
    total_minor      integer NOT NULL,
    currency         text NOT NULL,
    document         blob NOT NULL
);
CREATE INDEX orders_newest ON orders (agency_id, created_at, id);
CREATE INDEX orders_status ON orders (agency_id, status, created_at, id);
CREATE INDEX orders_reference ON orders (agency_id, reference);
CREATE INDEX orders_client_reference ON orders (agency_id, client_reference) WHERE client_reference <> '';
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE order_events (
    order_id text NOT NULL REFERENCES orders (id),
    version  integer NOT NULL,
    at       timestamp NOT NULL,
    kind     text NOT NULL,
    detail   text NOT NULL,
    status   text NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE payments (
    id        text PRIMARY KEY NOT NULL,
    order_id  text NOT NULL REFERENCES orders (id),
    agency_id text NOT NULL,
    gateway   text NOT NULL
);
CREATE INDEX payments_order ON payments (order_id);

CREATE TABLE idempotency_keys (
    agency_id  text NOT NULL,
    operation  text NOT NULL,
    key        text NOT NULL,
    input_hash blob NOT NULL,
    order_id   text NOT NULL,
    subject    text NOT NULL,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    answer     blob,
    PRIMARY KEY (agency_id, operation, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

CREATE TABLE payment_notices (
    gateway     text NOT NULL,
    notice_id   text NOT NULL,
    received_at timestamp NOT NULL,
    PRIMARY KEY (gateway, notice_id)
);
CREATE INDEX payment_notices_received ON payment_notices (received_at);

CREATE TABLE sandbox_clock (
    id        integer PRIMARY KEY NOT NULL CHECK (id = 1),
    offset_us integer NOT NULL
);

CREATE TABLE secrets (
    name  text PRIMARY KEY NOT NULL,
    value blob NOT NULL
);

-- +goose Down
DROP TABLE secrets;
DROP TABLE sandbox_clock;
DROP TABLE payment_notices;
DROP TABLE idempotency_keys;
DROP TABLE payments;
DROP TABLE order_events;
DROP TABLE orders;
DROP TABLE api_keys;
DROP TABLE agencies;
