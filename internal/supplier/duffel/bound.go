package duffel

import "fmt"

// maxParts bounds every list of one offer or order. A party of nine with a dozen
// flights, seats and bags has a tenth of that.
const maxParts = 2000

// excess reports an order with more in it than any has. It is asked before
// anything is read: what is compared with each other is then little.
func (w wireOrder) excess() error {
	passengers := 0
	for _, document := range w.Documents {
		passengers += len(document.PassengerIDs)
	}
	switch {
	case len(w.Documents)+passengers > maxParts:
		return fmt.Errorf("%d documents for %d passengers", len(w.Documents), passengers)
	case len(w.BookingReferences) > maxParts:
		return fmt.Errorf("%d booking references", len(w.BookingReferences))
	}
	return nil
}

// crowded is excess of the slices of an offer, an order or a change.
func crowded(wire []wireSlice) error {
	segments, passengers := 0, 0
	for _, slice := range wire {
		segments += len(slice.Segments)
		for _, segment := range slice.Segments {
			passengers += len(segment.Passengers)
		}
	}
	if len(wire)+segments+passengers > maxParts {
		return fmt.Errorf("%d slices with %d segments for %d passengers", len(wire), segments, passengers)
	}
	return nil
}
