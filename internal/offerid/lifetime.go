package offerid

import "time"

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
