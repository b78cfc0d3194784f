package suppliertest

import (
	"context"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// commitment is something done to a ticketed booking that must be done once.
type commitment struct {
	role string
	// prepare makes a fresh booking to do it to.
	prepare func(t *testing.T, c *supplier.Connector) sale
	commit  func(ctx context.Context, c *supplier.Connector, s sale) error
	// done fails unless the booking is as the commitment leaves it.
	done func(t *testing.T, s sale, found travel.Booking)
	// happened reads off a booking whether it was done.
	happened func(s sale, found travel.Booking) bool
}

// andNoAnswer: whatever becomes of the answer to the write, it was done once, and
// Retrieve under our reference shows it. Then each answer of the whole exchange is
// lost in turn: what is Unavailable was not done, and what was done is not denied.
func (m commitment) andNoAnswer(t *testing.T, r Rig) {
	t.Helper()
	c, p := r.spoiled(t, "")
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		s := m.prepare(t, c)
		p.spoilWrites(how)
		err := m.commit(ctx, c, s)
		p.behave()
		wantKind(t, m.role, err, supplier.OutcomeUnknown)
		m.once(t, r, c, s)
	})
	for number, more := int64(1), true; more; number++ {
		s := m.prepare(t, c)
		spoiled := p.spoilAnswer(number, faults["nothing comes back"])
		err := m.commit(t.Context(), c, s)
		p.behave()
		more = spoiled.seen.Load() >= number // else nothing was spoiled
		switch found := r.find(t, c, s.in, s.booking); {
		case err == nil:
			m.done(t, s, found)
		case !more:
			t.Fatalf("%s: %v", m.role, err)
		case supplier.KindOf(err) == supplier.OutcomeUnknown && m.happened(s, found):
			m.once(t, r, c, s)
		default:
			wantKind(t, m.role, err, supplier.Unavailable, supplier.OutcomeUnknown)
			s.stands(t, r, c)
		}
	}
}

// once: it is done, and asking for it again does not do it again.
func (m commitment) once(t *testing.T, r Rig, c *supplier.Connector, s sale) {
	t.Helper()
	m.done(t, s, r.find(t, c, s.in, s.booking))
	err := m.commit(t.Context(), c, s)
	if err != nil {
		wantKind(t, m.role+" again", err, supplier.Rejected, supplier.PriceChanged, supplier.OutcomeUnknown)
	}
	m.done(t, s, r.find(t, c, s.in, s.booking))
}

// refundedAndNoAnswer: the booking says whether it was given back.
func refundedAndNoAnswer(t *testing.T, r Rig) {
	offer := priced(t, r, r.under(t, "")) // what is refunded can be sold again
	cancelled := func(_ sale, found travel.Booking) bool { return found.Status == travel.BookingCancelled }
	commitment{
		role:    "refund",
		prepare: func(t *testing.T, c *supplier.Connector) sale { return refundable(t, r, c, offer) },
		commit: func(ctx context.Context, c *supplier.Connector, s sale) error {
			return only(c.Refund.Refund(ctx, s.named(), s.quote))
		},
		done: func(t *testing.T, s sale, found travel.Booking) {
			t.Helper()
			if !cancelled(s, found) {
				t.Fatalf("after the refund: %s", found.Status)
			}
			r.wantLiving(t, s.in.Reference, 0)
		},
		happened: cancelled,
	}.andNoAnswer(t, r)
}

// changedAndNoAnswer: the booking flies as agreed, for what was agreed, with
// tickets, once.
func changedAndNoAnswer(t *testing.T, r Rig) {
	commitment{
		role: "change",
		prepare: func(t *testing.T, c *supplier.Connector) sale {
			return changeableSale(t, r, c, changeable(t, r, c)) // of one offer there are not seats enough
		},
		commit: func(ctx context.Context, c *supplier.Connector, s sale) error {
			return only(c.Change.Change(ctx, s.named(), s.change))
		},
		done: func(t *testing.T, s sale, found travel.Booking) {
			t.Helper()
			s.changed(t, r, found)
		},
		happened: func(s sale, found travel.Booking) bool { return !sameJourneys(found.Journeys, s.booking.Journeys) },
	}.andNoAnswer(t, r)
}

// acceptedAndNoAnswer: the booking has the new time, and nothing is open.
func acceptedAndNoAnswer(t *testing.T, r Rig) {
	commitment{
		role:    "accept",
		prepare: func(t *testing.T, _ *supplier.Connector) sale { return rescheduled(t, r) },
		commit: func(ctx context.Context, c *supplier.Connector, s sale) error {
			return only(c.Accept.Accept(ctx, s.named(), s.booking.ScheduleChanges[0]))
		},
		done: func(t *testing.T, s sale, found travel.Booking) {
			t.Helper()
			s.accepted(t, r, found)
		},
		happened: func(_ sale, found travel.Booking) bool { return open(found) == 0 },
	}.andNoAnswer(t, r)
}
