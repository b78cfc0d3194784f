package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/farebridge/farebridge/internal/money"
)

// SandboxAccount is an agency that every sandbox has, with its well-known key.
type SandboxAccount struct {
	Agency Agency
	Key    string
	// Deposit is what it has paid in when the sandbox begins; zero: nothing.
	Deposit money.Money
	keyID   string
}

// openingDeposit is the reference of the sandbox's first credit.
const openingDeposit = "sandbox-opening"

// SandboxAccounts are the agencies of every sandbox. The keys are published:
// they open nothing anywhere else. Ids are fixed so that processes which share
// a database seed the same rows.
func SandboxAccounts() []SandboxAccount {
	return []SandboxAccount{
		{Agency: Agency{ID: "agy_sandb0x00000000000agency", Name: "Sandbox Agency", Program: ProgramRetail}, Key: "fb_test_agency", keyID: "key_sandb0x00000000000agency"},
		{
			Agency: Agency{ID: "agy_sandb0x000000000000000ta", Name: "Sandbox OTA", Program: ProgramRetail}, Key: "fb_test_ota", keyID: "key_sandb0x000000000000000ta",
			Deposit: money.New(50_000_00, money.CNY),
		},
		{Agency: Agency{ID: "agy_sandb0x00000000000000g0v", Name: "Sandbox Government", Program: ProgramGovCN}, Key: "fb_test_gov", keyID: "key_sandb0x00000000000000g0v"},
	}
}

// SeedSandbox makes the sandbox's accounts where they are missing. Elsewhere it
// is an error.
func (s *Service) SeedSandbox(ctx context.Context) error {
	if !s.sandbox {
		return errors.New("account: only a sandbox is seeded")
	}
	for _, a := range SandboxAccounts() {
		_, err := s.store.AddAgency(ctx, a.Agency)
		if err != nil {
			return fmt.Errorf("account: seed: %w", err)
		}
		_, _, err = s.addKey(ctx, a.keyID, a.Agency.ID, a.Key)
		if err != nil && !errors.Is(err, errTaken) {
			return fmt.Errorf("account: seed: %w", err)
		}
		if a.Deposit.IsZero() {
			continue
		}
		_, _, err = s.store.Credit(ctx, a.Agency.ID, openingDeposit, a.Deposit)
		if err != nil {
			return fmt.Errorf("account: seed: %w", err)
		}
	}
	return nil
}
