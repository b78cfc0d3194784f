package world

// Balance is what is left of the buyers' prepaid account with a supplier; false:
// the supplier keeps none and trusts without limit. Tenders of type
// "arc_bsp_cash" and "card" do not draw on it, all others do; what an order
// drew comes back when it is refunded.
func (w *World) Balance(supplier string) (Fen, bool) {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.left(supplier)
}

// left counts what is being paid right now as gone. The lock is held.
func (w *World) left(supplier string) (Fen, bool) {
	paidIn, limited := w.balances[supplier]
	return max(0, paidIn-w.book.spent[supplier]-w.book.promised[supplier]), limited
}

// draws reports whether tenders of a type come out of the prepaid account.
func draws(tender string) bool { return tender != "arc_bsp_cash" && tender != "card" }

// drawn is what tenders take from the account; pays has read them.
func drawn(tenders []Tender) Fen {
	var sum Fen
	for _, t := range tenders {
		if draws(t.Type) {
			amount, _ := ParseFen(t.Amount)
			sum += amount
		}
	}
	return sum
}

// draw books a payment on the account it came from.
func (b *orderBook) draw(p Payment) {
	if draws(p.Type) {
		b.spent[p.Supplier] += p.Amount
		b.drawn[p.OrderID] += p.Amount
	}
}

// restore gives an order's money back, as far as it came from the account.
func (b *orderBook) restore(supplier, orderID string, amount Fen) {
	amount = min(amount, b.drawn[orderID])
	b.spent[supplier] -= amount
	b.drawn[orderID] -= amount
}
