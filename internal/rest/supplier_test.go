package rest_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// profiles are an airline that can do all, and a reseller that only sells what
// is paid at once.
var profiles = []supplier.Profile{
	{ID: "air-china", Protocol: "ndc", Settlement: supplier.SettleBSP, Capabilities: order.Capabilities{
		Price: true, Services: true, Seats: true, Rules: true, Hold: true, PayAtOnce: true,
		Retrieve: true, Release: true, Refund: true, Change: true, AcceptChange: true, Notify: true,
	}},
	{ID: "skytrip", Protocol: "amadeus", Capabilities: order.Capabilities{Price: true, PayAtOnce: true, Retrieve: true}},
}

func TestTheMatrixSaysWhoCanDoWhatWhen(t *testing.T) {
	t.Parallel()
	w := newBench(t).call("GET", "/v1/suppliers", "")
	listed := decoded[api.SupplierListResponse](t, w).Suppliers
	if w.Code != 200 || len(listed) != 2 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	all, few := listed[0], listed[1]
	if all.SupplierID != "air-china" || all.Connector != "ndc" || *all.Settlement != "bsp" || len(all.Operations) != 12 {
		t.Errorf("%+v", all)
	}
	if few.Settlement != nil || len(few.Operations) != 3 {
		t.Errorf("%+v", few)
	}
	if held, none := all.PriceAccuracy, few.PriceAccuracy; held.Checked != 4 || held.Unchanged != 3 || *held.Share != 0.75 || none.Checked != 0 || none.Share != nil {
		t.Errorf("accuracy %+v, %+v", held, none)
	}
	for _, row := range few.Operations {
		if len(row.States) == 0 {
			t.Errorf("%s in no state", row.Operation)
		}
	}
	at := slices.IndexFunc(all.Operations, func(o api.SupplierOperation) bool { return o.Operation == "refund" })
	if at < 0 || len(all.Operations[at].States) != 1 || all.Operations[at].States[0] != "ticketed" {
		t.Errorf("refund: %+v", all.Operations)
	}
}

// An action that the supplier has no role for is offered to nobody.
func TestAllowedActionsObeyTheMatrix(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		supplier string
		holdable bool
		want     string
	}{
		{"air-china", true, `"allowedActions":["price","order"]`},
		{"air-china", false, `"allowedActions":["price","order"]`},
		{"skytrip", false, `"allowedActions":["price","order"]`},
		{"skytrip", true, `"allowedActions":["price"]`},
		{"gone", true, `"allowedActions":[]`},
	} {
		o := anOffer(t)
		o.SupplierID, o.Holdable = tc.supplier, tc.holdable
		fragment, err := rest.NewEncoder(profiles).Offer(o, nil)
		if err != nil || !strings.Contains(string(fragment.Body), tc.want) {
			t.Errorf("%s, holdable %v: %v %s", tc.supplier, tc.holdable, err, fragment.Body)
		}
	}
}

// A supplier's notice is handed on as it was signed, and answered as its
// protocol wants.
func TestSupplierNoticeIsRaw(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := "<IATA_OrderChangeNotifRQ/> \xff"
	b.verbs.told = func(_ context.Context, supplierID string, header http.Header, got []byte) (supplier.NoticeReply, error) {
		if supplierID != "air-china" || string(got) != body || header.Get("X-NDC-Signature") != "t=1,v1=ab" {
			t.Errorf("%s got %q, %v", supplierID, got, header)
		}
		return supplier.NoticeReply{ContentType: "application/xml", Body: []byte("<ok/>")}, nil
	}
	w := b.call("POST", "/v1/notices/suppliers/air-china", body, "Content-Type", "application/xml", "Authorization", "", "X-NDC-Signature", "t=1,v1=ab")
	if w.Code != 200 || w.Body.String() != "<ok/>" || w.Header().Get("Content-Type") != "application/xml" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	b.verbs.told = func(context.Context, string, http.Header, []byte) (supplier.NoticeReply, error) {
		return supplier.NoticeReply{}, nil
	}
	w = b.call("POST", "/v1/notices/suppliers/air-china", "{}", "Authorization", "")
	if w.Code != 200 || w.Body.String() != "{\"received\":true}\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	b.verbs.told = func(context.Context, string, http.Header, []byte) (supplier.NoticeReply, error) {
		return supplier.NoticeReply{}, travel.NewError(travel.CodeInvalidRequest).Because(errors.New("forged"))
	}
	w = b.call("POST", "/v1/notices/suppliers/air-china", "{}", "Authorization", "")
	if p := problemOf(t, w); w.Code != 400 || !strings.Contains(*p.Detail, "signature is missing, wrong or stale") {
		t.Errorf("forged: %d %s", w.Code, w.Body)
	}
}
