package amadeusair

import (
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// cardPermille is what airlines add for a payment by card, by the brands Amadeus
// names: debit costs nothing. The table is never changed.
var cardPermille = map[string]int{
	"VISA": 8, "MASTERCARD": 8, "AMERICAN_EXPRESS": 15, "DINERS": 15,
	"VISA_IXARIS": 12, "MASTERCARD_IXARIS": 12, "MASTERCARD_AIRPLUS": 12, "UATP_AIRPLUS": 12,
	"VISA_ELECTRON": 0, "VISA_DEBIT": 0, "MASTERCARD_DEBIT": 0, "MAESTRO": 0,
}

// cardFee is the fee of one offer for a card of the brand, in whole yuan.
func cardFee(brand string, total world.Fen, offer string) wireCardFee {
	const yuan = 100
	fee := total * world.Fen(cardPermille[brand]) / 1000 / yuan * yuan
	return wireCardFee{Brand: brand, Amount: fee.Amount(), Currency: currency, FlightOfferID: offer}
}

// otherCatalogue puts travelers with the same service together.
func otherCatalogue(priority []world.Ancillary, fd found) []wireOtherService {
	var lines []wireOtherService
	for _, a := range priority {
		traveler, on := fd.whoAndWhere(a)
		line := wireOtherService{
			Name: priorityBoarding, Price: wireElement{a.Price.Amount(), currency},
			BookableByTraveler: true, BookableByItinerary: true, SegmentIDs: on, TravelerIDs: []string{traveler},
		}
		same := slices.IndexFunc(lines, func(l wireOtherService) bool {
			return l.Price == line.Price && slices.Equal(l.SegmentIDs, on)
		})
		if same < 0 {
			lines = append(lines, line)
			continue
		}
		lines[same].TravelerIDs = append(lines[same].TravelerIDs, traveler)
	}
	return lines
}

// whoAndWhere are the echo's names of an ancillary's traveler and segments.
func (fd found) whoAndWhere(a world.Ancillary) (string, []string) {
	p := slices.IndexFunc(fd.offer.Party, func(p world.Passenger) bool { return p.ID == a.PassengerID })
	segments := slices.Concat(fd.names.Segments...)
	var on []string
	for _, flight := range a.Flights {
		on = append(on, segments[flight])
	}
	return fd.names.Travelers[p].ID, on
}
