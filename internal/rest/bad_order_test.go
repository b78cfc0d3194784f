package rest_test

import (
	"strings"
	"testing"
)

func TestBadOrder(t *testing.T) {
	t.Parallel()
	create := func(name string, status int, code string, body string, found ...string) bad {
		return bad{name: name, method: "POST", path: "/v1/orders", body: body, status: status, code: code, found: found}
	}
	invalid := func(name, body string, found ...string) bad {
		return create(name, 400, "invalidRequest", body, found...)
	}
	senseless := func(name, body string, found ...string) bad {
		return create(name, 422, "validationFailed", body, found...)
	}
	surname := func(s string) string { return with(goodOrder, `"O'BRIEN"`, `"`+s+`"`) }
	second := func(pax string) string { return with(goodOrder, `}}],"contact"`, `}},`+pax+`],"contact"`) }
	tests := []bad{
		create("no body", 400, "invalidJson", "", "empty"),
		invalid("an empty object", "{}", "/offers required", "/acceptedTotal required", "/pax required", "/contact required"),
		invalid("amount as a number", with(goodOrder, `"820.00"`, `820.00`), "/acceptedTotal/amount wrongType"),
		invalid("amount with an exponent", with(goodOrder, `"820.00"`, `"8.2e2"`), "/acceptedTotal/amount pattern"),
		invalid("amount with separators", with(goodOrder, `"820.00"`, `"1,820.00"`), "/acceptedTotal/amount pattern"),
		invalid("two offers", with(goodOrder, `"acc_y"}`, `"acc_y"},{"offerId":"ofr_z"}`), "/offers tooMany"),
		invalid("a status of one's own", with(goodOrder, `"offers"`, `"status":"ticketed","offers"`), "/status unknownField"),
		invalid("a tenant of one's own", with(goodOrder, `"offers"`, `"agencyId":"agy_two","offers"`), "/agencyId unknownField"),
		invalid("an offer's price", with(goodOrder, `"offerId":"ofr_x"`, `"offerId":"ofr_x","totalPrice":{"amount":"1.00","currency":"CNY"}`), "/offers/0/totalPrice unknownField"),
		invalid("a card in it", with(goodOrder, `"offers"`, `"card":{"cvv":"123"},"offers"`), "/card unknownField"),
		invalid("a phone as dialled", with(goodOrder, `+8613800138000`, `138-0013-8000`), "/contact/phone pattern"),
		invalid("no name", with(goodOrder, `"surname":"O'BRIEN",`, ``), "/pax/0/surname required"),
		invalid("an empty name", surname(""), "/pax/0/surname tooShort"),
		invalid("61 letters", surname(strings.Repeat("A", 61)), "/pax/0/surname tooLong"),
		invalid("no such gender", with(goodOrder, `"male"`, `"m"`), "/pax/0/gender notOneOf"),
		invalid("51 pairs", with(goodOrder, `{"costCentre":"4711"}`, pairs(51)), "/metadata tooMany"),
		invalid("metadata of other types", with(goodOrder, `"4711"`, `4711`), "/metadata/costCentre wrongType"),
		invalid("a document's number with spaces", with(goodOrder, `"E12345678"`, `"E 1234"`), "/pax/0/identityDocument/number pattern"),

		senseless("digits in a name", surname("O8RIEN"), "/pax/0/surname nameCharacters"),
		senseless("a control character in a name", surname(`O\u0007BRIEN`), "/pax/0/surname nameCharacters"),
		senseless("NUL in a name", surname(`O\u0000BRIEN`), "/pax/0/surname nameCharacters"),
		senseless("writing turned around", surname(`\u202eNEIRB`), "/pax/0/surname nameCharacters"),
		senseless("zero width", surname(`O\u200bBRIEN`), "/pax/0/surname nameCharacters"),
		senseless("nothing but spaces", surname("   "), "/pax/0/surname nameCharacters"),
		senseless("a smile", surname("😀"), "/pax/0/surname nameCharacters"),
		senseless("no such birthday", with(goodOrder, `1990-02-28`, `1990-02-30`), "/pax/0/birthDate noSuchDate"),
		senseless("no such expiry", with(goodOrder, `2030-01-31`, `2030-13-31`), "/pax/0/identityDocument/expiryDate noSuchDate"),
		senseless("no such country", with(goodOrder, `"nationality":"CN"`, `"nationality":"ZZ"`), "/pax/0/nationality unknownCountry"),
		senseless("no such issuer", with(goodOrder, `"issuingCountry":"CN"`, `"issuingCountry":"XX"`), "/pax/0/identityDocument/issuingCountry unknownCountry"),
		senseless("no such currency", with(goodOrder, `"currency":"CNY"`, `"currency":"CNX"`), "/acceptedTotal/currency unknownCurrency"),
		senseless("more decimals than there are", with(goodOrder, `"820.00"`, `"820.001"`), "/acceptedTotal/amount tooManyDecimals"),
		senseless("yen with decimals", with(goodOrder, `"820.00"`, `"820.50"`, `"currency":"CNY"`, `"currency":"JPY"`), "/acceptedTotal/amount tooManyDecimals"),
		senseless("fewer decimals than there are", with(goodOrder, `"820.00"`, `"820.0"`), "/acceptedTotal/amount amountSpelling"),
		senseless("no decimals", with(goodOrder, `"820.00"`, `"820"`), "/acceptedTotal/amount amountSpelling"),
		senseless("zeros before", with(goodOrder, `"820.00"`, `"0820.00"`), "/acceptedTotal/amount amountSpelling"),
		senseless("zeros behind", with(goodOrder, `"820.00"`, `"820.000"`), "/acceptedTotal/amount amountSpelling"),
		senseless("a yen's sen", with(goodOrder, `"820.00"`, `"820.0"`, `"currency":"CNY"`, `"currency":"JPY"`), "/acceptedTotal/amount amountSpelling"),
		senseless("nothing, negative", with(goodOrder, `"820.00"`, `"-0.00"`), "/acceptedTotal/amount amountSpelling"),
		senseless("rules not accepted", with(goodOrder, `"offers"`, `"rulesAccepted":false,"offers"`), "/rulesAccepted mustBeTrue"),
		senseless("a long key", with(goodOrder, `costCentre`, strings.Repeat("é", 101)), "/metadata/"+strings.Repeat("é", 101)+" tooLong"),
		senseless("an empty key", with(goodOrder, `costCentre`, ``), "/metadata/ tooShort"),
		senseless("a key with a slash", with(goodOrder, `costCentre`, `a/b~c\u200b`), "/metadata/a~1b~0c\u200b invisibleCharacters"),
		senseless("a long card number as a key", with(goodOrder, `costCentre`, `378282246310005 `+strings.Repeat("k", 100)), "/metadata cardNumber"),
		senseless("less than nothing", with(goodOrder, `"820.00"`, `"-820.00"`), "/acceptedTotal/amount amountOutOfRange"),
		senseless("no mailbox", with(goodOrder, `li.lei@example.com`, `li.lei@-`), "/contact/email email"),
		senseless("the same passenger twice", second(`{"paxId":"p1","surname":"LI","givenName":"LEI","gender":"male","birthDate":"1991-01-01"}`), "/pax/1/paxId duplicate"),
		senseless("on one's own lap", with(goodOrder, `"gender"`, `"accompaniedBy":"p1","gender"`), "/pax/0/accompaniedBy notAnAdult"),
		senseless("on nobody's lap", with(goodOrder, `"gender"`, `"accompaniedBy":"p9","gender"`), "/pax/0/accompaniedBy notAnAdult"),
		senseless("a line break in the reference", with(goodOrder, `trip 42`, `trip\n42`), "/clientReference invisibleCharacters"),
		senseless("an invisible key", with(goodOrder, `costCentre`, `cost\u200dCentre`), "/metadata/cost\u200dCentre invisibleCharacters"),
		senseless("a card number in the reference", with(goodOrder, `trip 42`, `4111111111111111`), "/clientReference cardNumber"),
		senseless("one in groups", with(goodOrder, `trip 42`, `card 4111 1111 1111 1111 thanks`), "/clientReference cardNumber"),
		senseless("one with hyphens in metadata", with(goodOrder, `4711`, `5555-5555-5555-4444`), "/metadata/costCentre cardNumber"),
		senseless("one as a key", with(goodOrder, `costCentre`, `378282246310005`), "/metadata cardNumber"),
		senseless("one as a document", with(goodOrder, `E12345678`, `6282880000000001`), "/pax/0/identityDocument/number cardNumber"),
		senseless("one as a phone", with(goodOrder, `+8613800138000`, `+378282246310005`), "/contact/phone cardNumber"),
		senseless("one as an offer", with(goodOrder, `ofr_x`, `4242424242424242`), "/offers/0/offerId cardNumber"),
		senseless("all findings at once",
			with(goodOrder, `"820.00"`, `"8.001"`, `O'BRIEN`, `X2`, `1990-02-28`, `1990-02-31`, `"nationality":"CN"`, `"nationality":"QQ"`, `trip 42`, `a\tb`),
			"/acceptedTotal/amount tooManyDecimals", "/pax/0/surname nameCharacters", "/pax/0/birthDate noSuchDate",
			"/pax/0/nationality unknownCountry", "/clientReference invisibleCharacters"),
	}
	runBad(t, tests)
}

func pairs(n int) string {
	var list []string
	for i := range n {
		list = append(list, `"k`+strings.Repeat("x", i)+`":"v"`)
	}
	return "{" + strings.Join(list, ",") + "}"
}

func TestBadPayment(t *testing.T) {
	t.Parallel()
	pay := func(name string, status int, code string, body string, found ...string) bad {
		return bad{name: name, method: "POST", path: "/v1/orders/ord_1/payments", body: body, status: status, code: code, found: found}
	}
	tests := []bad{
		pay("no body", 400, "invalidJson", "", "empty"),
		pay("no method", 400, "invalidRequest", "{}", "/method required"),
		pay("no such method", 400, "invalidRequest", with(goodPayment, `"card"`, `"cash"`), "/method notOneOf"),
		pay("a card number for a token", 422, "validationFailed", with(goodPayment, `tok_sandbox_ok`, `4111111111111111`), "/card/token cardNumber"),
		pay("what is no token", 400, "invalidRequest", with(goodPayment, `tok_sandbox_ok`, `tok sandbox`), "/card/token pattern"),
		pay("a card number in a token", 422, "validationFailed", with(goodPayment, `tok_sandbox_ok`, `tok_4111111111111111`), "/card/token cardNumber"),
		pay("a card itself", 400, "invalidRequest", with(goodPayment, `"token"`, `"number":"4111111111111111","cvv":"123","token"`), "/card/cvv unknownField", "/card/number unknownField"),
		pay("no acceptance", 400, "invalidRequest", with(goodPayment, `"method"`, `"acceptanceToken":"","method"`), "/acceptanceToken tooShort"),
		pay("too long an acceptance", 400, "invalidRequest", with(goodPayment, `"method"`, `"acceptanceToken":"`+strings.Repeat("a", 401)+`","method"`), "/acceptanceToken tooLong"),
		pay("an amount", 400, "invalidRequest", with(goodPayment, `"method"`, `"amount":{"amount":"0.01","currency":"CNY"},"method"`), "/amount unknownField"),
		pay("back to a script", 400, "invalidRequest", with(goodPayment, `https://agency.example/back`, `javascript:alert(1)`), "/returnUrl pattern"),
		pay("back to nowhere", 422, "validationFailed", with(goodPayment, `https://agency.example/back`, `https://`), "/returnUrl url"),
	}
	runBad(t, tests)
}

func TestBadParameters(t *testing.T) {
	t.Parallel()
	get := func(name, path string, found ...string) bad {
		return bad{name: name, method: "GET", path: path, status: 400, code: "invalidRequest", found: found}
	}
	tests := []bad{
		get("limit of nothing", "/v1/air-shopping/shp_1?limit=0", "?limit tooSmall"),
		get("limit of too much", "/v1/air-shopping/shp_1?limit=201", "?limit tooLarge"),
		get("limit of no number", "/v1/air-shopping/shp_1?limit=ten", "?limit wrongType"),
		get("limit without a value", "/v1/orders?limit=", "?limit wrongType"),
		get("no such status", "/v1/orders?status=lost", "?status notOneOf"),
		get("no such parameter", "/v1/orders?agency=agy_two", "?agency unknownParameter"),
		get("a parameter twice", "/v1/orders?limit=1&limit=2", "?limit repeated"),
		get("a long reference", "/v1/orders?reference=ABCDEFG", "?reference tooLong"),
		get("all at once", "/v1/orders?limit=0&status=x&foo=1", "?limit tooSmall", "?status notOneOf", "?foo unknownParameter"),
		get("a query that is none", "/v1/orders?limit=%zz", "? malformed"),
		get("live in words", "/v1/orders/ord_1?live=yes", "?live wrongType"),
		get("a card number as a parameter", "/v1/orders?4111111111111111=1", "? unknownParameter"),
	}
	runBad(t, tests)
}
