package duffelair

// wireService is what can be bought with an offer or for an order. The amount
// is for one, on all of its segments together.
type wireService struct {
	ID              string          `json:"id"`
	Type            string          `json:"type"`
	MaximumQuantity int             `json:"maximum_quantity"`
	TotalAmount     string          `json:"total_amount"`
	TotalCurrency   string          `json:"total_currency"`
	PassengerIDs    []string        `json:"passenger_ids"`
	SegmentIDs      []string        `json:"segment_ids"`
	Metadata        wireBagMetadata `json:"metadata"`
}

type wireBagMetadata struct {
	Type            string `json:"type"`
	MaximumWeightKg *int   `json:"maximum_weight_kg"`
	MaximumLengthCm *int   `json:"maximum_length_cm"`
	MaximumHeightCm *int   `json:"maximum_height_cm"`
	MaximumDepthCm  *int   `json:"maximum_depth_cm"`
}

type wireIntendedService struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"`
}

// wireSoldService is a service of an order; the amount is for all there are.
type wireSoldService struct {
	ID            string   `json:"id"`
	Type          string   `json:"type"`
	Quantity      int      `json:"quantity"`
	TotalAmount   string   `json:"total_amount"`
	TotalCurrency string   `json:"total_currency"`
	PassengerIDs  []string `json:"passenger_ids"`
	SegmentIDs    []string `json:"segment_ids"`
	Metadata      any      `json:"metadata"` // wireBagMetadata, wireSeat, or null
}

type wireSeat struct {
	Designator  string   `json:"designator"`
	Name        string   `json:"name"`
	Disclosures []string `json:"disclosures"`
}

// wireSeatMap is one segment; rows run from front to back, sections lie between
// aisles, elements from left to right.
type wireSeatMap struct {
	ID        string          `json:"id"`
	SliceID   string          `json:"slice_id"`
	SegmentID string          `json:"segment_id"`
	Cabins    []wireSeatCabin `json:"cabins"`
}

type wireSeatCabin struct {
	Deck       int           `json:"deck"`
	CabinClass string        `json:"cabin_class"`
	Aisles     int           `json:"aisles"`
	Wings      *wireWings    `json:"wings"`
	Rows       []wireSeatRow `json:"rows"`
}

type wireWings struct {
	First int `json:"first_row_index"`
	Last  int `json:"last_row_index"`
}

type wireSeatRow struct {
	Sections []wireSeatSection `json:"sections"`
}

type wireSeatSection struct {
	Elements []wireSeatElement `json:"elements"`
}

// wireSeatElement is a seat where it has a designator; only seats say anything
// beside their type. A seat without services is taken.
type wireSeatElement struct {
	Type        string             `json:"type"`
	Designator  string             `json:"designator,omitempty"`
	Name        string             `json:"name,omitempty"`
	Disclosures *[]string          `json:"disclosures,omitempty"`
	Services    *[]wireSeatService `json:"available_services,omitempty"`
}

type wireSeatService struct {
	ID            string `json:"id"`
	PassengerID   string `json:"passenger_id"`
	TotalAmount   string `json:"total_amount"`
	TotalCurrency string `json:"total_currency"`
}
