// Package amadeus is the connector to suppliers that speak the Amadeus
// Self-Service flight APIs: search v2, pricing, seat maps, upselling, orders and
// order management v1.
//
// Owns: the wire structs, the conversion of wire to travel values, the access
// token and its renewal, the reading of Amadeus' errors and of broken
// connections into supplier's closed kinds, and the private handles by which an
// offer, a service or a booking is named later.
//
// Does not own: deadlines, retries, circuit breaking (supplier.Instrument), what
// an offer is sold for, whether an order is carried on after a failure.
//
// Invariants: conversion is total: anything not understood is dropped with a
// reason or is an error, never a panic and never a guess; money is only ever read
// by money.Parse and an offer whose parts do not make its total is not offered.
// Amadeus keeps no offers: every call about one sends it back as it came, so the
// handle of an offer is the offer itself, compressed. A write is reported as not
// done only on Amadeus' own word or when no connection was had; everything else
// is OutcomeUnknown.
//
// What the protocol has not. Nothing is paid through it and no tickets are asked
// for: a consolidator issues them out of a queue, and Retrieve shows them once
// they are there. So offers cannot be held, an instant booking comes back without
// tickets, and there is no Ticket, Refund, Change, Accept, Notify or Funds. What
// an airline changes by itself is not announced: Retrieve finds it by holding the
// order against the offer, and nobody can be answered. There is no idempotency
// key, no list of orders and no search by anything but the order's id: of a
// booking whose answer was lost, Retrieve can only say that it cannot be looked
// up. Our order id is a remark in the record and part of the Ama-Client-Ref
// header, by which Amadeus' and the consolidator's people find it.
package amadeus
