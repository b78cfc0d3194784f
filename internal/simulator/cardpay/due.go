package cardpay

import "time"

// catchUp does what time has done to payments: a bank has answered, or the payer
// did not settle in time. Every call does it first, and so do jumps of the
// simulated clock and the alarms. The lock is held.
func (g *Gateway) catchUp(now time.Time) error {
	for id := range g.book.awaiting {
		i := g.book.intents[id]
		next, at := status(""), now
		switch {
		case i.settled(now):
			next, at = authorized, i.SettlesAt
		case i.overdue(now):
			next = expired
		default:
			continue
		}
		changed, err := i.become(next, at)
		if err != nil {
			return err
		}
		if err := g.commit(changed, nil, at); err != nil {
			return err
		}
	}
	return nil
}

// look catches up when nobody has called.
func (g *Gateway) look() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	now := g.stage.Now()
	if err := g.catchUp(now); err != nil {
		g.log.Error("not caught up", "error", err)
	}
	for id := range g.book.awaiting {
		g.setAlarm(g.book.intents[id], now)
	}
}

// alarm is a *time.Timer.
type alarm interface{ Stop() bool }

// setAlarm has the gateway look when a bank is due and time merely passes. An
// intent that waits for no bank has none. The lock is held.
func (g *Gateway) setAlarm(i intent, now time.Time) {
	if known, set := g.alarms[i.ID]; set {
		known.Stop()
		delete(g.alarms, i.ID)
	}
	if i.Status != requiresAction || i.SettlesAt.IsZero() {
		return
	}
	// Not sooner than in a second: where the simulated clock stands still there is
	// no use in looking again and again.
	g.alarms[i.ID] = g.wake(max(time.Second, i.SettlesAt.Sub(now)), g.look)
}
