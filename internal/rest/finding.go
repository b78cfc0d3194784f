package rest

import (
	"slices"

	"github.com/farebridge/farebridge/internal/travel"
)

// fieldCode names one kind of mistake in an input. The list is closed:
// findingTexts says each of them in words, those of other packages included.
type fieldCode string

// What is wrong with a body as JSON.
const (
	findJSONEmpty     fieldCode = "empty"
	findJSONSyntax    fieldCode = "syntax"
	findJSONNotObject fieldCode = "notAnObject"
	findJSONTrailing  fieldCode = "trailingData"
	findJSONDuplicate fieldCode = "duplicateMember"
	findJSONEncoding  fieldCode = "invalidUnicode"
	findJSONDepth     fieldCode = "tooDeep"
	findJSONTooMany   fieldCode = "tooManyMembers"
)

// What is wrong with a value by its schema.
const (
	findRequired    fieldCode = "required"
	findUnknown     fieldCode = "unknownField"
	findType        fieldCode = "wrongType"
	findNull        fieldCode = "mustNotBeNull"
	findEnum        fieldCode = "notOneOf"
	findPattern     fieldCode = "pattern"
	findTooShort    fieldCode = "tooShort"
	findTooLong     fieldCode = "tooLong"
	findTooSmall    fieldCode = "tooSmall"
	findTooLarge    fieldCode = "tooLarge"
	findTooFew      fieldCode = "tooFew"
	findTooMany     fieldCode = "tooMany"
	findMalformed   fieldCode = "malformed"
	findRepeated    fieldCode = "repeated"
	findUnknownName fieldCode = "unknownParameter"
	findNotSandbox  fieldCode = "sandboxOnly"
	findScenario    fieldCode = "unknownScenario"
	findPlayer      fieldCode = "unknownSupplier"
)

// What is wrong with a value in the world.
const (
	findDate       fieldCode = "noSuchDate"
	findDatePast   fieldCode = "dateInPast"
	findDateFar    fieldCode = "dateTooFar"
	findLegsOrder  fieldCode = "beforePreviousDeparture"
	findPlace      fieldCode = "unknownPlace"
	findSameCity   fieldCode = "sameCity"
	findCurrency   fieldCode = "unknownCurrency"
	findPrecision  fieldCode = "tooManyDecimals"
	findSpelling   fieldCode = "amountSpelling"
	findAmount     fieldCode = "amountOutOfRange"
	findCountry    fieldCode = "unknownCountry"
	findName       fieldCode = "nameCharacters"
	findText       fieldCode = "invisibleCharacters"
	findEmail      fieldCode = "email"
	findURL        fieldCode = "url"
	findCardNumber fieldCode = "cardNumber"
	findDuplicate  fieldCode = "duplicate"
	findSeats      fieldCode = "tooManySeats"
	findChildren   fieldCode = "childWithoutAdult"
	findInfants    fieldCode = "infantWithoutAdult"
	findOwnLap     fieldCode = "notAnAdult"
	findDuration   fieldCode = "duration"
	findOutOfRange fieldCode = "outOfRange"
	findDateEarly  fieldCode = "dateTooEarly"
	findDateFuture fieldCode = "dateInFuture"
	findExpired    fieldCode = "documentExpired"
	findNationalID fieldCode = "nationalIdNumber"
	findOtherBirth fieldCode = "notAsInNationalId"
	// Also shopping's, which says it of those who do not come by HTTP.
	findOtherCurrency fieldCode = "otherCurrency"
	findMustBeTrue    fieldCode = "mustBeTrue"
	findWindow        fieldCode = "endsBeforeItBegins"
	findNotOfParty    fieldCode = "notOfParty"
)

// finding is one mistake at a JSON Pointer into the body.
func finding(pointer string, code fieldCode, params ...any) travel.FieldError {
	return travel.FieldError{Pointer: pointer, Code: string(code), Params: params}
}

// parameter is the name of a query parameter or header. As the first of a
// finding's params it says that the finding is about that, and not the body.
type parameter string

func parameterFinding(name string, code fieldCode, params ...any) travel.FieldError {
	return finding("", code, append([]any{parameter(name)}, params...)...)
}

// findings collects mistakes, each once.
type findings []travel.FieldError

func (f *findings) add(found ...travel.FieldError) {
	for _, one := range found {
		same := func(known travel.FieldError) bool { return known.Pointer == one.Pointer && known.Code == one.Code }
		if !slices.ContainsFunc(*f, same) {
			*f = append(*f, one)
		}
	}
}

// err is the problem the findings amount to, nil for none.
func (f findings) err() error {
	if len(f) == 0 {
		return nil
	}
	code := travel.CodeTooManyPax
	for _, one := range f {
		if one.Code != string(findSeats) {
			code = travel.CodeValidationFailed
		}
	}
	return travel.NewError(code).With(f...).NotDone()
}
