package duffelair

import "time"

// SetDeliveryWaits replaces the pauses before attempts; call it before serving.
func SetDeliveryWaits(s *Surface, waits ...time.Duration) { s.courier.waits = waits }

// Sign is how events are signed.
var Sign = sign

// LoopbackOnly is the check of every address an event is sent to.
var LoopbackOnly = loopbackOnly

// Types are the kinds of event a webhook can be made for.
var Types = subscribable
