// Package pricing says what a remembered offer costs now, and lets it be sold
// only at a price its buyer was told.
//
// Owns: OfferPrice and Verify (asking the offer's supplier live), the typed
// comparison of then and now, the new offer that every answer carries, the
// consent a changed one needs, what could be bought instead (which of the
// offers at hand, in which order, each verified before it is shown), and how
// often shopped prices held.
//
// Does not own: finding offers (shopping, behind Searcher), programs' rules (fare), the form of
// ids and tokens (offerid), where offers are kept (cache, behind Memory),
// booking (ordering).
//
// Invariants: what is compared is exactly what a token accepts, clocks apart:
// both are made of the same facts. A decrease is a change too. A clock that
// moved later is not. Nothing is sold from memory alone: the answer a sale is
// made from came from the supplier just now. What cannot be read back as the
// very offer that was asked for is treated as forgotten. An alternative is shown
// at the price its supplier just gave, never at a remembered one, and costs
// nobody's answer: one budget holds for the offer and all of them, and whatever
// fails about them leaves them out.
package pricing
