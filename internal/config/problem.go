package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/go-viper/mapstructure/v2"
)

// Problem is one thing that is wrong with a configuration. Text never repeats
// what may be secret.
type Problem struct {
	Path string // as one would find it in the YAML, "suppliers[0].rate.perSecond"
	Text string // for whoever wrote the file
}

// Error is path and text.
func (p *Problem) Error() string { return "config: " + p.Path + ": " + p.Text }

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("koanf") })
	return v
}

// invalid says everything that rules found, in the order of the fields.
func invalid(err error) error {
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return fmt.Errorf("config: %w", err)
	}
	var all []error
	for _, rule := range broken {
		_, path, _ := strings.Cut(rule.Namespace(), ".") // the first name is our type's
		all = append(all, &Problem{Path: path, Text: sentence(rule)})
	}
	return errors.Join(all...)
}

// sentence says what would be right.
func sentence(rule validator.FieldError) string {
	switch rule.Tag() {
	case "required":
		return "must be given"
	case "oneof":
		return fmt.Sprintf("must be %s, not %q", either(strings.Fields(rule.Param())), fmt.Sprint(rule.Value()))
	case "hostname_port|tcp_addr":
		return "must be host:port, such as 127.0.0.1:8080"
	case "url":
		return "must be a URL"
	case "http_url":
		return "must be an http or https URL"
	case "unique":
		return "no two may have the same " + strings.ToLower(rule.Param())
	case "numeric":
		return "must consist of digits"
	case "excludesall":
		return fmt.Sprintf("must have none of the characters %q", rule.Param())
	case "min":
		return bound(rule, "at least")
	case "max":
		return bound(rule, "at most")
	default:
		return "breaks the rule " + rule.Tag()
	}
}

func bound(rule validator.FieldError, how string) string {
	limit := rule.Param()
	switch {
	case rule.Type() == reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(limit)
		if err == nil {
			limit = d.String()
		}
	case rule.Kind() == reflect.String:
		return fmt.Sprintf("must have %s %s characters", how, limit)
	}
	return fmt.Sprintf("must be %s %s", how, limit)
}

func either(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// unreadable says which values do not have the form their fields need, and which
// keys are no fields at all.
func unreadable(err error, unused []string) error {
	var all []error
	for _, key := range unused {
		all = append(all, &Problem{Path: key, Text: "there is no such field"})
	}
	return errors.Join(append(all, misfits(err)...)...)
}

// misfits takes apart what mapstructure joined and wrapped.
func misfits(err error) []error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range many.Unwrap() {
			all = append(all, misfits(one)...)
		}
		return all
	}
	named, ok := err.(*mapstructure.DecodeError)
	if !ok {
		inner := errors.Unwrap(err)
		if inner == nil {
			return []error{fmt.Errorf("config: %w", err)}
		}
		return misfits(inner)
	}
	if deeper := new(mapstructure.DecodeError); errors.As(named.Unwrap(), &deeper) {
		return misfits(named.Unwrap())
	}
	return []error{&Problem{Path: named.Name(), Text: "must be " + form(fieldType(reflect.TypeFor[Config](), named.Name()))}}
}

// form is how a field of a type is written.
func form(t reflect.Type) string {
	switch {
	case t == nil:
		return "something else"
	case t == reflect.TypeFor[time.Duration]():
		return "a duration, such as 8s or 500ms"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "a list of fields"
	default:
		return "text"
	}
}

// fieldType finds what stands at a path; nil for nothing.
func fieldType(t reflect.Type, path string) reflect.Type {
	for _, step := range strings.Split(path, ".") {
		name, _, indexed := strings.Cut(step, "[")
		if t.Kind() == reflect.Map {
			t = t.Elem()
			continue
		}
		if t.Kind() != reflect.Struct {
			return nil
		}
		i := 0
		for i < t.NumField() && t.Field(i).Tag.Get("koanf") != name {
			i++
		}
		if i == t.NumField() {
			return nil
		}
		t = t.Field(i).Type
		if indexed && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map) {
			t = t.Elem()
		}
	}
	return t
}
