package cache

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

type offerRow struct {
	Version    int       `json:"v"`
	ID         string    `json:"id"`
	AgencyID   string    `json:"agency"`
	InPlaceOf  string    `json:"inPlaceOf,omitempty"`
	Chosen     bool      `json:"chosen,omitempty"`
	Origin     string    `json:"origin,omitempty"`
	Program    string    `json:"program"`
	SupplierID string    `json:"supplier"`
	Contract   string    `json:"contract"`
	Pax        []paxRow  `json:"pax"`
	Owner      string    `json:"owner"`
	Ref        []byte    `json:"ref"`
	Journeys   []journey `json:"journeys"`
	Items      []itemRow `json:"items"`
	Total      moneyRow  `json:"total"`
	Terms      termsRow  `json:"terms"`
	Clocks     clocksRow `json:"clocks"`
	SeatsLeft  int       `json:"seats,omitempty"`
	Holdable   bool      `json:"holdable,omitempty"`
	PaxRules   paxRules  `json:"paxRules,omitzero"`
	Charges    bool      `json:"chargesCard,omitempty"`
	Net        moneyRow  `json:"net"`
	Published  *moneyRow `json:"published,omitempty"`
	Display    *moneyRow `json:"display,omitempty"`
	Trace      []stepRow `json:"trace,omitempty"`
	PricedAt   time.Time `json:"pricedAt"`
	Source     string    `json:"source"`
	Verified   bool      `json:"verified,omitempty"`
	NoLap      []string  `json:"noLap,omitempty"`
	Scenario   string    `json:"scenario,omitempty"`
}

// paxRules has travel's fields one for one, so that one converts to the other.
type paxRules struct {
	Identity     bool `json:"identity,omitempty"`
	LatinNames   bool `json:"latin,omitempty"`
	NameLimit    int  `json:"limit,omitempty"`
	MaleOrFemale bool `json:"mf,omitempty"`

	DocumentTypes  []string `json:"docs,omitempty"`
	DocumentExpiry bool     `json:"docExpiry,omitempty"`
}

type paxRow struct {
	ID  string `json:"id"`
	PTC string `json:"ptc"`
}

type journey struct {
	Segments []segmentRow  `json:"segments"`
	Duration time.Duration `json:"duration"`
}

type segmentRow struct {
	Carrier         string        `json:"mc"`
	Number          string        `json:"mn"`
	OperatingBy     string        `json:"oc,omitempty"`
	OperatingNumber string        `json:"on,omitempty"`
	Departure       pointRow      `json:"dep"`
	Arrival         pointRow      `json:"arr"`
	Duration        time.Duration `json:"d"`
	Aircraft        string        `json:"ac,omitempty"`
}

type pointRow struct {
	Airport  string           `json:"a"`
	Terminal string           `json:"t,omitempty"`
	Time     travel.LocalTime `json:"at"`
	Zone     string           `json:"z"`
}

type itemRow struct {
	PaxIDs []string `json:"pax"`
	PTC    string   `json:"ptc,omitempty"`
	Base   moneyRow `json:"base"`
	Taxes  []taxRow `json:"taxes,omitempty"`
	Fees   []taxRow `json:"fees,omitempty"`
	Total  moneyRow `json:"total"`
	// Service has travel's fields one for one, so that one converts to the other.
	Service    *serviceRow    `json:"svc,omitempty"`
	Components []componentRow `json:"fcs,omitempty"`
	Published  *moneyRow      `json:"published,omitempty"`
}

type componentRow struct {
	JourneyID string   `json:"j"`
	Base      moneyRow `json:"b"`
}

type serviceRow struct {
	Type       travel.ServiceType `json:"t"`
	Code       string             `json:"c,omitempty"`
	Name       string             `json:"n,omitempty"`
	SegmentIDs []string           `json:"s,omitempty"`
	Seat       string             `json:"seat,omitempty"`
	Quantity   int                `json:"q"`
}

type taxRow struct {
	Code   string   `json:"c"`
	Amount moneyRow `json:"a"`
}

type termsRow struct {
	Classes []classRow   `json:"classes,omitempty"`
	Baggage []baggageRow `json:"baggage,omitempty"`
	Refund  penaltyRow   `json:"refund"`
	Change  penaltyRow   `json:"change"`
}

type classRow struct {
	Name      string `json:"name,omitempty"`
	Cabin     string `json:"cabin,omitempty"`
	RBD       string `json:"rbd,omitempty"`
	FareBasis string `json:"basis,omitempty"`
	JourneyID string `json:"journey,omitempty"`
}

type baggageRow struct {
	Type     string   `json:"type"`
	Pieces   int      `json:"pieces"`
	WeightKg int      `json:"kg,omitempty"`
	PaxIDs   []string `json:"pax"`
	Segments []string `json:"segments"`
}

type penaltyRow struct {
	Allowed string    `json:"allowed"`
	Fee     *moneyRow `json:"fee,omitempty"`
}

type clocksRow struct {
	Offer     time.Time `json:"offer,omitzero"`
	Price     time.Time `json:"price,omitzero"`
	Inventory time.Time `json:"inventory,omitzero"`
	PayBy     time.Time `json:"payBy,omitzero"`
	TicketBy  time.Time `json:"ticketBy,omitzero"`
}

type stepRow struct {
	Rule      string    `json:"rule"`
	Before    moneyRow  `json:"before"`
	After     moneyRow  `json:"after"`
	PaxIDs    []string  `json:"pax,omitempty"`
	JourneyID string    `json:"journey,omitempty"`
	FareLevel string    `json:"level,omitempty"`
	Rate      string    `json:"rate,omitempty"`
	FiledFare *moneyRow `json:"filed,omitempty"`
	LowerThan *moneyRow `json:"lower,omitempty"`
	Amount    *moneyRow `json:"amount,omitempty"`
}

type moneyRow struct {
	Minor    int64          `json:"m"`
	Currency money.Currency `json:"c"`
}

func toMoneyRow(m money.Money) moneyRow { return moneyRow{Minor: m.Minor, Currency: m.Currency} }

func (r moneyRow) money() money.Money { return money.New(r.Minor, r.Currency) }

func toMoneyRowOrNil(m *money.Money) *moneyRow {
	if m == nil {
		return nil
	}
	row := toMoneyRow(*m)
	return &row
}

func (r *moneyRow) moneyOrNil() *money.Money {
	if r == nil {
		return nil
	}
	m := r.money()
	return &m
}

func decodeOffer(payload []byte) (pricing.Remembered, error) {
	var row offerRow
	err := json.Unmarshal(payload, &row)
	if err != nil {
		return pricing.Remembered{}, fmt.Errorf("%w: offer", errRow)
	}
	if row.Version != rowVersion {
		return pricing.Remembered{}, fmt.Errorf("%w: offer of version %d", errRow, row.Version)
	}
	return pricing.Remembered{Offer: fromOfferRow(row), InPlaceOf: row.InPlaceOf, Chosen: row.Chosen, Origin: row.Origin}, nil
}

func encodeOffer(r pricing.Remembered) ([]byte, error) {
	row := toOfferRow(r.Offer)
	row.InPlaceOf, row.Chosen, row.Origin = r.InPlaceOf, r.Chosen, r.Origin
	return encode(row)
}
