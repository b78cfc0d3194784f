package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// binary is the program under test, built once.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "farebridge-test")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "farebridge")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	storagetest.Stop()
	cachetest.Stop()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// process is one running program.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	sim  string
	key  string
	done chan struct{} // closed when it has ended
	log  *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// shortLimits makes leases short, so that what a dead process held is free soon.
const shortLimits = "limits: {book: 1500ms, supplier: 1500ms, gateway: 1500ms}\n"

// run starts the program and waits for the line that says where it listens.
func run(t *testing.T, listening string, args []string, environ ...string) *process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, key: "fb_test_agency", done: make(chan struct{}), log: &lockedBuffer{}}
	p.cmd = exec.Command(path, args...)
	p.cmd.Env = append(os.Environ(), environ...)
	p.cmd.Stderr = p.log
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("%s\n%s", strings.Join(args, " "), p.log)
		}
	})
	found := make(chan [2]string, 1)
	go func() {
		defer close(p.done)
		at := regexp.MustCompile(listening + `\s+(http://[0-9.:]+)`)
		sim := regexp.MustCompile(`Simulator\s+(http://[0-9.:]+)`)
		var text strings.Builder
		lines := bufio.NewScanner(stdout)
		told := false
		for lines.Scan() {
			text.WriteString(lines.Text() + "\n")
			where, world := at.FindStringSubmatch(text.String()), sim.FindStringSubmatch(text.String())
			if !told && where != nil && (world != nil || len(args) > 0) {
				told = true
				found <- [2]string{where[1], append(world, "", "")[min(1, len(world))]}
			}
		}
		_ = p.cmd.Wait()
	}()
	select {
	case urls := <-found:
		p.url, p.sim = urls[0], urls[1]
	case <-p.done:
		t.Fatalf("the program ended before it listened:\n%s", p.log)
	case <-time.After(60 * time.Second):
		t.Fatalf("the program does not listen:\n%s", p.log)
	}
	return p
}

// stop ends the process as a machine does: without warning.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

// ended waits for a process that was to kill itself.
func (p *process) ended() {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(60 * time.Second):
		p.t.Fatalf("the process did not reach the point it was to die at:\n%s", p.log)
	}
}

// try makes one call; an error is a connection that broke.
func (p *process) try(method, url, body string, headers map[string]string) (int, map[string]any, error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.key)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, err
	}
	var answer map[string]any
	if err := json.Unmarshal(raw, &answer); err != nil {
		p.t.Fatalf("%s %s: %s", method, url, raw)
	}
	return response.StatusCode, answer, nil
}

// insist repeats a call with its key as a careful client does: after a broken
// connection and while the first call's outcome is being found out.
func (p *process) insist(path, body, key string) (int, map[string]any) {
	p.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		status, answer, err := p.try("POST", p.url+path, body, map[string]string{"Idempotency-Key": key})
		if err == nil && answer["code"] != "idempotencyInProgress" {
			return status, answer
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("POST %s: %d %v %v", path, status, answer, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (p *process) read(path string) map[string]any {
	p.t.Helper()
	status, answer, err := p.try("GET", p.url+path, "", nil)
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("GET %s: %d %v %v", path, status, answer, err)
	}
	return answer
}

func (p *process) until(orderID string, wanted ...string) map[string]any {
	p.t.Helper()
	deadline := time.Now().Add(90 * time.Second)
	for {
		o := p.read("/v1/orders/" + orderID)
		for _, w := range wanted {
			if o["status"] == w {
				return o
			}
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the order is %v, want %v: %v", o["status"], wanted, p.read("/v1/orders/"+orderID+"/history"))
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// orderBody shops, and says what to book.
func (p *process) orderBody() string {
	p.t.Helper()
	day := time.Now().AddDate(0, 0, 30).Format(time.DateOnly)
	status, found, err := p.try("POST", p.url+"/v1/air-shopping",
		`{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":"`+day+`"}],"pax":[{"paxId":"p1","ptc":"ADT"}]}`, nil)
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("shop: %d %v %v", status, found, err)
	}
	offers, _ := found["offers"].([]any)
	for _, each := range offers {
		offer := each.(map[string]any)
		if offer["holdable"] != true {
			continue
		}
		total, err := json.Marshal(offer["totalPrice"])
		if err != nil {
			p.t.Fatal(err)
		}
		return fmt.Sprintf(`{"offers":[{"offerId":%q}],"acceptedTotal":%s,
			"pax":[{"paxId":"p1","surname":"ZHANG","givenName":"SAN","gender":"male","birthDate":"1990-03-07"}],
			"contact":{"name":"Zhang San","email":"zhang@example.com","phone":"+8613800138000"}}`, offer["offerId"], total)
	}
	p.t.Fatalf("nothing can be held: %v", found)
	return ""
}

const cardOK = `{"method":"card","card":{"token":"tok_sandbox_ok"}}`

// truth asks the simulated world what really happened to an order: how many
// bookings and tickets there are, and how often money was captured.
func (p *process) truth(orderID string) (int, int, int) {
	p.t.Helper()
	bookings, tickets := 0, 0
	for _, supplier := range []string{"air-china", "china-eastern", "china-southern", "hainan-airlines", "sichuan-airlines", "skytrip"} {
		status, page, err := p.try("GET", p.sim+"/air/orders?limit=200", "", map[string]string{
			"Authorization": "Bearer duffel_test_" + supplier, "Duffel-Version": "v2",
		})
		if err != nil || status != http.StatusOK {
			p.t.Fatalf("%s's orders: %d %v %v", supplier, status, page, err)
		}
		for _, each := range page["data"].([]any) {
			o := each.(map[string]any)
			if metadata, _ := o["metadata"].(map[string]any); metadata["farebridge_order_id"] == orderID {
				bookings++
				tickets += len(o["documents"].([]any))
			}
		}
	}
	status, ledger, err := p.try("GET", p.sim+"/pay/card/v1/balance_transactions?order_reference="+orderID, "", map[string]string{
		"Authorization": "Bearer sk_sandbox_card",
	})
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("the gateway's ledger: %d %v %v", status, ledger, err)
	}
	return bookings, tickets, len(ledger["data"].([]any))
}
