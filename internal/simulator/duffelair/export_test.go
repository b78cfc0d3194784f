package duffelair

import "time"

// SetDeliveryWaits replaces the pauses before attempts; call it before serving.
func SetDeliveryWaits(s *Surface, waits ...time.Duration) { s.waits = waits }

// Types are the kinds of event a webhook can be made for.
var Types = subscribable
