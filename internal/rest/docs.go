package rest

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
)

// docs are the pages and the reader of the specification, Redoc 2.5.4 as its
// authors publish it (MIT, see redoc.LICENSE.txt), compressed.
//
//go:embed docs
var docs embed.FS

// docsPolicy lets the pages load what this server serves and nothing else.
// Redoc writes its styles into the page and searches in a worker of its own.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// static is a file that changes only with the program, kept in one of two forms.
type static struct {
	body        []byte
	zipped      []byte
	contentType string
}

func (s *server) addDocs(e readable) error {
	problems, err := problemsPage()
	if err != nil {
		return err
	}
	files := map[string]static{
		"/openapi.yaml":  {body: []byte(api.SpecYAML()), contentType: "application/yaml; charset=utf-8"},
		problemPage:      {body: problems, contentType: echo.MIMETextHTMLCharsetUTF8},
		"/docs/docs.css": {contentType: "text/css; charset=utf-8"},
		"/docs/docs.js":  {contentType: "text/javascript; charset=utf-8"},
		"/docs":          {contentType: echo.MIMETextHTMLCharsetUTF8},

		"/docs/redoc.LICENSE.txt":   {contentType: echo.MIMETextPlainCharsetUTF8},
		"/docs/redoc.standalone.js": {contentType: "text/javascript; charset=utf-8"},
	}
	for path, file := range files {
		if file.body == nil {
			file, err = readStatic(path, file.contentType)
			if err != nil {
				return err
			}
		}
		e.GET(path, file.serve)
	}
	e.GET("/", func(c echo.Context) error { return c.Redirect(http.StatusFound, "/docs") })
	return nil
}

func readStatic(path, contentType string) (static, error) {
	name := strings.TrimPrefix(path, "/")
	if name == "docs" {
		name = "docs/index.html"
	}
	body, err := docs.ReadFile(name)
	if err == nil {
		return static{body: body, contentType: contentType}, nil
	}
	zipped, err := docs.ReadFile(name + ".gz")
	if err != nil {
		return static{}, fmt.Errorf("rest: docs: %w", err)
	}
	return static{zipped: zipped, contentType: contentType}, nil
}

func (f static) serve(c echo.Context) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentSecurityPolicy, docsPolicy)
	header.Set(echo.HeaderReferrerPolicy, "no-referrer")
	header.Set(echo.HeaderCacheControl, "public, max-age=300")
	if f.zipped == nil {
		return c.Blob(http.StatusOK, f.contentType, f.body)
	}
	header.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if acceptsGzip(c.Request().Header.Get(echo.HeaderAcceptEncoding)) {
		header.Set(echo.HeaderContentEncoding, "gzip")
		return c.Blob(http.StatusOK, f.contentType, f.zipped)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(f.zipped))
	if err != nil {
		return err
	}
	return c.Stream(http.StatusOK, f.contentType, unzipped)
}

func acceptsGzip(header string) bool {
	return slices.ContainsFunc(qualities(header), func(one quality) bool { return one.value == "gzip" && one.q > 0 })
}

type problemRow struct {
	Code, Title, Detail, Fault, Outcome string
	Status                              int
	Retryable                           bool
}

type findingRow struct{ Code, Detail string }

// problemsPage explains every code, from the table that makes the problems.
func problemsPage() ([]byte, error) {
	page, err := template.ParseFS(docs, "docs/problems.html")
	if err != nil {
		return nil, fmt.Errorf("rest: docs: %w", err)
	}
	var rows []problemRow
	for code, kind := range problemKinds {
		rows = append(rows, problemRow{
			Code: string(code), Status: kind.status, Title: kind.title.in(english, nil), Detail: kind.detail.in(english, placeholders),
			Fault: string(kind.fault), Outcome: string(kind.outcome), Retryable: kind.retryable,
		})
	}
	slices.SortFunc(rows, func(a, b problemRow) int {
		if a.Status != b.Status {
			return a.Status - b.Status
		}
		return strings.Compare(a.Code, b.Code)
	})
	var found []findingRow
	for _, code := range slices.Sorted(maps.Keys(findingTexts)) {
		found = append(found, findingRow{Code: string(code), Detail: findingTexts[code].in(english, placeholders)})
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{"Problems": rows, "Findings": found})
	if err != nil {
		return nil, fmt.Errorf("rest: docs: %w", err)
	}
	return b.Bytes(), nil
}

// placeholders stand for params where there is no request they belong to.
var placeholders = []any{"…", "…"}
