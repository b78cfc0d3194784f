package journal_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/journal"
)

func TestRemembersAcrossProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "world.jsonl")
	first := open(t, path)
	for _, n := range []int{1, 2} {
		if err := first.Append("air.order", n); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.Note("air.search", 3); err != nil {
		t.Fatal(err)
	}
	// No Close: a killed process does not close either.
	if got := kinds(t, open(t, path)); len(got) != 3 || got[0] != "air.order 1" || got[2] != "air.search 3" {
		t.Fatalf("replayed %v", got)
	}
}

func TestTornTailIsDroppedAndOverwritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	if err := os.WriteFile(path, []byte(`{"kind":"a","data":1}`+"\n"+`{"kind":"b","da`), 0o600); err != nil {
		t.Fatal(err)
	}
	j := open(t, path)
	if got := kinds(t, j); len(got) != 1 {
		t.Fatalf("replayed %v", got)
	}
	if err := j.Append("c", 2); err != nil {
		t.Fatal(err)
	}
	if got := kinds(t, open(t, path)); len(got) != 2 || got[1] != "c 2" {
		t.Fatalf("after the torn line: %v", got)
	}
}

func TestDamageInTheMiddleIsAnError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.jsonl")
	if err := os.WriteFile(path, []byte("garbage\n"+`{"kind":"a","data":1}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(path); err == nil {
		t.Fatal("a damaged journal opened")
	}
}

func open(t *testing.T, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func kinds(t *testing.T, j *journal.Journal) []string {
	t.Helper()
	var got []string
	if err := j.Replay(func(r journal.Record) error {
		got = append(got, r.Kind+" "+string(r.Data))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}
