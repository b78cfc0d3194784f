package supplier

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// panicText is what of a panic may be logged: not the value, which may be anybody's.
func panicText(p any) string {
	if fault, ok := p.(runtime.Error); ok {
		return fault.Error()
	}
	return fmt.Sprintf("%T", p)
}

// Contain turns a panic in work into an error. Goroutines that ask suppliers have
// no server above them that would: a defect in one connector, or in what reads its
// answers, must not end the process.
func Contain(work func()) error {
	var err error
	func() {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %s\n%s", panicText(p), debug.Stack())
			}
		}()
		work()
	}()
	return err
}
