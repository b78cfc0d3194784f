package account

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// Agency is a tenant. Agencies form a tree; Program names the rules under which
// it buys.
type Agency struct {
	ID       string
	Name     string
	ParentID string // "": a root
	Program  string
}

// Deposit is an agency's prepaid balance with us. Reserved is the part of
// Balance that is held back for payments whose tickets are on their way.
type Deposit struct {
	Balance  money.Money
	Reserved money.Money
}

// Available is what another payment can reserve.
func (d Deposit) Available() money.Money {
	return money.New(d.Balance.Minor-d.Reserved.Minor, d.Balance.Currency)
}

// Profile is an agency as it sees itself. Deposit is nil when it has none.
type Profile struct {
	Agency  Agency
	Deposit *Deposit
}

// Programs known from the start. What they mean is fare's.
const (
	ProgramRetail = "retail"
	ProgramGovCN  = "gov-cn"
)

// APIKey is a key as its owner sees it: the beginning of its secret, to tell it
// from others, and never the rest.
type APIKey struct {
	ID        string
	AgencyID  string
	Prefix    string
	CreatedAt time.Time
	RevokedAt time.Time // zero: in force
}

// Principal is who makes a call.
type Principal struct {
	AgencyID string
	KeyID    string
	Program  string
}

// What a Store can say.
var (
	ErrNoKey    = errors.New("account: no such key")
	ErrNoAgency = errors.New("account: no such agency")
	// ErrDepositCurrency: a balance stays in the currency it began in.
	ErrDepositCurrency = errors.New("account: the agency's deposit is in another currency")
)

// Store keeps agencies and keys. CreatedAt and RevokedAt are by its clock.
type Store interface {
	// AddAgency inserts an agency; false when its id exists, and nothing changes.
	AddAgency(ctx context.Context, a Agency) (bool, error)
	// AddKey inserts a key under its hash; false when id or hash exists;
	// ErrNoAgency.
	AddKey(ctx context.Context, k APIKey, hash [32]byte) (APIKey, bool, error)
	// KeyByHash finds a key, revoked or not, and its agency; ErrNoKey.
	KeyByHash(ctx context.Context, hash [32]byte) (APIKey, Agency, error)
	// RevokeKey ends an agency's key; again is no error; ErrNoKey.
	RevokeKey(ctx context.Context, agencyID, keyID string) error
	// Keys lists an agency's keys, oldest first.
	Keys(ctx context.Context, agencyID string) ([]APIKey, error)
	// Agency finds an agency; ErrNoAgency.
	Agency(ctx context.Context, agencyID string) (Agency, error)
	// Deposit reads an agency's prepaid balance; false when it never paid in.
	Deposit(ctx context.Context, agencyID string) (Deposit, bool, error)
	// Credit adds to it; false when that reference was credited before, and
	// nothing changes. ErrNoAgency, ErrDepositCurrency.
	Credit(ctx context.Context, agencyID, reference string, amount money.Money) (Deposit, bool, error)
}

type (
	principalKey struct{}
	agencyKey    struct{}
)

// WithPrincipal puts the caller into ctx.
func WithPrincipal(ctx context.Context, p Principal) context.Context {
	return context.WithValue(AsAgency(ctx, p.AgencyID), principalKey{}, p)
}

// PrincipalFrom is the caller, if a call is what ctx belongs to.
func PrincipalFrom(ctx context.Context) (Principal, bool) {
	p, ok := ctx.Value(principalKey{}).(Principal)
	return p, ok
}

// AsAgency lets a worker act for an agency. A principal of another agency does
// not come along.
func AsAgency(ctx context.Context, agencyID string) context.Context {
	if p, ok := PrincipalFrom(ctx); ok && p.AgencyID != agencyID {
		ctx = context.WithValue(ctx, principalKey{}, nil)
	}
	return context.WithValue(ctx, agencyKey{}, agencyID)
}

// AgencyFrom is the agency whose data ctx may touch. Without one it is false,
// and nobody's.
func AgencyFrom(ctx context.Context) (string, bool) {
	id, ok := ctx.Value(agencyKey{}).(string)
	return id, ok && id != ""
}
