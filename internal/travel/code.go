package travel

// Code is a problem's machine-readable name. The list is closed and equals the
// enumeration in openapi.yaml (a test compares them).
type Code string

// The codes, by the HTTP status rest answers them with.
const (
	CodeInvalidJSON           Code = "invalidJson"           // 400
	CodeInvalidRequest        Code = "invalidRequest"        // 400
	CodeIdempotencyKeyMissing Code = "idempotencyKeyMissing" // 400

	CodeUnauthenticated Code = "unauthenticated" // 401

	CodeForbidden         Code = "forbidden"         // 403
	CodeProgramNotGranted Code = "programNotGranted" // 403

	CodeNotFound             Code = "notFound"             // 404
	CodeMethodNotAllowed     Code = "methodNotAllowed"     // 405
	CodeNotAcceptable        Code = "notAcceptable"        // 406
	CodePayloadTooLarge      Code = "payloadTooLarge"      // 413
	CodeUnsupportedMediaType Code = "unsupportedMediaType" // 415

	CodePriceChanged          Code = "priceChanged"          // 409
	CodeAcceptanceRequired    Code = "acceptanceRequired"    // 409
	CodeOfferUnavailable      Code = "offerUnavailable"      // 409
	CodeIdempotencyInProgress Code = "idempotencyInProgress" // 409
	CodeVersionConflict       Code = "versionConflict"       // 409
	CodeInvalidState          Code = "invalidState"          // 409
	CodeAlreadyPaid           Code = "alreadyPaid"           // 409
	CodeDuplicateBooking      Code = "duplicateBooking"      // 409

	CodeOfferExpired Code = "offerExpired" // 410

	CodeValidationFailed        Code = "validationFailed"        // 422
	CodeIdempotencyKeyReused    Code = "idempotencyKeyReused"    // 422
	CodeSeatUnavailable         Code = "seatUnavailable"         // 422
	CodeTooManyPax              Code = "tooManyPax"              // 422
	CodeInternationalNotSold    Code = "internationalNotSold"    // 422
	CodeCodeshareNotSold        Code = "codeshareNotSold"        // 422
	CodePaymentMethodNotAllowed Code = "paymentMethodNotAllowed" // 422

	CodeRateLimited Code = "rateLimited" // 429

	CodeInternal              Code = "internal"              // 500
	CodeSupplierError         Code = "supplierError"         // 502
	CodeGatewayError          Code = "gatewayError"          // 502
	CodeSuppliersUnavailable  Code = "suppliersUnavailable"  // 503
	CodeOfferStoreUnavailable Code = "offerStoreUnavailable" // 503
	CodeGatewayUnavailable    Code = "gatewayUnavailable"    // 503
	CodeOverloaded            Code = "overloaded"            // 503
	CodeOutcomeUnknown        Code = "outcomeUnknown"        // 504
)
