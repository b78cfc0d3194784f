// Package duffel is the connector to suppliers that speak Duffel's Flights API,
// version 2, over HTTP.
//
// Owns: the wire structs, the conversion of wire to travel values, the reading
// of Duffel's errors and of broken connections into supplier's closed kinds,
// the private handles (Ref) by which an offer or booking is named later, and the
// webhook of an account (Subscribe).
//
// Does not own: deadlines, retries, circuit breaking (supplier.Instrument), what
// an offer is sold for, whether an order is carried on after a failure.
//
// Invariants: conversion is total: anything not understood is dropped with a
// reason or is an error, never a panic and never a guess; null means unknown,
// never free; money is only ever read by money.Parse and an offer whose parts
// do not make its total is not offered. A write is reported as not done only on
// Duffel's own word or when no connection was had; everything else is
// OutcomeUnknown.
//
// Duffel's ids of services change at every reading of an offer. A handle of ours
// therefore holds what a service is (for whom, on which flights, which bag or
// seat), and today's id is looked up when the service is priced and when it is
// booked. Services and seats are sold with orders that are paid at once, never
// with holds.
//
// Duffel has no idempotency key. What stands in for one is our order id in the
// order's metadata, by which Retrieve finds it among the orders of its offer, or
// among all since: of all offers of one search Duffel makes one order, so that
// whoever comes second is booked from the same search made again.
package duffel
