package rest_test

import "strings"

// A good search, and a good order. Bad ones are made of them by replacing.
const (
	goodSearch = `{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":"2026-12-08"}],` +
		`"pax":[{"paxId":"p1","ptc":"ADT"}],"currency":"CNY","budgetMs":2500,` +
		`"preferences":{"cabin":"economy","carriers":["CA","MU"],"maxStops":1}}`

	goodOrder = `{"offers":[{"offerId":"ofr_x","acceptanceToken":"acc_y"}],` +
		`"acceptedTotal":{"amount":"820.00","currency":"CNY"},"clientReference":"trip 42","metadata":{"costCentre":"4711"},` +
		`"pax":[{"paxId":"p1","surname":"O'BRIEN","givenName":"张三","gender":"male","birthDate":"1990-02-28","nationality":"CN",` +
		`"identityDocument":{"type":"passport","number":"E12345678","issuingCountry":"CN","expiryDate":"2030-01-31"}}],` +
		`"contact":{"name":"Li Lei","email":"li.lei@example.com","phone":"+8613800138000"}}`

	goodPayment = `{"method":"card","card":{"token":"tok_sandbox_ok"},"returnUrl":"https://agency.example/back"}`
)

// with replaces pieces of a body, each of which has to be there.
func with(body string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(body, pairs[i]) {
			panic("no " + pairs[i])
		}
		body = strings.Replace(body, pairs[i], pairs[i+1], 1)
	}
	return body
}
