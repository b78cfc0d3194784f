package cardpay

import "time"

// SetDeliveryWaits replaces the pauses before attempts; call it before serving.
func SetDeliveryWaits(g *Gateway, waits ...time.Duration) { g.waits = waits }

// DrainNotices waits until no delivery is under way or to be tried again.
func DrainNotices(g *Gateway) { g.courier.Wait() }

// Alarm is what the gateway sets to wake up.
type Alarm = alarm

// SetWake replaces the timers that wake the gateway; call it before serving.
func SetWake(g *Gateway, wake func(time.Duration, func()) Alarm) { g.wake = wake }
