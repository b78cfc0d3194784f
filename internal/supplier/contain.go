package supplier

import (
	"fmt"
	"runtime/debug"
)

// Contain turns a panic in work into an error. Goroutines that ask suppliers have
// no server above them that would: a defect in one connector, or in what reads its
// answers, must not end the process.
func Contain(work func()) error {
	var err error
	func() {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		work()
	}()
	return err
}
