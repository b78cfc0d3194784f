package amadeus

type wireSeatMap struct {
	SegmentID string     `json:"segmentId"`
	Departure wirePoint  `json:"departure"`
	Arrival   wirePoint  `json:"arrival"`
	Carrier   string     `json:"carrierCode"`
	Number    string     `json:"number"`
	Decks     []wireDeck `json:"decks"`
}

type wireDeck struct {
	Seats []wireSeat `json:"seats"`
}

type wireSeat struct {
	Cabin           string               `json:"cabin"`
	Number          string               `json:"number"` // "12A"
	Characteristics []string             `json:"characteristicsCodes"`
	Travelers       []wireSeatAndPerson  `json:"travelerPricing"`
	Coordinates     *wireSeatCoordinates `json:"coordinates"`
}

// wireSeatCoordinates: x grows towards the tail, y from left to right.
type wireSeatCoordinates struct {
	Y *int `json:"y"`
}

type wireSeatAndPerson struct {
	TravelerID string     `json:"travelerId"`
	Status     string     `json:"seatAvailabilityStatus"`
	Price      *wirePrice `json:"price"`
}
