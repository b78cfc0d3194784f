// Package reference answers what is true of the world and not of any deal:
// airports, the cities they serve, their time zones and distances, airlines,
// countries, zones of sale; and, dated, what China charges beside a fare, what
// children pay of one, and the full fares airlines have filed (of which only an
// invented sample ships).
//
// Owns: the embedded, dated tables under data, how a code is looked up in
// them, and how a place or an airline is found by what people call it.
//
// Does not own: what is sold or flown (travel), what an offer costs or which
// places a caller may sell (fare), translation of anything but names.
//
// Invariants: every value is immutable and safe for concurrent use; a code is
// matched exactly (upper case, no spaces), so callers normalise what people
// type, except in a search, which does; every airport has a zone that loads even on a machine without a zone
// database; a code that is both a city and an airport (SHA, CTU, BKK) means
// the city wherever a place is asked for and the airport wherever an airport
// is.
//
// The tables are not parsed into objects: an index of row offsets is built on
// first use (about 200 KB in all) and a lookup reads one row of the embedded
// text, whose strings it shares. A table of eight thousand structs would cost
// seven times that for data of which a process touches a few hundred rows.
//
// Searches have an index of their own, of every word of every name and every
// character of a Chinese one: two megabytes, and a tenth of a second, at the
// first search or when Prepare is called.
//
// data/airports.tsv is generated, see internal/gen for how; the other tables
// are kept by hand. LICENSES.md names the sources, their dates and terms.
package reference
