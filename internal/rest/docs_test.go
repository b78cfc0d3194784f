package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/travel"
)

func (b *bench) page(method, path string, header ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(request(method, path, "", append(header, "Authorization", "")...))
}

// TestDocsAreOffline: the pages load nothing from anywhere else, and are not
// allowed to.
func TestDocsAreOffline(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	loads := regexp.MustCompile(`(?:src|href)="([^"]+)"`)
	for _, path := range []string{"/docs", "/docs/problems"} {
		w := b.page("GET", path)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Fatalf("%s: %d %v", path, w.Code, w.Header())
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "http") || strings.Contains(policy, "unsafe-eval") {
			t.Errorf("%s: policy %q", path, policy)
		}
		for _, load := range loads.FindAllStringSubmatch(w.Body.String(), -1) {
			if !strings.HasPrefix(load[1], "/") || strings.HasPrefix(load[1], "//") {
				t.Errorf("%s loads %s", path, load[1])
				continue
			}
			if got := b.page("GET", load[1]); got.Code != 200 || got.Body.Len() == 0 {
				t.Errorf("%s refers to %s, which is %d", path, load[1], got.Code)
			}
		}
		if head := b.page("HEAD", path); head.Code != 200 {
			t.Errorf("HEAD %s: %d", path, head.Code)
		}
	}
	if w := b.page("GET", "/"); w.Code != http.StatusFound || w.Header().Get("Location") != "/docs" {
		t.Errorf("/: %d %v", w.Code, w.Header())
	}
	if w := b.page("GET", "/docs/redoc.LICENSE.txt"); !strings.Contains(w.Body.String(), "The MIT License") {
		t.Errorf("licence: %d", w.Code)
	}
}

func TestRedocIsSentAsTheReaderTakesIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	plain := b.page("GET", "/docs/redoc.standalone.js", "Accept-Encoding", "gzip;q=0")
	zipped := b.page("GET", "/docs/redoc.standalone.js", "Accept-Encoding", "br, gzip")
	if plain.Header().Get("Content-Encoding") != "" || zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("%v, %v", plain.Header(), zipped.Header())
	}
	reader, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(reader)
	if err != nil || !bytes.Equal(unzipped, plain.Body.Bytes()) || !bytes.Contains(unzipped, []byte("Redoc")) {
		t.Errorf("%d bytes, %d unzipped: %v", plain.Body.Len(), len(unzipped), err)
	}
}

// TestServedSpecification is openapi.yaml at the project's root.
func TestServedSpecification(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	w := b.page("GET", "/openapi.yaml")
	source, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), source) {
		t.Errorf("%d: not what openapi.yaml says; go generate ./api/... again", w.Code)
	}
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "application/yaml") {
		t.Errorf("it is sent as %q", got)
	}
}

func TestProblemsPageExplainsEveryCode(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.page("GET", "/docs/problems").Body.String()
	for _, code := range []travel.Code{travel.CodePriceChanged, travel.CodeInvalidJSON, travel.CodeOutcomeUnknown} {
		if !strings.Contains(page, `id="`+string(code)+`"`) {
			t.Errorf("no %s", code)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var broken error
	b := newBench(t, func(d *rest.Deps) {
		d.Ready = func(ctx context.Context) error {
			if _, limited := ctx.Deadline(); !limited {
				t.Error("the checks may take for ever")
			}
			return broken
		}
	})
	for _, path := range []string{"/livez", "/readyz"} {
		if w := b.page("GET", path); w.Code != 200 || !strings.Contains(w.Body.String(), `"version":"test"`) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	broken = errors.New("postgres://user:hunter2@db is gone")
	if w := b.page("GET", "/readyz"); w.Code != 503 || strings.Contains(w.Body.String(), "hunter2") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := b.page("HEAD", "/livez"); w.Code != 200 {
		t.Errorf("alive though not ready: %d", w.Code)
	}
}

func TestNewWantsEverything(t *testing.T) {
	t.Parallel()
	if _, err := rest.New(rest.Deps{}); err == nil {
		t.Error("made without anything")
	}
	server := rest.Server(http.NotFoundHandler())
	if server.ReadHeaderTimeout == 0 || server.ReadTimeout == 0 || server.WriteTimeout == 0 || server.IdleTimeout == 0 || server.MaxHeaderBytes == 0 {
		t.Errorf("%+v", server)
	}
}
