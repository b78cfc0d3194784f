package duffel

import "encoding/json"

// wireService is a service of an offer (ase_…) or of an order (aso_…, or booked:
// ser_…). The amount is for one, for all its passengers and segments together;
// of a booked one it is for all there are.
type wireService struct {
	ID              string              `json:"id"`
	Type            string              `json:"type"`
	MaximumQuantity int                 `json:"maximum_quantity"`
	TotalAmount     string              `json:"total_amount"`
	TotalCurrency   string              `json:"total_currency"`
	PassengerIDs    []string            `json:"passenger_ids"`
	SegmentIDs      []string            `json:"segment_ids"`
	Metadata        wireServiceMetadata `json:"metadata"`
}

// wireServiceMetadata has what each type says of itself. Weights and sizes are
// read as the digits that stand there.
type wireServiceMetadata struct {
	Type            string      `json:"type"` // of a bag
	MaximumWeightKg json.Number `json:"maximum_weight_kg"`
	MaximumLengthCm json.Number `json:"maximum_length_cm"`
	MaximumHeightCm json.Number `json:"maximum_height_cm"`
	MaximumDepthCm  json.Number `json:"maximum_depth_cm"`
	Designator      string      `json:"designator"` // of a seat
	Name            string      `json:"name"`
}

// wireSeatMap is one segment's seats: cabins, rows from front to back, sections
// between the aisles, elements from left to right.
type wireSeatMap struct {
	SegmentID string          `json:"segment_id"`
	Cabins    []wireSeatCabin `json:"cabins"`
}

type wireSeatCabin struct {
	CabinClass string        `json:"cabin_class"`
	Rows       []wireSeatRow `json:"rows"`
}

type wireSeatRow struct {
	Sections []wireSeatSection `json:"sections"`
}

type wireSeatSection struct {
	Elements []wireSeatElement `json:"elements"`
}

type wireSeatElement struct {
	Type        string            `json:"type"`
	Designator  string            `json:"designator"`
	Name        string            `json:"name"`
	Disclosures []string          `json:"disclosures"`
	Services    []wireSeatService `json:"available_services"` // empty: taken
}

type wireSeatService struct {
	ID            string `json:"id"`
	PassengerID   string `json:"passenger_id"`
	TotalAmount   string `json:"total_amount"`
	TotalCurrency string `json:"total_currency"`
}
