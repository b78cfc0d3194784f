package storage

import (
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// moneyDoc is exact: minor units and a currency.
type moneyDoc struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

func toMoneyDoc(m money.Money) moneyDoc {
	return moneyDoc{Minor: m.Minor, Currency: string(m.Currency)}
}

func fromMoneyDoc(d moneyDoc) money.Money {
	return money.New(d.Minor, money.Currency(d.Currency))
}

func toMoneyDocPtr(m *money.Money) *moneyDoc {
	if m == nil {
		return nil
	}
	d := toMoneyDoc(*m)
	return &d
}

func fromMoneyDocPtr(d *moneyDoc) *money.Money {
	if d == nil {
		return nil
	}
	m := fromMoneyDoc(*d)
	return &m
}

type offerDoc struct {
	ID         string         `json:"id"`
	AgencyID   string         `json:"agencyId"`
	Program    string         `json:"program"`
	SupplierID string         `json:"supplierId"`
	Contract   string         `json:"contract"`
	Pax        []paxDoc       `json:"pax"`
	Owner      string         `json:"owner"`
	Ref        []byte         `json:"ref"`
	Journeys   []journeyDoc   `json:"journeys"`
	Items      []offerItemDoc `json:"items"`
	Total      moneyDoc       `json:"total"`
	Terms      termsDoc       `json:"terms"`
	Clocks     clocksDoc      `json:"clocks"`
	SeatsLeft  int            `json:"seatsLeft,omitempty"`
	Holdable   bool           `json:"holdable,omitempty"`
	Identity   bool           `json:"identity,omitempty"`
	LatinNames bool           `json:"latinNames,omitempty"`
	NameLimit  int            `json:"nameLimit,omitempty"`
	TwoGenders bool           `json:"maleOrFemale,omitempty"`
	Charges    bool           `json:"chargesCard,omitempty"`
	Documents  []string       `json:"documentTypes,omitempty"`
	DocExpiry  bool           `json:"documentExpiry,omitempty"`
	Net        moneyDoc       `json:"net"`
	Published  *moneyDoc      `json:"published,omitempty"`
	Display    *moneyDoc      `json:"display,omitempty"`
	Trace      []traceDoc     `json:"trace,omitempty"`
	PricedAt   time.Time      `json:"pricedAt"`
	Source     string         `json:"source"`
	Verified   bool           `json:"verified,omitempty"`
	NoLap      []string       `json:"noLap,omitempty"`
	Scenario   string         `json:"scenario,omitempty"`
}

func toOfferDoc(o travel.Offer) offerDoc {
	return offerDoc{
		ID: o.ID, AgencyID: o.AgencyID, Program: o.Program, SupplierID: o.SupplierID, Contract: o.Contract,
		Pax: each(o.Pax, toPaxDoc), Owner: o.Owner, Ref: o.Ref,
		Journeys: each(o.Journeys, toJourneyDoc), Items: each(o.Items, toOfferItemDoc), Total: toMoneyDoc(o.Total),
		Terms: toTermsDoc(o.Terms), Clocks: toClocksDoc(o.Clocks), SeatsLeft: o.SeatsLeft, Holdable: o.Holdable,
		Identity: o.PaxRules.Identity, LatinNames: o.PaxRules.LatinNames, NameLimit: o.PaxRules.NameLimit, TwoGenders: o.PaxRules.MaleOrFemale,
		Charges:   o.ChargesCard,
		Documents: o.PaxRules.DocumentTypes,
		DocExpiry: o.PaxRules.DocumentExpiry,
		Net:       toMoneyDoc(o.Net), Published: toMoneyDocPtr(o.Published), Display: toMoneyDocPtr(o.Display), Trace: each(o.Trace, toTraceDoc),
		PricedAt: o.PricedAt.UTC(), Source: string(o.Source), Verified: o.Verified, NoLap: o.NoLap, Scenario: o.Scenario,
	}
}

func fromOfferDoc(d offerDoc) (travel.Offer, error) {
	journeys, err := eachErr(d.Journeys, fromJourneyDoc)
	if err != nil {
		return travel.Offer{}, err
	}
	return travel.Offer{
		ID: d.ID, AgencyID: d.AgencyID, Program: d.Program, SupplierID: d.SupplierID, Contract: d.Contract,
		Pax: each(d.Pax, fromPaxDoc),
		SupplierOffer: travel.SupplierOffer{
			Owner: d.Owner, Ref: d.Ref, Journeys: journeys, Items: each(d.Items, fromOfferItemDoc), Total: fromMoneyDoc(d.Total),
			Terms: fromTermsDoc(d.Terms), Clocks: travel.Clocks(d.Clocks), SeatsLeft: d.SeatsLeft, Holdable: d.Holdable,
			PaxRules: travel.PaxRules{Identity: d.Identity, LatinNames: d.LatinNames, NameLimit: d.NameLimit, MaleOrFemale: d.TwoGenders, DocumentTypes: d.Documents, DocumentExpiry: d.DocExpiry},

			ChargesCard: d.Charges,
		},
		Net: fromMoneyDoc(d.Net), Published: fromMoneyDocPtr(d.Published), Display: fromMoneyDocPtr(d.Display), Trace: each(d.Trace, fromTraceDoc),
		PricedAt: d.PricedAt, Source: travel.Source(d.Source), Verified: d.Verified, NoLap: d.NoLap, Scenario: d.Scenario,
	}, nil
}

type paxDoc struct {
	ID  string `json:"id"`
	PTC string `json:"ptc"`
}

func toPaxDoc(p travel.Pax) paxDoc { return paxDoc{ID: p.ID, PTC: string(p.PTC)} }

func fromPaxDoc(d paxDoc) travel.Pax { return travel.Pax{ID: d.ID, PTC: travel.PTC(d.PTC)} }

type journeyDoc struct {
	Segments []segmentDoc  `json:"segments"`
	Duration time.Duration `json:"durationNs"`
}

func toJourneyDoc(j travel.PaxJourney) journeyDoc {
	return journeyDoc{Segments: each(j.Segments, toSegmentDoc), Duration: j.Duration}
}

func fromJourneyDoc(d journeyDoc) (travel.PaxJourney, error) {
	segments, err := eachErr(d.Segments, fromSegmentDoc)
	return travel.PaxJourney{Segments: segments, Duration: d.Duration}, err
}

type segmentDoc struct {
	MarketingCarrier      string        `json:"marketingCarrier"`
	FlightNumber          string        `json:"flightNumber"`
	OperatingCarrier      string        `json:"operatingCarrier,omitempty"`
	OperatingFlightNumber string        `json:"operatingFlightNumber,omitempty"`
	Departure             pointDoc      `json:"departure"`
	Arrival               pointDoc      `json:"arrival"`
	Duration              time.Duration `json:"durationNs"`
	Aircraft              string        `json:"aircraft,omitempty"`
}

func toSegmentDoc(s travel.PaxSegment) segmentDoc {
	return segmentDoc{
		MarketingCarrier: s.MarketingCarrier, FlightNumber: s.FlightNumber,
		OperatingCarrier: s.OperatingCarrier, OperatingFlightNumber: s.OperatingFlightNumber,
		Departure: toPointDoc(s.Departure), Arrival: toPointDoc(s.Arrival), Duration: s.Duration, Aircraft: s.Aircraft,
	}
}

func fromSegmentDoc(d segmentDoc) (travel.PaxSegment, error) {
	departure, err := fromPointDoc(d.Departure)
	if err != nil {
		return travel.PaxSegment{}, err
	}
	arrival, err := fromPointDoc(d.Arrival)
	if err != nil {
		return travel.PaxSegment{}, err
	}
	return travel.PaxSegment{
		MarketingCarrier: d.MarketingCarrier, FlightNumber: d.FlightNumber,
		OperatingCarrier: d.OperatingCarrier, OperatingFlightNumber: d.OperatingFlightNumber,
		Departure: departure, Arrival: arrival, Duration: d.Duration, Aircraft: d.Aircraft,
	}, nil
}

type pointDoc struct {
	Airport  string `json:"airport"`
	Terminal string `json:"terminal,omitempty"`
	Time     string `json:"time"` // local, without offset
	Zone     string `json:"zone"`
}

func toPointDoc(p travel.FlightPoint) pointDoc {
	d := pointDoc{Airport: p.Airport, Terminal: p.Terminal, Zone: p.Zone}
	if !p.Time.IsZero() {
		d.Time = p.Time.String()
	}
	return d
}

func fromPointDoc(d pointDoc) (travel.FlightPoint, error) {
	p := travel.FlightPoint{Airport: d.Airport, Terminal: d.Terminal, Zone: d.Zone}
	if d.Time == "" {
		return p, nil
	}
	at, err := travel.ParseLocalTime(d.Time)
	if err != nil {
		return p, fmt.Errorf("document: %w", err)
	}
	p.Time = at
	return p, nil
}
