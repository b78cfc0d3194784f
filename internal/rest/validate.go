package rest

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/travel"
)

// validate holds a request against the specification and tells everything that
// is wrong with it at once, in our own words: the library's would show the
// schema and the value.
func (op operation) validate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		var found findings
		found.add(op.checkQuery(r.URL.RawQuery)...)
		err := openapi3filter.ValidateRequest(r.Context(), op.filterInput(r, pathParams(c)))
		if err != nil {
			schema, err := findingsOf(err)
			if err != nil {
				return err
			}
			found.add(schema...)
		}
		if len(found) > 0 {
			slices.SortStableFunc(found, func(a, b travel.FieldError) int { return strings.Compare(a.Pointer, b.Pointer) })
			return badParameter(found...)
		}
		return next(c)
	}
}

// checkQuery refuses parameters there are none of, and those given twice: which
// of two values counts would be anybody's guess.
func (op operation) checkQuery(raw string) []travel.FieldError {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return []travel.FieldError{parameterFinding("", findMalformed)}
	}
	var found findings
	for name, given := range values {
		switch {
		case op.route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil:
			found.add(parameterFinding(shown(name), findUnknownName))
		case len(given) > 1:
			found.add(parameterFinding(name, findRepeated))
		}
	}
	return found
}

// maxShown is how much of a name that is not ours is repeated.
const maxShown = 40

func shown(name string) string {
	if len(name) > maxShown || cardLike(name) || !isPlainText(name) {
		return ""
	}
	return name
}

func pathParams(c echo.Context) map[string]string {
	params := map[string]string{}
	for i, name := range c.ParamNames() {
		params[name] = c.ParamValues()[i]
	}
	return params
}

// findingsOf reads the validator's errors. The error it gives is of a request
// that is not merely invalid: a path that names nothing.
func findingsOf(err error) ([]travel.FieldError, error) {
	var all openapi3.MultiError
	if !errors.As(err, &all) {
		all = openapi3.MultiError{err}
	}
	var found findings
	for _, one := range all {
		var wrong *openapi3filter.RequestError
		if !errors.As(one, &wrong) {
			return nil, fmt.Errorf("rest: validate: %w", one)
		}
		switch {
		case wrong.Parameter == nil:
			found.add(bodyFindings(wrong)...)
		case wrong.Parameter.In == openapi3.ParameterInPath:
			return nil, travel.NewError(travel.CodeNotFound)
		default:
			found.add(parameterFindings(wrong)...)
		}
	}
	return found, nil
}

func bodyFindings(wrong *openapi3filter.RequestError) []travel.FieldError {
	schema := schemaErrors(wrong.Err)
	if len(schema) == 0 {
		return []travel.FieldError{finding("", findMalformed)}
	}
	var found findings
	for _, one := range schema {
		code, params := schemaFinding(one)
		if code == findUnknown {
			found.add(unknownFields(one)...)
			continue
		}
		found.add(finding(pointer(one.JSONPointer()...), code, params...))
	}
	return found
}

// unknownFields points at each member the schema does not know; the validator
// points at the object around them.
func unknownFields(e *openapi3.SchemaError) []travel.FieldError {
	given, ok := e.Value.(map[string]any)
	if !ok {
		return []travel.FieldError{finding(pointer(e.JSONPointer()...), findUnknown)}
	}
	var found findings
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, known := e.Schema.Properties[name]; !known {
			found.add(finding(pointer(append(e.JSONPointer(), shown(name))...), findUnknown))
		}
	}
	return found
}

func parameterFindings(wrong *openapi3filter.RequestError) []travel.FieldError {
	if errors.Is(wrong.Err, openapi3filter.ErrInvalidRequired) {
		return []travel.FieldError{parameterFinding(wrong.Parameter.Name, findRequired)}
	}
	schema := schemaErrors(wrong.Err)
	if len(schema) == 0 {
		// It could not even be read as what it should be.
		return []travel.FieldError{parameterFinding(wrong.Parameter.Name, findType, typeOf(wrong.Parameter.Schema.Value))}
	}
	var found []travel.FieldError
	for _, one := range schema {
		code, params := schemaFinding(one)
		found = append(found, parameterFinding(wrong.Parameter.Name, code, params...))
	}
	return found
}

// schemaErrors are the single violations in an error of the validator, however
// it nests them.
func schemaErrors(err error) []*openapi3.SchemaError {
	switch e := err.(type) {
	case openapi3.MultiError:
		var all []*openapi3.SchemaError
		for _, one := range e {
			all = append(all, schemaErrors(one)...)
		}
		return all
	case *openapi3.SchemaError:
		// allOf wraps what is wrong with the one schema in it.
		if inner := schemaErrors(e.Origin); len(inner) > 0 {
			return inner
		}
		return []*openapi3.SchemaError{e}
	case nil:
		return nil
	}
	return schemaErrors(errors.Unwrap(err))
}

// notBlank is the pattern of a text that must say something.
const notBlank = `\S`

// schemaFinding says which rule of the schema was broken, and what it allows.
func schemaFinding(e *openapi3.SchemaError) (fieldCode, []any) {
	if e.Value == nil && e.SchemaField != "required" {
		return findNull, nil
	}
	switch s := e.Schema; e.SchemaField {
	case "required":
		return findRequired, nil
	case "properties", "additionalProperties":
		return findUnknown, nil
	case "type":
		return findType, []any{typeOf(s)}
	case "enum":
		return findEnum, []any{enumOf(s)}
	case "pattern":
		if s.Pattern == notBlank {
			return findTooShort, []any{1}
		}
		return findPattern, []any{s.Pattern}
	case "minLength":
		return findTooShort, []any{s.MinLength}
	case "maxLength":
		return findTooLong, []any{*s.MaxLength}
	case "minimum":
		return findTooSmall, []any{*s.Min}
	case "maximum":
		return findTooLarge, []any{*s.Max}
	case "minItems":
		return findTooFew, []any{s.MinItems}
	case "maxItems":
		return findTooMany, []any{*s.MaxItems}
	case "maxProperties":
		return findTooMany, []any{*s.MaxProps}
	}
	return findMalformed, nil
}

func typeOf(s *openapi3.Schema) string { return strings.Join(s.Type.Slice(), ", ") }

func enumOf(s *openapi3.Schema) string {
	values := make([]string, len(s.Enum))
	for i, value := range s.Enum {
		values[i] = fmt.Sprint(value)
	}
	return strings.Join(values, ", ")
}
