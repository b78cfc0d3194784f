package order

import "slices"

// Capabilities are what a supplier can do for an order: its roles, as far as an
// order's life is concerned. What is false is not offered to callers.
type Capabilities struct {
	Price, Services, Seats, Rules bool
	Hold                          bool // seats without payment, ticketed later
	PayAtOnce                     bool // booked, paid and ticketed in one
	Retrieve, Release             bool
	Refund, Change, AcceptChange  bool
	Notify                        bool // tells us by itself what happens
}

// Operation is something that can be done with an offer or an order.
type Operation string

// The operations of the capability matrix.
const (
	OperationPrice        Operation = "price"
	OperationServices     Operation = "services"
	OperationSeatMaps     Operation = "seatMaps"
	OperationRules        Operation = "rules"
	OperationHold         Operation = "hold"
	OperationPay          Operation = "pay"
	OperationRetrieve     Operation = "retrieve"
	OperationCancel       Operation = "cancel"
	OperationRefund       Operation = "refund"
	OperationChange       Operation = "change"
	OperationAcceptChange Operation = "acceptChange"
	OperationNotices      Operation = "notices"
)

// beforeOrder is the state in which there is an offer and no order yet.
const beforeOrder Status = "offer"

// transition says in which states an operation makes sense, and what the
// supplier needs for it. In the states of held, only one that holds has anything.
type transition struct {
	operation Operation
	held      []Status
	states    []Status
	can       func(Capabilities) bool
}

// in lists the states in which the operation makes sense with a supplier.
func (t transition) in(c Capabilities) []Status {
	if !c.Hold {
		return t.states
	}
	return slices.Concat(t.held, t.states)
}

// transitions is the table behind the capability matrix and AllowedActions.
var transitions = []transition{
	{OperationPrice, nil, []Status{beforeOrder}, func(c Capabilities) bool { return c.Price }},
	{OperationServices, nil, []Status{beforeOrder}, func(c Capabilities) bool { return c.Services }},
	{OperationSeatMaps, nil, []Status{beforeOrder}, func(c Capabilities) bool { return c.Seats }},
	{OperationRules, nil, []Status{beforeOrder}, func(c Capabilities) bool { return c.Rules }},
	{OperationHold, nil, []Status{beforeOrder}, func(c Capabilities) bool { return c.Hold }},
	{OperationPay, nil, []Status{StatusAwaitingPayment}, func(c Capabilities) bool { return c.Hold || c.PayAtOnce }},
	{OperationRetrieve, []Status{StatusAwaitingPayment, StatusPaid}, []Status{StatusTicketing, StatusTicketed}, func(c Capabilities) bool { return c.Retrieve }},
	{OperationCancel, []Status{StatusAwaitingPayment}, nil, func(c Capabilities) bool { return c.Release && c.Hold }},
	{OperationRefund, nil, []Status{StatusTicketed}, func(c Capabilities) bool { return c.Refund }},
	{OperationChange, nil, []Status{StatusTicketed}, func(c Capabilities) bool { return c.Change }},
	{OperationAcceptChange, nil, []Status{StatusTicketed}, func(c Capabilities) bool { return c.AcceptChange }},
	{OperationNotices, []Status{StatusPending, StatusAwaitingPayment}, []Status{StatusTicketing, StatusTicketed}, func(c Capabilities) bool { return c.Notify }},
}

// Possible is one row of a supplier's capability matrix: an operation and the
// states ("offer" before there is an order) in which the supplier can do it.
type Possible struct {
	Operation Operation
	States    []string
}

// Matrix lists what the supplier can do, in the table's order.
func (c Capabilities) Matrix() []Possible {
	var rows []Possible
	for _, t := range transitions {
		if !t.can(c) {
			continue
		}
		row := Possible{Operation: t.operation}
		for _, state := range t.in(c) {
			row.States = append(row.States, string(state))
		}
		rows = append(rows, row)
	}
	return rows
}

// allows reports whether the supplier can do the operation in a state.
func (c Capabilities) allows(operation Operation, state Status) bool {
	return slices.ContainsFunc(transitions, func(t transition) bool {
		return t.operation == operation && t.can(c) && slices.Contains(t.in(c), state)
	})
}

// OfferActions is what a caller may do with an offer of the supplier's.
func (c Capabilities) OfferActions(holdable bool) []Action {
	actions := []Action{}
	if c.allows(OperationPrice, beforeOrder) {
		actions = append(actions, ActionPrice)
	}
	if (holdable && c.Hold) || (!holdable && c.PayAtOnce) {
		actions = append(actions, ActionOrder)
	}
	return actions
}
