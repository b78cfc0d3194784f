-- +goose Up
CREATE TABLE agencies (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    parent_id  text REFERENCES agencies (id),
    program    text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX agencies_parent ON agencies (parent_id);

CREATE TABLE api_keys (
    id         text PRIMARY KEY,
    agency_id  text NOT NULL REFERENCES agencies (id),
    prefix     text NOT NULL,
    hash       bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX api_keys_agency ON api_keys (agency_id);

-- agency_id has no foreign key: each new order of a busy agency would lock that
-- agency's one row. Agencies are never deleted.
CREATE TABLE orders (
    id               text PRIMARY KEY,
    agency_id        text NOT NULL,
    reference        text NOT NULL,
    client_reference text NOT NULL,
    status           text NOT NULL,
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL,
    due_at           timestamptz,
    total_minor      bigint NOT NULL,
    currency         char(3) NOT NULL,
    document         bytea NOT NULL
);
CREATE INDEX orders_newest ON orders (agency_id, created_at, id);
CREATE INDEX orders_status ON orders (agency_id, status, created_at, id);
CREATE INDEX orders_reference ON orders (agency_id, reference);
CREATE INDEX orders_client_reference ON orders (agency_id, client_reference) WHERE client_reference <> '';
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE order_events (
    order_id text NOT NULL REFERENCES orders (id),
    version  bigint NOT NULL,
    at       timestamptz NOT NULL,
    kind     text NOT NULL,
    detail   text NOT NULL,
    status   text NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE payments (
    id        text PRIMARY KEY,
    order_id  text NOT NULL REFERENCES orders (id),
    agency_id text NOT NULL,
    gateway   text NOT NULL
);
CREATE INDEX payments_order ON payments (order_id);

CREATE TABLE idempotency_keys (
    agency_id  text NOT NULL,
    operation  text NOT NULL,
    key        text NOT NULL,
    input_hash bytea NOT NULL,
    order_id   text NOT NULL,
    subject    text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    answer     bytea,
    PRIMARY KEY (agency_id, operation, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

CREATE TABLE payment_notices (
    gateway     text NOT NULL,
    notice_id   text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (gateway, notice_id)
);
CREATE INDEX payment_notices_received ON payment_notices (received_at);

CREATE TABLE sandbox_clock (
    id        smallint PRIMARY KEY CHECK (id = 1),
    offset_us bigint NOT NULL
);

CREATE TABLE secrets (
    name  text PRIMARY KEY,
    value bytea NOT NULL
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
