package amadeus

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// A version is raised when a stored handle can no longer be read, or no longer be
// trusted with, by older or newer code; handles live as long as orders do. Older
// ones stay readable, so a version's dictionary never changes.
const (
	offerRefVersion   = 1
	bookingRefVersion = 1
	choiceVersion     = 1
)

// maxDocument bounds what is packed into a handle, and what one unpacks to. Nine travellers on six flights
// each way are about 40 KB.
const maxDocument = 1 << 20

// passenger ties the caller's paxId to the traveler id we give the same person in
// every call.
type passenger struct {
	paxID      string
	travelerID string
	ptc        travel.PTC
}

// party is all passengers of a search, in the order they were asked for.
type party []passenger

// partyOf numbers the travellers from 1.
func partyOf(pax []travel.Pax) party {
	p := make(party, len(pax))
	for i, one := range pax {
		p[i] = passenger{paxID: one.ID, travelerID: strconv.Itoa(i + 1), ptc: one.PTC}
	}
	return p
}

// paxOf is the paxId of Amadeus' traveler, and whether it is one of the party.
func (p party) paxOf(travelerID string) (string, bool) {
	for _, one := range p {
		if one.travelerID == travelerID {
			return one.paxID, true
		}
	}
	return "", false
}

func (p party) travelerOf(paxID string) (string, bool) {
	for _, one := range p {
		if one.paxID == paxID {
			return one.travelerID, true
		}
	}
	return "", false
}

// sameParty reports whether pax are exactly the people of p, in any order.
func sameParty(p party, pax []travel.Pax) bool {
	if len(p) != len(pax) {
		return false
	}
	seen := map[string]bool{}
	for _, one := range pax {
		if _, ok := p.travelerOf(one.ID); !ok || seen[one.ID] {
			return false
		}
		seen[one.ID] = true
	}
	return true
}

// offerRef is the handle of an offer: the whole of it, since Amadeus keeps none.
type offerRef struct {
	document json.RawMessage // the flight-offer as Amadeus wrote it
	choices  []choice        // the services it was priced with
	party    party
}

// bookingRef is the handle of a booking.
type bookingRef struct {
	order string
	party party
}

type storedOffer struct {
	Party    [][3]string     `json:"p"`
	Choices  []choice        `json:"s,omitempty"`
	Document json.RawMessage `json:"o"`
}

type storedBooking struct {
	Version int         `json:"v"`
	Order   string      `json:"b"`
	Party   [][3]string `json:"p"`
}

// packer makes offers' handles one after the other. Its compressor is half a
// megabyte, which is made once and not for each of the offers of a search.
type packer struct {
	compressor *flate.Writer
}

// pack is a version byte and deflated JSON: one is stored with every remembered
// offer, and most of an offer is field names, which the dictionary has. (At
// flate.BestSpeed dictionaries are not used.)
func (k *packer) pack(r offerRef) ([]byte, error) {
	raw, err := json.Marshal(storedOffer{Party: storedParty(r.party), Choices: r.choices, Document: r.document})
	if err != nil {
		return nil, fmt.Errorf("amadeus: handle: %w", err)
	}
	if len(raw) > maxDocument {
		return nil, fmt.Errorf("amadeus: an offer of %d bytes", len(raw)) // it could not be unpacked to be sold
	}
	out := bytes.NewBuffer([]byte{offerRefVersion})
	if k.compressor == nil {
		k.compressor, err = flate.NewWriterDict(out, flate.DefaultCompression, []byte(offerDictionary))
		if err != nil {
			return nil, fmt.Errorf("amadeus: handle: %w", err)
		}
	} else {
		k.compressor.Reset(out) // with the same dictionary
	}
	_, err = k.compressor.Write(raw)
	if err != nil {
		return nil, fmt.Errorf("amadeus: handle: %w", err)
	}
	err = k.compressor.Close()
	if err != nil {
		return nil, fmt.Errorf("amadeus: handle: %w", err)
	}
	return out.Bytes(), nil
}

func decodeOfferRef(packed []byte) (offerRef, error) {
	if len(packed) == 0 || packed[0] != offerRefVersion {
		return offerRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "not the handle of an offer, or of another version", nil)
	}
	unpacker := flate.NewReaderDict(bytes.NewReader(packed[1:]), []byte(offerDictionary))
	raw, err := io.ReadAll(io.LimitReader(unpacker, maxDocument))
	if err != nil {
		return offerRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable handle", err)
	}
	var stored storedOffer
	err = json.Unmarshal(raw, &stored)
	if err == nil && len(stored.Document) == 0 {
		err = errors.New("no offer in it")
	}
	if err != nil {
		return offerRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable handle", err)
	}
	return offerRef{document: stored.Document, choices: stored.Choices, party: restoredParty(stored.Party)}, nil
}

func (r bookingRef) encode() ([]byte, error) {
	raw, err := json.Marshal(storedBooking{Version: bookingRefVersion, Order: r.order, Party: storedParty(r.party)})
	if err != nil {
		return nil, fmt.Errorf("amadeus: handle: %w", err)
	}
	return raw, nil
}

func decodeBookingRef(raw []byte) (bookingRef, error) {
	var stored storedBooking
	err := json.Unmarshal(raw, &stored)
	if err != nil || stored.Version != bookingRefVersion || stored.Order == "" {
		return bookingRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "not the handle of a booking, or of another version", err)
	}
	return bookingRef{order: stored.Order, party: restoredParty(stored.Party)}, nil
}

func storedParty(p party) [][3]string {
	stored := make([][3]string, len(p))
	for i, one := range p {
		stored[i] = [3]string{one.paxID, one.travelerID, string(one.ptc)}
	}
	return stored
}

func restoredParty(stored [][3]string) party {
	p := make(party, len(stored))
	for i, one := range stored {
		p[i] = passenger{paxID: one[0], travelerID: one[1], ptc: travel.PTC(one[2])}
	}
	return p
}

// offerDictionary is what offers are mostly made of; what is most common stands
// last, where it is cheapest to point at. It belongs to offerRefVersion 1.
const offerDictionary = `"refundableFare":false,"noRestrictionFare":false,"noPenaltyFare":false` +
	`"fareRules":{"rules":[{"category":"EXCHANGE","maxPenaltyAmount":"100.00"},{"category":"REFUND","notApplicable":true},{"category":"REVALIDATION"}]}` +
	`"additionalServices":{"chargeableCheckedBags":{"quantity":1},"chargeableSeat":{"number":"12A"}}"amenities":[{"description":"","isChargeable":false,"amenityType":"","amenityProvider":{"name":"BrandedFare"}}]` +
	`,"price":{"currency":"CNY","total":"1000.00","base":"900.00","fees":[{"amount":"0.00","type":"SUPPLIER"},{"amount":"0.00","type":"TICKETING"},{"amount":"0.00","type":"FORM_OF_PAYMENT"}],"grandTotal":"1000.00","billingCurrency":"CNY"},` +
	`"pricingOptions":{"fareType":["PUBLISHED"],"includedCheckedBagsOnly":true},"validatingAirlineCodes":["CA"],"travelerPricings":[` +
	`{"travelerId":"1","fareOption":"STANDARD","travelerType":"HELD_INFANT","associatedAdultId":"1""CHILD""SEATED_INFANT""ADULT","price":{"currency":"EUR","total":"200.00","base":"100.00",` +
	`"taxes":[{"amount":"50.00","code":"CN"},{"amount":"40.00","code":"YQ"}],"refundableTaxes":"90.00"},"fareDetailsBySegment":[` +
	`{"segmentId":"1","cabin":"PREMIUM_ECONOMY""FIRST""BUSINESS""ECONOMY","fareBasis":"Y","brandedFare":"","brandedFareLabel":"","class":"Y","includedCheckedBags":{"quantity":1,"weight":23,"weightUnit":"KG"},"includedCabinBags":{"quantity":1}},` +
	`{"p":[["1","1","ADT"],["2","2","CHD"],["3","3","INF"]],"o":{"type":"flight-offer","id":"1","source":"GDS","instantTicketingRequired":false,"nonHomogeneous":false,"oneWay":false,"isUpsellOffer":false,"paymentCardRequired":false,` +
	`"lastTicketingDate":"2027-01-01","lastTicketingDateTime":"2027-01-01T00:00:00","numberOfBookableSeats":9,"itineraries":[{"duration":"PT2H15M","segments":[` +
	`{"departure":{"iataCode":"PEK","terminal":"3","at":"2027-01-01T08:00:00"},"arrival":{"iataCode":"SHA","terminal":"2","at":"2027-01-01T10:00:00"},` +
	`"carrierCode":"CA","number":"1501","aircraft":{"code":"320"},"operating":{"carrierCode":"CA"},"duration":"PT2H","stops":[],"id":"1","numberOfStops":0,"blacklistedInEU":false}`
