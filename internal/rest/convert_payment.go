package rest

import (
	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
)

// ToAPIPayment writes one attempt to pay an order.
func ToAPIPayment(orderID string, p order.Payment) api.Payment {
	written := api.Payment{
		PaymentID: p.ID, OrderID: orderID, Status: api.PaymentStatus(p.Status), Method: api.PaymentMethod(p.Method),
		Amount: ToAPIMoney(p.Amount), CreatedAt: p.CreatedAt.UTC(), PaidAt: toAPITime(p.PaidAt),
		CapturedAt: toAPITime(p.CapturedAt), DeclineCode: toAPIString(p.DeclineCode), NextAction: toAPINextAction(p.NextAction),
	}
	if p.BySupplier {
		written.MerchantOfRecord = ptr(api.PaymentMerchantOfRecordSupplier)
	}
	// Calling off a payment nobody made returns nothing.
	if p.Returning != "" && !p.PaidAt.IsZero() {
		written.MoneyReturn = &api.MoneyReturn{
			Kind: api.MoneyReturnKind(p.Returning), Amount: ToAPIMoney(p.Amount),
			Status: api.MoneyReturnStatusPending, DoneAt: toAPITime(p.ReturnedAt),
		}
		if p.Return.Stage == order.StageDone {
			written.MoneyReturn.Status = api.MoneyReturnStatusDone
		}
	}
	return written
}

func toAPINextAction(a order.NextAction) api.NextAction {
	written := api.NextAction{Type: api.NextActionType(a.Type), URL: toAPIString(a.URL)}
	if a.Type == "" {
		written.Type = api.NextActionTypeNone
	}
	if a.Method != "" {
		written.Method = ptr(api.NextActionMethod(a.Method))
	}
	return written
}
