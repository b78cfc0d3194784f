package rest

import (
	"strconv"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

func fromAPIExtras(body api.OfferPriceRequest) pricing.Extras {
	var extras pricing.Extras
	if body.Services != nil {
		extras.Services = []pricing.ServiceWish{} // given and empty is not the same as not given
	}
	if body.Seats != nil {
		extras.Seats = []pricing.SeatWish{}
	}
	for _, wish := range body.Services {
		extras.Services = append(extras.Services, pricing.ServiceWish{ServiceID: wish.ServiceID, Quantity: wish.Quantity})
	}
	for _, wish := range body.Seats {
		extras.Seats = append(extras.Seats, pricing.SeatWish{PaxID: wish.PaxID, SegmentID: wish.PaxSegmentID, Seat: wish.Seat})
	}
	return extras
}

func toAPISeatMap(m travel.SeatMap) api.SeatMap {
	written := api.SeatMap{PaxSegmentID: m.SegmentID, Cabins: []api.SeatCabin{}}
	for _, cabin := range m.Cabins {
		rows := make([]api.SeatRow, 0, len(cabin.Rows))
		for _, row := range cabin.Rows {
			rows = append(rows, toAPISeatRow(row))
		}
		shown := api.SeatCabin{Columns: notNil(cabin.Columns), Rows: rows}
		if cabin.Cabin != "" {
			shown.Cabin = ptr(api.Cabin(cabin.Cabin))
		}
		written.Cabins = append(written.Cabins, shown)
	}
	return written
}

func toAPISeatRow(row travel.SeatRow) api.SeatRow {
	written := api.SeatRow{Row: row.Number, Seats: []api.Seat{}}
	for _, seat := range row.Seats {
		shown := api.Seat{
			Seat: strconv.Itoa(row.Number) + seat.Column, Column: seat.Column, State: api.SeatState(seat.State),
			Characteristics: []api.SeatCharacteristics{}, Offers: []api.SeatOffer{},
		}
		for _, c := range seat.Characteristics {
			shown.Characteristics = append(shown.Characteristics, api.SeatCharacteristics(c))
		}
		for _, o := range seat.Offers {
			shown.Offers = append(shown.Offers, api.SeatOffer{PaxID: o.PaxID, Price: ToAPIMoney(o.Price)})
		}
		written.Seats = append(written.Seats, shown)
	}
	return written
}

func toAPIService(s pricing.ListedService) api.Service {
	written := api.Service{
		ServiceID: s.ID, Type: api.ServiceType(s.Type), Code: toAPIString(s.Code), Name: s.Name, PaxIds: notNil(s.PaxIDs),
		PaxSegmentIds: notNil(s.SegmentIDs), MaxQuantity: s.MaxQuantity, Price: ToAPIMoney(s.Price), WeightKg: toAPICount(s.WeightKg),
	}
	if s.Bag != "" {
		written.Bag = ptr(api.ServiceBag(s.Bag))
	}
	return written
}

func toAPIRules(rules travel.Rules) ([]api.FareRule, []api.RuleText) {
	penalties, texts := []api.FareRule{}, []api.RuleText{}
	for _, p := range rules.Penalties {
		allowed := p.Allowed
		if allowed == "" {
			allowed = travel.AllowanceUnknown
		}
		shown := api.FareRule{
			Kind: api.FareRuleKind(p.Kind), PaxJourneyID: toAPIString(p.JourneyID), From: toAPITime(p.From), Until: toAPITime(p.Until),
			Allowed: api.FareRuleAllowed(allowed), Fee: toAPIMoneyIf(p.Fee),
		}
		if p.PTC != "" {
			shown.Ptc = ptr(api.PTC(p.PTC))
		}
		penalties = append(penalties, shown)
	}
	for _, t := range rules.Texts {
		texts = append(texts, api.RuleText{Category: toAPIString(t.Category), Text: t.Text})
	}
	return penalties, texts
}

// toAPISold is what an item sells beside the flights, nil for the flights.
func toAPISold(s *travel.SoldService) *api.SoldService {
	if s == nil {
		return nil
	}
	return &api.SoldService{
		Type: api.ServiceType(s.Type), Code: toAPIString(s.Code), Name: s.Name, PaxSegmentIds: notNil(s.SegmentIDs),
		Seat: toAPIString(s.Seat), Quantity: max(s.Quantity, 1),
	}
}
