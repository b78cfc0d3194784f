package rest

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAcceptsJSON(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": true, "*/*": true, "application/json": true, "APPLICATION/JSON": true, "application/*": true,
		"text/html, application/json;q=0.5": true, "text/html,*/*;q=0.1": true, "application/json; charset=utf-8": true,
		"*/*, application/json;q=0": false, "application/*;q=0, */*": false, "text/html": false, "application/x-ndjson": false,
		"application/problem+json": false, "*/*;q=0": false, "application/json;q=0.000": false, ",": false, "json": false,
		"application/*;q=0, application/json": true,
	} {
		if got := accepted(header, "application/json") > 0; got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestDurationsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, 9999*86400).Draw(t, "seconds")) * time.Second
		back, err := parseDuration(formatDuration(d))
		if err != nil || back != d {
			t.Fatalf("%v is %q, reads %v, %v", d, formatDuration(d), back, err)
		}
	})
	for d, want := range map[time.Duration]string{
		0: "PT0S", 135 * time.Minute: "PT2H15M", 24 * time.Hour: "P1D", 26 * time.Hour: "P1DT2H", 59 * time.Second: "PT59S", -time.Hour: "-PT1H",
	} {
		if got := formatDuration(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"PT31M", "P1DT2H3M4S", "P", "PT", "P1.5D", "PT999999H"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseDuration(s)
		if err == nil && d < 0 {
			t.Fatalf("%q is %v", s, d)
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"O'BRIEN": true, "JEAN-LUC": true, "Müller": true, "张三": true, "Łukasz": true, "d’Artagnan": true, "MARY ANN": true, "St. John": true,
		"阿卜杜·热合曼": true, "José": true, "นภา": true, "Nguyễn": true, "X": true, "Oʼneil": true, "ʼ": false,
		"": false, " ": false, "-": false, "A1": false, "A٣": false, "A/B": false, "A\tB": false, "A\u202eB": false, "A\u200bB": false,
		"A\u00a0B": false, "A\ufeffB": false, "A😀": false, "A_B": false, "A<B>": false, "\u0301": false, "A\ue000": false,
	} {
		if got := isPersonName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	for s, want := range map[string]bool{
		"trip 42": true, "订单 #1 😀": true, "a\nb": false, "a\u2028b": false, "\u200d": false, "  ": false, "a\u202eb": false, "\x7f": false,
	} {
		if got := isPlainText(s); got != want {
			t.Errorf("text %q: %v", s, got)
		}
	}
}

func TestPointers(t *testing.T) {
	t.Parallel()
	for namespace, want := range map[string]string{
		"OrderCreateRequest.pax[0].surname": "/pax/0/surname", "OrderPayRequest.returnUrl": "/returnUrl",
		"OrderCreateRequest.pax[12].identityDocument.issuingCountry": "/pax/12/identityDocument/issuingCountry",
	} {
		if got := pointerOf(namespace); got != want {
			t.Errorf("%s: %q, want %q", namespace, got, want)
		}
	}
	if got := pointer("a/b", "c~d"); got != "/a~1b/c~0d" {
		t.Error(got)
	}
}
