package amadeusair

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// mostPriced is how many offers one pricing call takes.
const mostPriced = 6

type wirePricing struct {
	Data         wirePricingData  `json:"data"`
	Included     *wireIncluded    `json:"included,omitempty"`
	Dictionaries wireDictionaries `json:"dictionaries"`
}

type wirePricingData struct {
	Type                string              `json:"type"`
	FlightOffers        []wireOffer         `json:"flightOffers"`
	BookingRequirements wireBookingRequired `json:"bookingRequirements"`
}

type wireBookingRequired struct {
	EmailAddressRequired      bool                  `json:"emailAddressRequired"`
	MobilePhoneNumberRequired bool                  `json:"mobilePhoneNumberRequired"`
	TravelerRequirements      []wireTravelerRequire `json:"travelerRequirements"`
}

type wireTravelerRequire struct {
	TravelerID          string `json:"travelerId"`
	GenderRequired      bool   `json:"genderRequired"`
	DateOfBirthRequired bool   `json:"dateOfBirthRequired"`
	DocumentRequired    bool   `json:"documentRequired,omitempty"`
}

// wireIncluded has what include= asks for; maps are keyed "1", "2".
type wireIncluded struct {
	Bags          map[string]wireBag           `json:"bags,omitempty"`
	DetailedRules map[string]wireDetailedRules `json:"detailed-fare-rules,omitempty"`
	CardFees      map[string]wireCardFee       `json:"credit-card-fees,omitempty"`
	OtherServices map[string]wireOtherService  `json:"other-services,omitempty"`
}

// wireBag is a number of bags at a price for each of the travelers.
type wireBag struct {
	Quantity            int         `json:"quantity"`
	Weight              int         `json:"weight"`
	WeightUnit          string      `json:"weightUnit"`
	Name                string      `json:"name"`
	Price               wireElement `json:"price"`
	BookableByItinerary bool        `json:"bookableByItinerary"`
	SegmentIDs          []string    `json:"segmentIds"`
	TravelerIDs         []string    `json:"travelerIds"`
}

// wireOtherService is a service by Amadeus' name. Where it is not bookable by
// traveler or by itinerary, it is for all of them together.
type wireOtherService struct {
	Name                string      `json:"name"`
	Price               wireElement `json:"price"`
	BookableByTraveler  bool        `json:"bookableByTraveler"`
	BookableByItinerary bool        `json:"bookableByItinerary"`
	SegmentIDs          []string    `json:"segmentIds"`
	TravelerIDs         []string    `json:"travelerIds"`
}

type wireElement struct {
	Amount       string `json:"amount"`
	CurrencyCode string `json:"currencyCode"`
}

type wireCardFee struct {
	Brand         string `json:"brand"`
	Amount        string `json:"amount"`
	Currency      string `json:"currency"`
	FlightOfferID string `json:"flightOfferId"`
}

// priceOffers answers with the echoed offers as they are sold now, whatever
// price the echo says.
func (s *Surface) priceOffers(c *call) (reply, error) {
	var body readPricing
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	include := list(c.URL.Query().Get("include"))
	for _, name := range include {
		if !slices.Contains([]string{"bags", "detailed-fare-rules", "credit-card-fees", "other-services"}, name) {
			f.parameter(invalidOption, "include", "Unknown resource "+name, "bags")
		}
	}
	for i, p := range body.Data.Payments {
		if _, known := cardPermille[p.Brand]; !known {
			f.add(invalidOption, "/data/payments["+itoa(i)+"]/brand", "Unknown brand of card")
		}
	}
	if body.Data.Type != "flight-offers-pricing" {
		f.add(invalidData, "/data/type", "Must be flight-offers-pricing")
	}
	switch n := len(body.Data.FlightOffers); {
	case n == 0:
		f.missing("/data/flightOffers")
	case n > mostPriced:
		f.add(tooMany, "/data/flightOffers", "Not more than six offers are priced at once")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	out := wirePricing{Data: wirePricingData{
		Type:                "flight-offers-pricing",
		BookingRequirements: wireBookingRequired{EmailAddressRequired: true, MobilePhoneNumberRequired: true},
	}}
	included := newIncluded(include)
	var offers []world.Offer
	for i, echo := range body.Data.FlightOffers {
		fd, err := s.resolve(c, echo, "/data/flightOffers["+itoa(i)+"]", c.scenario)
		if err != nil {
			return reply{}, err
		}
		_, added, err := s.extras(c, fd)
		if err != nil {
			return reply{}, err
		}
		offer := s.wireOffer(fd.offer, fd.names, added)
		offer.FareRules = fareRulesOf(fd.offer, s.world.Now())
		out.Data.FlightOffers = append(out.Data.FlightOffers, offer)
		if i == 0 {
			out.Data.BookingRequirements.TravelerRequirements = requirementsOf(fd)
		}
		if err := s.include(c, included, fd); err != nil {
			return reply{}, err
		}
		if included != nil && included.CardFees != nil {
			total := fd.offer.Total() + added.Total
			for _, p := range body.Data.Payments {
				paid := func(id json.RawMessage) bool { return strings.Trim(string(id), `"`) == fd.names.Offer }
				if len(p.FlightOfferIDs) == 0 || slices.ContainsFunc(p.FlightOfferIDs, paid) {
					included.CardFees[itoa(len(included.CardFees)+1)] = cardFee(p.Brand, total, fd.names.Offer)
				}
			}
		}
		offers = append(offers, fd.offer)
	}
	out.Included = included
	out.Dictionaries = dictionariesOf(offers...)
	return ok(out), nil
}

func requirementsOf(fd found) []wireTravelerRequire {
	var out []wireTravelerRequire
	for _, t := range fd.names.Travelers {
		out = append(out, wireTravelerRequire{t.ID, true, true, fd.offer.International()})
	}
	return out
}

func newIncluded(include []string) *wireIncluded {
	if len(include) == 0 {
		return nil
	}
	var in wireIncluded
	for _, name := range include {
		switch name {
		case "bags":
			in.Bags = map[string]wireBag{}
		case "detailed-fare-rules":
			in.DetailedRules = map[string]wireDetailedRules{}
		case "credit-card-fees":
			in.CardFees = map[string]wireCardFee{}
		case "other-services":
			in.OtherServices = map[string]wireOtherService{}
		}
	}
	return &in
}

func (s *Surface) include(c *call, in *wireIncluded, fd found) error {
	if in == nil {
		return nil
	}
	if in.DetailedRules != nil {
		detailedRulesOf(fd, in.DetailedRules, s.world.Now())
	}
	if in.Bags != nil {
		bags, err := s.shelf(c, fd.offer, world.Bag)
		if err != nil {
			return err
		}
		for _, b := range bagCatalogue(bags, fd) {
			in.Bags[itoa(len(in.Bags)+1)] = b
		}
	}
	if in.OtherServices == nil {
		return nil
	}
	priority, err := s.shelf(c, fd.offer, world.Priority)
	if err != nil {
		return err
	}
	for _, o := range otherCatalogue(priority, fd) {
		in.OtherServices[itoa(len(in.OtherServices)+1)] = o
	}
	return nil
}

// bagCatalogue puts travelers with the same choice together: each number of
// bags is a line of its own.
func bagCatalogue(bags []world.Ancillary, fd found) []wireBag {
	var lines []wireBag
	for _, a := range bags {
		traveler, on := fd.whoAndWhere(a)
		for n := 1; n <= a.MaxQuantity; n++ {
			line := wireBag{
				Quantity: n, Weight: a.WeightKg, WeightUnit: "KG", Name: "CHECKED_BAG", BookableByItinerary: true,
				Price:      wireElement{(a.Price * world.Fen(n)).Amount(), currency},
				SegmentIDs: on, TravelerIDs: []string{traveler},
			}
			same := slices.IndexFunc(lines, func(l wireBag) bool {
				return l.Quantity == n && l.Weight == line.Weight && l.Price == line.Price &&
					strings.Join(l.SegmentIDs, ",") == strings.Join(on, ",")
			})
			if same < 0 {
				lines = append(lines, line)
				continue
			}
			lines[same].TravelerIDs = append(lines[same].TravelerIDs, line.TravelerIDs...)
		}
	}
	return lines
}
