package rest

import (
	"context"
	"io"
	"net/http"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// suppliers say what can be done with whose offers and orders. Nothing can be
// done with those of a supplier that is not among them.
type suppliers map[string]order.Capabilities

func newSuppliers(profiles []supplier.Profile) suppliers {
	all := suppliers{}
	for _, p := range profiles {
		all[p.ID] = p.Capabilities
	}
	return all
}

func (s suppliers) can(supplierID string) order.Capabilities { return s[supplierID] }

// SupplierList is the capability matrix.
func (s *server) SupplierList(context.Context, api.SupplierListRequestObject) (api.SupplierListResponseObject, error) {
	written := api.SupplierList200JSONResponse{Suppliers: []api.Supplier{}}
	for _, p := range s.profiles {
		one := toAPISupplier(p)
		one.PriceAccuracy = toAPIAccuracy(s.pricing.Accuracy(p.ID))
		written.Suppliers = append(written.Suppliers, one)
	}
	return written, nil
}

func toAPIAccuracy(a pricing.Accuracy) api.PriceAccuracy {
	written := api.PriceAccuracy{Checked: a.Checked, Unchanged: a.Unchanged}
	if share, any := a.Share(); any {
		written.Share = &share
	}
	return written
}

func toAPISupplier(p supplier.Profile) api.Supplier {
	written := api.Supplier{SupplierID: p.ID, Connector: p.Protocol, Operations: []api.SupplierOperation{}}
	if p.Settlement != "" {
		written.Settlement = ptr(api.SupplierSettlement(p.Settlement))
	}
	for _, row := range p.Capabilities.Matrix() {
		operation := api.SupplierOperation{
			Operation: api.SupplierOperationOperation(row.Operation), States: []api.SupplierOperationStates{},
		}
		for _, state := range row.States {
			operation.States = append(operation.States, api.SupplierOperationStates(state))
		}
		written.Operations = append(written.Operations, operation)
	}
	return written
}

// SupplierNotice takes a supplier's callback, byte for byte as it was signed.
func (s *server) SupplierNotice(ctx context.Context, r api.SupplierNoticeRequestObject) (api.SupplierNoticeResponseObject, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unreadable(err)
	}
	header, _ := ctx.Value(headerKey{}).(http.Header)
	reply, err := s.ordering.SupplierNotice(ctx, r.Supplier, header, body)
	if travel.CodeOf(err) == travel.CodeInvalidRequest {
		return nil, travel.NewError(travel.CodeInvalidRequest, reasonNotice).Because(err)
	}
	if err != nil {
		return nil, err
	}
	return receipt(reply), nil
}

// receipt is what a supplier's protocol wants to hear, in whatever form it has.
type receipt supplier.NoticeReply

// VisitSupplierNoticeResponse writes the answer.
func (r receipt) VisitSupplierNoticeResponse(w http.ResponseWriter) error {
	if len(r.Body) == 0 {
		r = receipt{ContentType: "application/json", Body: []byte("{\"received\":true}\n")}
	}
	w.Header().Set("Content-Type", r.ContentType)
	_, err := w.Write(r.Body)
	return err
}
