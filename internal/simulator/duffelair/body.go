package duffelair

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// decode reads the body's data into a value. Fields that are not known are
// passed over, as Duffel does.
func (c *call) decode(into any) error {
	var wrapper struct {
		Data json.RawMessage `json:"data"`
	}
	if len(c.body) > 0 && json.Unmarshal(c.body, &wrapper) != nil {
		return badRequest("malformed_data_param", "Malformed JSON", "The body is not valid JSON.")
	}
	if len(wrapper.Data) == 0 {
		return badRequest("missing_data_param", "Missing 'data' param", "The body needs to be wrapped in a 'data' object.")
	}
	if wrapper.Data[0] != '{' {
		return badRequest("invalid_data_param", "Invalid 'data' param", "The 'data' param needs to be an object.")
	}
	err := json.Unmarshal(wrapper.Data, into)
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		var f findings
		field := mistyped.Field[strings.LastIndex(mistyped.Field, ".")+1:]
		f.add("validation_type", "/"+strings.ReplaceAll(mistyped.Field, ".", "/"), field,
			"Field '"+field+"' can't be "+mistyped.Value)
		return f.err()
	}
	if err != nil {
		return badRequest("malformed_data_param", "Malformed JSON", "The body is not valid JSON.")
	}
	return nil
}

// What callers send.

type readOfferRequest struct {
	Slices         []readSlice       `json:"slices"`
	Passengers     []readSearchedPax `json:"passengers"`
	CabinClass     string            `json:"cabin_class"`
	MaxConnections *int              `json:"max_connections"`
	// PrivateFares are a company's or an agency's own terms, by airline.
	PrivateFares map[string][]readPrivateFare `json:"private_fares"`
}

type readPrivateFare struct {
	CorporateCode string `json:"corporate_code"`
}

type readSlice struct {
	Origin        string      `json:"origin"`
	Destination   string      `json:"destination"`
	DepartureDate string      `json:"departure_date"`
	DepartureTime *wireWindow `json:"departure_time"`
	ArrivalTime   *wireWindow `json:"arrival_time"`
}

type readSearchedPax struct {
	Type       string        `json:"type"`
	Age        *int          `json:"age"`
	FareType   string        `json:"fare_type"`
	GivenName  string        `json:"given_name"`
	FamilyName string        `json:"family_name"`
	Loyalty    []wireLoyalty `json:"loyalty_programme_accounts"`
}

type readOrder struct {
	Type           string          `json:"type"`
	SelectedOffers []string        `json:"selected_offers"`
	Passengers     []readPassenger `json:"passengers"`
	Payments       []readPayment   `json:"payments"`
	Services       []readService   `json:"services"`
	Metadata       *metadata       `json:"metadata"`
}

type readPassenger struct {
	ID                string         `json:"id"`
	Title             string         `json:"title"`
	Gender            string         `json:"gender"`
	GivenName         string         `json:"given_name"`
	FamilyName        string         `json:"family_name"`
	BornOn            string         `json:"born_on"`
	Email             string         `json:"email"`
	PhoneNumber       string         `json:"phone_number"`
	InfantPassengerID string         `json:"infant_passenger_id"`
	IdentityDocuments []readDocument `json:"identity_documents"`
}

type readDocument struct {
	Type               string `json:"type"`
	UniqueIdentifier   string `json:"unique_identifier"`
	IssuingCountryCode string `json:"issuing_country_code"`
	ExpiresOn          string `json:"expires_on"`
}

type readService struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"`
}

type readPayment struct {
	Type     string `json:"type"`
	Session  string `json:"three_d_secure_session_id"` // of type card
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// readOrderPayment has the payment alone, or, in the newer form, in a list.
type readOrderPayment struct {
	OrderID  string        `json:"order_id"`
	Payment  *readPayment  `json:"payment"`
	Payments []readPayment `json:"payments"`
}

type readAddServices struct {
	AddServices []readService `json:"add_services"`
	Payment     *readPayment  `json:"payment"`
}

type readChangeRequest struct {
	OrderID string `json:"order_id"`
	Slices  struct {
		Remove []readRemovedSlice `json:"remove"`
		Add    []readAddedSlice   `json:"add"`
	} `json:"slices"`
}

type readRemovedSlice struct {
	SliceID string `json:"slice_id"`
}

type readAddedSlice struct {
	readSlice
	CabinClass string `json:"cabin_class"`
}

type readChange struct {
	SelectedOffer string `json:"selected_order_change_offer"`
}

type readConfirmChange struct {
	Payment *readPayment `json:"payment"`
}

type readAirlineChange struct {
	ActionTaken string `json:"action_taken"`
}

// readWebhook creates a webhook or changes one: what is nil is left as it is.
type readWebhook struct {
	URL    *string   `json:"url"`
	Events *[]string `json:"events"`
	Active *bool     `json:"active"`
}

type readCancellation struct {
	OrderID string `json:"order_id"`
}

// readUpdate has the metadata as documented, or as Duffel's JavaScript client
// sends it, inside options.
type readUpdate struct {
	Metadata *metadata `json:"metadata"`
	Options  *struct {
		Metadata *metadata `json:"metadata"`
	} `json:"options"`
}

type readPriceActions struct {
	IntendedServices       []readService         `json:"intended_services"`
	IntendedPaymentMethods []readIntendedPayment `json:"intended_payment_methods"`
}

type readIntendedPayment struct {
	Type   string `json:"type"`
	CardID string `json:"card_id,omitempty"`
}

// metadata are pairs of the caller's: up to fifty, keys to forty characters,
// values to five hundred.
type metadata map[string]string

func (m *metadata) check(f *findings) {
	if m == nil {
		return
	}
	if len(*m) > 50 {
		f.add("validation_length", "/metadata", "metadata", "Field 'metadata' can't have more than 50 pairs")
	}
	for key, value := range *m {
		if key == "" || len([]rune(key)) > 40 || len([]rune(value)) > 500 {
			f.add("validation_length", "/metadata", "metadata", "Keys of 'metadata' can have 40 characters and values 500")
			return
		}
	}
}

// pairs are nil where there are none: Duffel says null.
func (m *metadata) pairs() map[string]string {
	if m == nil || len(*m) == 0 {
		return nil
	}
	return *m
}

// requiredQuery reads a query parameter that must be there.
func requiredQuery(c *call, name string) (string, error) {
	value := c.URL.Query().Get(name)
	if value != "" {
		return value, nil
	}
	var f findings
	f.required("/"+name, name)
	failure := f.err()
	return "", failure
}

func unavailable(message string) *failure {
	return fail(http.StatusUnprocessableEntity, requestError, "unavailable_feature", "Unavailable feature", message)
}
