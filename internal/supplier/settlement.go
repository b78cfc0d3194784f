package supplier

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Settlement is how we pay a supplier.
type Settlement string

// The settlements.
const (
	SettleBalance Settlement = "balance" // from money we deposited with the supplier
	SettleBSP     Settlement = "bsp"     // through a settlement plan (IATA BSP, ARC), after the sale
	// SettleCard: the supplier charges the traveller's card, as merchant of record.
	// The card comes as a token of the supplier's own making; numbers never do.
	SettleCard Settlement = "customerCard"
)

// CodeCardDeclined is the Error.Code of a Rejected that means: the supplier could
// not charge the traveller's card. Nothing was issued; another card may do.
const CodeCardDeclined = "cardDeclined"

// CodeSettlementChanged is the Error.Code of a Rejected order that was sold to be
// charged to the traveller's card by a supplier we now pay, or the other way round.
const CodeSettlementChanged = "settlementChanged"

// charging says on an offer who takes the traveller's money.
func (g *guard) charging(offer travel.SupplierOffer) travel.SupplierOffer {
	offer.ChargesCard = g.options.Settlement == SettleCard
	return offer
}

// payable refuses, before anything is sent, what would be paid otherwise than
// its buyer agreed to: the settlement was configured anew since the offer was shown.
func (g *guard) payable(card string) error {
	if (g.options.Settlement == SettleCard) == (card != "") {
		return nil
	}
	return g.refuse(Rejected, CodeSettlementChanged, "sold under another settlement", 0)
}

// blockedFor is how long bookings are refused at once after the supplier said
// that our balance is spent. Where the balance can be asked for, it is asked
// for instead.
const blockedFor = time.Minute

// affordable refuses a booking that our balance with the supplier cannot pay,
// before seats are taken and anybody is charged. Two bookings may still compete
// for the last of it; the loser is refused at ticketing, where the traveller's
// money is reserved and not yet taken.
func (d guarded) affordable(ctx context.Context, in BookInput) error {
	g := d.guard
	if g.options.Settlement != SettleBalance || g.options.Rehearsal(ctx) {
		return nil
	}
	if d.inner.Funds == nil {
		left := time.Unix(0, g.brokeUntil.Load()).Sub(g.options.Now())
		if left <= 0 {
			return nil
		}
		return g.unaffordable(ctx, "balance spent", left)
	}
	funds, err := d.Funds(ctx)
	var none *Error
	switch {
	case errors.As(err, &none) && none.Code == CodeNoFunds:
		return g.unaffordable(ctx, "no balance", 0)
	case err != nil:
		return nil // not knowing is no reason not to sell: the supplier will say
	}
	short, err := funds.Cmp(in.Total)
	if err == nil && short >= 0 {
		return nil
	}
	return g.unaffordable(ctx, "balance too low", 0)
}

// unaffordable is a booking that is not even asked for.
func (g *guard) unaffordable(ctx context.Context, why string, after time.Duration) error {
	g.options.Observe(Observation{Supplier: g.id, Role: "book", Kind: Unavailable, Code: CodeNoFunds})
	return g.broke(ctx, "book", g.refuse(Unavailable, CodeNoFunds, why, after))
}

// mindFunds takes note that the supplier refused for want of funds.
func (g *guard) mindFunds(ctx context.Context, role string, err error) {
	var failure *Error
	if !errors.As(err, &failure) || failure.Code != CodeNoFunds || g.options.Rehearsal(ctx) {
		return
	}
	g.brokeUntil.Store(g.options.Now().Add(blockedFor).UnixNano())
	_ = g.broke(ctx, role, failure)
}

// broke tells the operator, who alone can do something about it.
func (g *guard) broke(ctx context.Context, role string, failure *Error) error {
	g.options.Logger.ErrorContext(ctx, "our balance with the supplier is too low: top it up", "role", role, "operator", true)
	return failure
}
