package offerid

import (
	"time"

	"github.com/farebridge/farebridge/internal/order"
)

const (
	// Lifetime is the longest an offer may be bought (R-002-4); its supplier may
	// give less.
	Lifetime = 20 * time.Minute
	// Grace is how much longer an expired offer is remembered, so that its
	// holder can be told that it expired, and not merely that it is unknown.
	Grace = 30 * time.Minute
)

// Expiry is the moment from which an offer priced at now is not sold any more,
// in whole seconds, as its id carries it. A zero supplierSays is no limit.
func Expiry(supplierSays, now time.Time) time.Time {
	ends := now.Add(Lifetime)
	if !supplierSays.IsZero() && supplierSays.Before(ends) {
		ends = supplierSays
	}
	return ends.UTC().Truncate(time.Second)
}

// PayBy is the moment until which an order made from an offer priced at now can
// be paid at the least. An order gives its buyer order.PayWindow from when it is
// made, which is not before now, or what the supplier gives if that is less;
// showing the supplier's alone would promise a day where half an hour is given.
// A fresh offer's is never earlier than that of the one it replaces unless the
// supplier's is. A zero supplierSays promises nothing.
func PayBy(supplierSays, now time.Time) time.Time {
	if supplierSays.IsZero() {
		return time.Time{}
	}
	ends := now.Add(order.PayWindow).UTC().Truncate(time.Second)
	if supplierSays.Before(ends) {
		return supplierSays
	}
	return ends
}
