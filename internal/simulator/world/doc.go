// Package world is the simulated airlines: what flies, what it costs, which
// seats are left, and what has been booked.
//
// Owns: the timetable, fares, taxes and their drift (all invented from a seed,
// or exact from a world file); offers and how they are made again; the
// inventory; orders, tickets, payments and cancellations; what a scenario does
// to an offer; the journal's air records.
//
// Does not own: any wire (duffelair), the clock and the names of scenarios
// (stage), durability (journal).
//
// Invariants: one seed makes one world, byte for byte; base and tax make the
// total; a seat is sold once, however many ask; an order is in the journal
// before anybody hears of it; a hold not paid by its deadline is cancelled and
// its seats are for sale again; an offer keeps its price for life unless a
// scenario happens to it.
//
// # World file
//
// A world file is YAML. It says what flies between two cities, for some or all
// suppliers and days, and there the timetable is not asked any more: an empty
// list of itineraries is a pair without flights. Amounts are CNY per adult;
// children and infants pay by fullFare (else the itinerary's dearest economy
// fare), taxes by the rules. Fees are for everyone with a seat. Exact fares do
// not drift.
//
//	routes:
//	  - suppliers: [air-china]    # ids; left out: every supplier
//	    origin: PEK               # airport or city: its whole city is meant
//	    destination: SHA
//	    from: 2026-12-01          # first and last day at the origin; left out: open
//	    to: 2026-12-31
//	    itineraries:
//	      - flights:
//	          - flight: CA1501
//	            departure: 08:00  # local, at each end
//	            arrival: 10:15    # 00:40+1 is the day after
//	        fares:
//	          - {brand: Full Economy, basis: Y, adult: 2150.00, seats: 9, checkedBags: 1, refundFee: 107.50, changeFee: 0}
//	          - {brand: Economy Saver, basis: V36, adult: 780.00, seats: 4, checkedBags: 1, refundFee: 390.00}
//	          - {brand: Web Promo, basis: X33, adult: 700.00, seats: 2}  # no fee given: not refundable
//	  - suppliers: [china-eastern]
//	    origin: PEK
//	    destination: SHA
//	    itineraries:
//	      - flights:
//	          - {flight: MU5101, operatedBy: FM9101, departure: 09:00, arrival: 11:20}  # codeshare; FM alone: number not said
//	        fares:
//	          - {brand: Full Economy, basis: Y, adult: 2150.00}  # seats left out: as invented
//	      - flights:              # one change; from and to are needed only where the route does not say
//	          - {flight: MU2103, to: XIY, departure: 07:00, arrival: 09:10}
//	          - {flight: MU2156, departure: 11:00, arrival: 13:05, fuelKm: 1300}  # filed distance, for the fuel surcharge
//	        fares:
//	          - {brand: Business, basis: J, cabin: business, adult: 5380.00, checkedBags: 2, refundFee: 0}
//	  - origin: SHA               # nobody flies this
//	    destination: WUH
//	    itineraries: []
package world
