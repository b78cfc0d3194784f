package rest

import (
	"errors"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// shapes checks what the schema cannot say about a single value: the tags that
// openapi.yaml gives fields with x-oapi-codegen-extra-tags.
type shapes struct{ validate *validator.Validate }

// shapeCodes are the tags in use.
var shapeCodes = map[string]fieldCode{
	"date":       findDate,
	"currency":   findCurrency,
	"country":    findCountry,
	"personName": findName,
	"plainText":  findText,
	"email":      findEmail,
	"http_url":   findURL,
}

func newShapes() (*shapes, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(field reflect.StructField) string {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		return name
	})
	known := map[string]func(string) bool{
		"date":       func(s string) bool { _, err := travel.ParseDate(s); return err == nil },
		"currency":   func(s string) bool { return money.Currency(s).Valid() },
		"country":    reference.CountryKnown,
		"personName": isPersonName,
		"plainText":  isPlainText,
	}
	for tag, ok := range known {
		err := v.RegisterValidation(tag, func(field validator.FieldLevel) bool { return ok(field.Field().String()) })
		if err != nil {
			return nil, err
		}
	}
	return &shapes{validate: v}, nil
}

// check is every field of a body that is of the right form and means nothing.
func (s *shapes) check(body any) []travel.FieldError {
	err := s.validate.Struct(body)
	var wrong validator.ValidationErrors
	if !errors.As(err, &wrong) {
		return nil
	}
	var found findings
	for _, one := range wrong {
		code, known := shapeCodes[one.Tag()]
		if !known {
			code = findMalformed
		}
		found.add(finding(pointerOf(one.Namespace()), code))
	}
	return found
}

// pointerOf turns "OrderCreateRequest.pax[0].surname" into "/pax/0/surname".
func pointerOf(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	return pointer(strings.Split(path, ".")...)
}
