// Package world is the simulated airlines: what flies, what it costs, which
// seats are left, and what has been booked.
//
// Owns: the timetable, fares, taxes and their drift (all invented from a seed,
// or exact from a world file); offers and how they are made again; seat maps,
// bags, meals, lounges, priority and upgrades; the inventory of all of these; orders, tickets,
// payments, changes, cancellations and the buyers' prepaid accounts; what a
// scenario does to an offer or order; the journal's air records.
//
// Does not own: any wire (duffelair, ndcair, amadeusair are views of one world),
// the clock and the names of scenarios (stage), durability (journal).
//
// Invariants: one seed makes one world, byte for byte; the passengers' shares make
// the slices' bases and taxes, these the offer's, these its total, and with extras
// and fees an order's; what was paid for an order less what came back is
// its total until it is cancelled; a class's seat, a seat of the map and a place in the lounge are
// sold once, however many ask; no more is spent than an account holds; an order
// is in the journal before anybody hears of it, watchers too; a hold not paid by
// its deadline is cancelled and what it held is for sale again; an offer keeps
// its price for life unless a scenario happens to it.
//
// # What time does
//
// Nothing runs in the background. Holds that lapse and slow tickets that are
// there are found by whoever looks next at anything sold, by every jump of the
// simulated clock, and by Settle.
//
// # Scenarios of orders
//
// An order meets its own booking call's scenario, else its search's; a payment
// meets its own call's, else its order's. ticketing-fails refuses the payment.
// ticketing-slow takes it and gives the tickets out 45 simulated seconds later.
// schedule-change lets the airline retime the first flight by three hours once
// the order is ticketed; what becomes of that is Disruption.
//
// # Money of extras and changes
//
// Bags, meals, lounges, priority and upgrades come back with a refund, chosen
// seats do not. A change costs the penalty of every slice given up, today's fare
// of every slice added, and gives back what the slices given up cost; it keeps
// their seats' price. While an airline's schedule change is unanswered neither
// refund nor change costs anything.
//
// # World file
//
// A world file is YAML. It says what flies between two cities, for some or all
// suppliers and days, and there the timetable is not asked any more: an empty list
// of itineraries is a pair without flights. Amounts are CNY per adult; children
// and infants, with a seat or without, pay by fullFare (else the itinerary's
// dearest economy fare), taxes by the rules. Fees are for everyone with a seat.
// Exact fares do not drift; but "later" gives the fare another amount in offers
// that were made that long ago, as an airline does that changes its mind. Seat
// maps and extras are invented for exact flights as for others.
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
//	          - {brand: Economy Saver, basis: V36, adult: 780.00, seats: 4, checkedBags: 1, refundFee: 390.00, later: [{after: 5m, adult: 830.00}]}
//	          - {brand: Web Promo, basis: X33, adult: 700.00, seats: 2, promo: true}  # no fee given: not refundable
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
