package suppliertest

import (
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Wrap is what stands before a connector whose supplier is paid that way; empty:
// as is usual.
type Wrap func(c *supplier.Connector, settlement supplier.Settlement) *supplier.Connector

// Plain is the connector itself.
func Plain(c *supplier.Connector, _ supplier.Settlement) *supplier.Connector { return c }

// Decorated is the connector with what supplier.Instrument adds, which must take
// nothing away.
func Decorated(c *supplier.Connector, settlement supplier.Settlement) *supplier.Connector {
	return supplier.Instrument(c, supplier.Options{
		Now: time.Now, RetryDelay: time.Millisecond, Settlement: settlement,
		// The faults come one after another; here they must all be seen.
		Breaker: supplier.Breaker{MinCalls: 1000},
	})
}

// ThereAndBack is a search of the simulated world's: one adult, a week apart.
func ThereAndBack() travel.Search {
	return travel.Search{
		OriginDestinations: []travel.OriginDestination{
			{Origin: "BJS", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
			{Origin: "SHA", Destination: "BJS", Date: travel.Date{Year: 2026, Month: time.December, Day: 27}},
		},
		Pax: []travel.Pax{{ID: "traveller-1", PTC: travel.PTCAdult}},
	}
}
