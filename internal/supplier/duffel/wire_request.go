package duffel

// What we send. Every body is wrapped in {"data": …}.

type wireData struct {
	Data any `json:"data"`
}

type sendOfferRequest struct {
	Slices         []sendSlice       `json:"slices"`
	Passengers     []sendSearchedPax `json:"passengers"`
	CabinClass     string            `json:"cabin_class,omitempty"`
	MaxConnections *int              `json:"max_connections,omitempty"`
	// PrivateFares are negotiated terms by airline.
	PrivateFares map[string][]sendPrivateFare `json:"private_fares,omitempty"`
}

type sendPrivateFare struct {
	CorporateCode string `json:"corporate_code"`
}

type sendSlice struct {
	Origin        string `json:"origin"`
	Destination   string `json:"destination"`
	DepartureDate string `json:"departure_date"`
}

// sendSearchedPax has a type or an age: Duffel wants type "adult" or an age under
// 18. Names go with accounts only, and without them Duffel takes no account.
type sendSearchedPax struct {
	Type       string        `json:"type,omitempty"`
	Age        *int          `json:"age,omitempty"`
	GivenName  string        `json:"given_name,omitempty"`
	FamilyName string        `json:"family_name,omitempty"`
	Loyalty    []sendLoyalty `json:"loyalty_programme_accounts,omitempty"`
}

type sendLoyalty struct {
	Airline string `json:"airline_iata_code"`
	Number  string `json:"account_number"`
}

type sendOrder struct {
	Type           string            `json:"type"`
	SelectedOffers []string          `json:"selected_offers"`
	Passengers     []sendPassenger   `json:"passengers"`
	Payments       []sendPayment     `json:"payments,omitempty"` // must be absent for a hold
	Services       []sendService     `json:"services,omitempty"` // the same
	Metadata       map[string]string `json:"metadata"`
}

type sendPassenger struct {
	ID                string         `json:"id"`
	Title             string         `json:"title"`
	Gender            string         `json:"gender"`
	GivenName         string         `json:"given_name"`
	FamilyName        string         `json:"family_name"`
	BornOn            string         `json:"born_on"`
	Email             string         `json:"email"`
	PhoneNumber       string         `json:"phone_number"`
	InfantPassengerID string         `json:"infant_passenger_id,omitempty"`
	IdentityDocuments []sendDocument `json:"identity_documents,omitempty"`
}

type sendDocument struct {
	Type               string `json:"type"`
	UniqueIdentifier   string `json:"unique_identifier"`
	IssuingCountryCode string `json:"issuing_country_code"`
	ExpiresOn          string `json:"expires_on"`
}

type sendPayment struct {
	Type     string `json:"type"`
	Session  string `json:"three_d_secure_session_id,omitempty"` // of type card
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// sendCardSession asks for leave to charge a card for an offer or an order.
type sendCardSession struct {
	CardID     string        `json:"card_id"`
	ResourceID string        `json:"resource_id"`
	Services   []sendService `json:"services"`
	Exception  string        `json:"exception"`
}

type sendOrderPayment struct {
	OrderID string      `json:"order_id"`
	Payment sendPayment `json:"payment"`
}

type sendCancellation struct {
	OrderID string `json:"order_id"`
}

type sendService struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"`
}

type sendIntentions struct {
	Services []sendService `json:"intended_services"`
}

type sendChangeRequest struct {
	OrderID string          `json:"order_id"`
	Slices  sendChangeParts `json:"slices"`
}

type sendChangeParts struct {
	Remove []sendRemoved `json:"remove"`
	Add    []sendAdded   `json:"add"`
}

type sendRemoved struct {
	SliceID string `json:"slice_id"`
}

type sendAdded struct {
	Origin        string `json:"origin"`
	Destination   string `json:"destination"`
	DepartureDate string `json:"departure_date"`
	CabinClass    string `json:"cabin_class"`
}

type sendChange struct {
	Offer string `json:"selected_order_change_offer"`
}

// sendChangePayment has no payment when nothing is to be paid.
type sendChangePayment struct {
	Payment *sendPayment `json:"payment,omitempty"`
}

type sendWebhook struct {
	URL    string   `json:"url"`
	Events []string `json:"events"`
	Active *bool    `json:"active,omitempty"` // absent when it is made
}
