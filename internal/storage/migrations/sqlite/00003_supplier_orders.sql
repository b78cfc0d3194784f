-- +goose Up
-- What a supplier calls the booking, so that its notices find the order.
ALTER TABLE orders ADD COLUMN supplier_id text NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN supplier_order_id text NOT NULL DEFAULT '';
CREATE INDEX orders_supplier ON orders (supplier_id, supplier_order_id) WHERE supplier_order_id <> '';

-- +goose Down
DROP INDEX orders_supplier;
ALTER TABLE orders DROP COLUMN supplier_order_id;
ALTER TABLE orders DROP COLUMN supplier_id;
