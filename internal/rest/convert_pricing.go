package rest

import (
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// toAPIOfferPrice writes what became of an offer.
func (s suppliers) toAPIOfferPrice(r pricing.Result) api.OfferPriceResponse {
	written := api.OfferPriceResponse{
		Result: api.OfferPriceResult(r.Outcome), Changes: []api.OfferChange{}, Alternatives: []api.Alternative{},
		Acceptance: api.Acceptance{
			Required: r.Acceptance.Required, Token: toAPIString(r.Acceptance.Token), ExpiresAt: toAPITime(r.Acceptance.ExpiresAt),
		},
	}
	var shown []travel.Offer
	if r.Offer != nil {
		written.Offer = ptr(s.toAPIOffer(*r.Offer))
		shown = append(shown, *r.Offer)
	}
	for _, change := range r.Changes {
		written.Changes = append(written.Changes, api.OfferChange{
			Path: change.Path, Kind: api.OfferChangeKind(change.Kind), Old: toAPIChanged(change.Old), New: toAPIChanged(change.New),
		})
	}
	for _, a := range r.Alternatives {
		written.Alternatives = append(written.Alternatives, api.Alternative{
			Offer: s.toAPIOffer(a.Offer), Why: api.AlternativeWhy(a.Why), Delta: ToAPIMoney(a.Delta),
		})
		shown = append(shown, a.Offer)
	}
	if len(shown) > 0 {
		written.DataLists = ptr(ToAPIDataLists(shown...))
	}
	return written
}

// changedJourney is a journey with its segments: those of one that is gone are
// in no data list.
type changedJourney struct {
	api.PaxJourney
	PaxSegments []api.PaxSegment `json:"paxSegments"`
}

// changedItem is an item without its number, which may be another's by now.
type changedItem struct {
	PaxIds []string  `json:"paxIds"`
	PTC    string    `json:"ptc,omitempty"`
	Price  api.Price `json:"price"`
}

// toAPIChanged writes one side of a change; nil stays nil.
func toAPIChanged(side any) any {
	switch v := side.(type) {
	case money.Money:
		return ToAPIMoney(v)
	case travel.Tax:
		return toAPITax(v)
	case travel.OfferItem:
		return changedItem{PaxIds: notNil(v.PaxIDs), PTC: string(v.PTC), Price: toAPIPrice(v.Price)}
	case travel.PaxJourney:
		journey := changedJourney{PaxJourney: toAPIJourney(v), PaxSegments: []api.PaxSegment{}}
		for _, segment := range v.Segments {
			journey.PaxSegments = append(journey.PaxSegments, toAPISegment(segment))
		}
		return journey
	case travel.PriceClass:
		return toAPIPriceClass(v)
	case travel.BaggageAllowance:
		return toAPIBaggage(v)
	case travel.Penalty:
		return toAPIPenalty(v)
	case time.Time:
		return v.UTC()
	case bool:
		return v
	case string:
		return v
	}
	return nil
}

// attachDetails puts the answer that travels with an error into its problem.
func (s suppliers) attachDetails(p *api.Problem, details any) {
	switch answer := details.(type) {
	case pricing.Result:
		told := s.toAPIOfferPrice(answer)
		p.Result, p.Offer, p.DataLists = &told.Result, told.Offer, told.DataLists
		p.Changes, p.Acceptance, p.Alternatives = told.Changes, &told.Acceptance, told.Alternatives
	case []shopping.SupplierReport:
		p.Suppliers = toAPIReports(answer)
	case fare.ServiceProviders:
		for _, provider := range answer {
			p.ServiceProviders = append(p.ServiceProviders, api.ServiceProvider{
				Name: provider.Name, Phone: provider.Phone, URL: toAPIString(provider.URL),
			})
		}
	}
}
