package account

import "time"

// Limit is how many calls may be made in a time: all of them at once, and then
// as they come back, evenly. The zero Limit is none.
type Limit struct {
	Calls int
	Per   time.Duration
}

// Allowance is what is left of a Limit after a call was asked for.
type Allowance struct {
	Allowed    bool
	Remaining  int           // calls that may be made at once
	RetryAfter time.Duration // until one may be made again; zero when this one may
	ResetAfter time.Duration // until all of them may
}
