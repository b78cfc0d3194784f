package rest_test

import (
	"context"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

// identified is the good order of somebody born on a day with a Chinese identity
// number.
func identified(birth, number string) string {
	return with(goodOrder, "1990-02-28", birth, `"type":"passport"`, `"type":"nationalId"`, "E12345678", number)
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	const (
		birth  = "/pax/0/birthDate "
		expiry = "/pax/0/identityDocument/expiryDate "
		number = "/pax/0/identityDocument/number "
	)
	senseless := func(name, body string, found ...string) bad {
		return bad{name: name, method: "POST", path: "/v1/orders", body: body, status: 422, code: "validationFailed", found: found}
	}
	runBad(t, []bad{
		senseless("born before anybody", with(goodOrder, "1990-02-28", "1899-12-31"), birth+"dateTooEarly"),
		senseless("not yet born", with(goodOrder, "1990-02-28", "2026-11-24"), birth+"dateInFuture"),
		senseless("an expired passport", with(goodOrder, "2030-01-31", "2026-11-21"), expiry+"documentExpired"),
		senseless("a wrong check digit", identified("1990-03-07", "110101199003070012"), number+"nationalIdNumber"),
		senseless("a day there was not", identified("1978-02-28", "440301197802290027"), number+"nationalIdNumber"),
		senseless("of the old kind", identified("1949-12-31", "110105491231002"), number+"nationalIdNumber"),
		senseless("of somebody else", identified("1990-03-08", "110101199003070011"), birth+"notAsInNationalId"),
		senseless("a card number", identified("1990-03-07", "6282880000000001"), number+"cardNumber", number+"nationalIdNumber"),
		senseless("all at once", with(identified("1899-12-31", "110101199003070012"), "2030-01-31", "2020-01-31"),
			birth+"dateTooEarly", expiry+"documentExpired", number+"nationalIdNumber"),
	})
}

// TestIdentityTaken: what may be true is taken, a small x as the X it stands for.
func TestIdentityTaken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var got *travel.IdentityDocument
	b.verbs.create = func(_ context.Context, in ordering.CreateInput) (ordering.Answered, error) {
		got = in.Travellers[0].IdentityDocument
		return ordering.Answered{}, travel.NewError(travel.CodeOverloaded)
	}
	for body, want := range map[string]string{
		identified("1990-03-07", "110101199003070011"):                                                         "110101199003070011",
		identified("1949-12-31", "11010519491231002x"):                                                         "11010519491231002X",
		with(identified("1990-03-07", "11010519491231002x"), `"issuingCountry":"CN"`, `"issuingCountry":"FR"`): "11010519491231002x",
		with(goodOrder, "E12345678", "e12345678"):                                                              "e12345678",
		with(goodOrder, "1990-02-28", "1900-01-01"):                                                            "E12345678",
		// It is the 23rd in China, and still the 22nd in Hawaii.
		with(goodOrder, "1990-02-28", "2026-11-23"):                        "E12345678",
		with(goodOrder, "2030-01-31", "2026-11-22"):                        "E12345678",
		with(goodOrder, `"offers"`, `"rulesAccepted":true,"offers"`):       "E12345678",
		with(goodOrder, "trip 42", "41111111-1111-1111-9111-a11111111111"): "E12345678",
	} {
		got = nil
		w := b.call("POST", "/v1/orders", body, "Idempotency-Key", "k")
		if w.Code != 503 || got == nil || got.Number != want {
			t.Errorf("%d %s: %+v of %s", w.Code, w.Body, got, body)
		}
	}
	b.clock.offset = 4 * 365 * 24 * time.Hour
	if w := b.call("POST", "/v1/orders", goodOrder, "Idempotency-Key", "k"); w.Code != 422 {
		t.Errorf("the clock is not asked: %d %s", w.Code, w.Body)
	}
}
