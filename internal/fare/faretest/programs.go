// Package faretest has programs for the tests of others.
//
// Owns: the shipped programs, loaded.
//
// Does not own: any rule.
//
// Invariants: what it gives is what the program itself starts with.
package faretest

import (
	"slices"
	"testing"

	"github.com/farebridge/farebridge/configs"
	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/reference"
)

// Programs loads shipped programs by name; none named: all of them.
func Programs(t testing.TB, names ...string) fare.Programs {
	t.Helper()
	entries, err := configs.Files.ReadDir(configs.Programs)
	if err != nil {
		t.Fatal(err)
	}
	var files []fare.File
	for _, entry := range entries {
		text, err := configs.Files.ReadFile(configs.Programs + "/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if len(names) == 0 || slices.Contains(names, entry.Name()[:len(entry.Name())-len(".yaml")]) {
			files = append(files, fare.File{Name: entry.Name(), Text: text})
		}
	}
	filed, err := reference.SampleFiledFares()
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := fare.Load(files, filed)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}
