package order

import "time"

// Stage is how far one outward step has come.
type Stage string

// The stages. Running ends with a result or with its lease: a process that
// died in the middle leaves a step whose outcome is not known, and it is then
// resolved by asking, never called again blind.
const (
	StageIdle    Stage = ""
	StageDue     Stage = "due"     // to be called, not before Until
	StageRunning Stage = "running" // somebody is calling, until Until at the latest
	StageUnknown Stage = "unknown" // to be resolved by asking, not before Until
	StageDone    Stage = "done"
	StageRefused Stage = "refused" // certainly not done, and never will be
)

// Step is one thing we ask of the world, with the intent on record before the
// call and the result after it.
type Step struct {
	Stage    Stage
	Until    time.Time
	Since    time.Time // when it was first asked for
	SettleAt time.Time // from then on, "there is nothing" is the final answer
	Tries    int
	// Unsearchable: asking cannot resolve it, as the supplier finds a booking only
	// by an id that was in the answer that was lost. A person has to look.
	Unsearchable bool
}

// AttentionAfter is how long a step may stay unresolved before a person is told.
const AttentionAfter = 15 * time.Minute

func (s Step) open() bool {
	return s.Stage == StageDue || s.Stage == StageRunning || s.Stage == StageUnknown
}

func (s *Step) due(now time.Time) {
	*s = Step{Stage: StageDue, Until: now, Since: now, Tries: s.Tries}
}

func (s *Step) start(lease, settle time.Time, now time.Time) {
	if s.Since.IsZero() {
		s.Since = now
	}
	s.Stage, s.Until = StageRunning, lease
	s.Tries++
	if settle.After(s.SettleAt) {
		s.SettleAt = settle
	}
}

// again puts the step off: to be called again, or to be asked after again.
func (s *Step) again(stage Stage, now time.Time) {
	s.Stage, s.Until = stage, now.Add(backoff(s.Tries))
}

// forget takes the step back. Its attempts count on: they are what tells a late
// worker's word from that of the one at work.
func (s *Step) forget() { *s = Step{Tries: s.Tries} }

func (s *Step) finish(stage Stage) { s.Stage, s.Until = stage, time.Time{} }

// backoff doubles from half a second to a minute.
func backoff(tries int) time.Duration {
	d := 250 * time.Millisecond << min(max(tries, 1), 8)
	return min(d, time.Minute)
}

// inDoubt reports a call whose result is not on record.
func (s Step) inDoubt() bool { return s.Stage == StageRunning || s.Stage == StageUnknown }
