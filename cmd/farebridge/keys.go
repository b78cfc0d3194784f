package main

import (
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/app"
)

type migrateCommand struct{}

// Run migrates and says so.
func (*migrateCommand) Run(e *environment) error {
	c, logger, err := e.load()
	if err != nil {
		return err
	}
	if err := app.Migrate(e.ctx, c, logger); err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, "The schema is up to date.")
	return nil
}

type keysCommand struct {
	Agency agencyCommand `cmd:"" help:"Make an agency and its first key."`
	Create createCommand `cmd:"" help:"Make another key for an agency."`
	List   listCommand   `cmd:"" help:"List an agency's keys."`
	Revoke revokeCommand `cmd:"" help:"Revoke a key."`
}

func administer(e *environment, f func(accounts *account.Service) error) error {
	c, logger, err := e.load()
	if err != nil {
		return err
	}
	return app.Administer(e.ctx, c, logger, f)
}

type agencyCommand struct {
	Name    string `arg:"" help:"The agency's name."`
	Program string `default:"retail" help:"The rules under which it buys."`
	Parent  string `help:"The id of the agency it belongs to."`
}

// Run makes an agency and shows its first key, once.
func (a *agencyCommand) Run(e *environment) error {
	return administer(e, func(accounts *account.Service) error {
		agency, err := accounts.CreateAgency(e.ctx, a.Name, a.Parent, a.Program)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "agency  %s  %s\n", agency.ID, agency.Name)
		return showNewKey(e, accounts, agency.ID)
	})
}

type createCommand struct {
	Agency string `arg:"" help:"The agency's id."`
}

// Run makes a key and shows it, once.
func (c *createCommand) Run(e *environment) error {
	return administer(e, func(accounts *account.Service) error { return showNewKey(e, accounts, c.Agency) })
}

func showNewKey(e *environment, accounts *account.Service, agencyID string) error {
	key, secret, err := accounts.CreateKey(e.ctx, agencyID)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "key     %s\n        %s\n        Only its hash is kept: this is the only time it is shown.\n", key.ID, secret)
	return nil
}

type listCommand struct {
	Agency string `arg:"" help:"The agency's id."`
}

// Run lists keys by the beginning of their secret.
func (l *listCommand) Run(e *environment) error {
	return administer(e, func(accounts *account.Service) error {
		keys, err := accounts.Keys(e.ctx, l.Agency)
		if err != nil {
			return err
		}
		for _, k := range keys {
			state := "in force"
			if !k.RevokedAt.IsZero() {
				state = "revoked " + k.RevokedAt.Format(time.RFC3339)
			}
			fmt.Fprintf(e.stdout, "%s  %s…  made %s  %s\n", k.ID, k.Prefix, k.CreatedAt.Format(time.RFC3339), state)
		}
		return nil
	})
}

type revokeCommand struct {
	Agency string `arg:"" help:"The agency's id."`
	Key    string `arg:"" help:"The key's id."`
}

// Run revokes a key.
func (r *revokeCommand) Run(e *environment) error {
	return administer(e, func(accounts *account.Service) error {
		if err := accounts.RevokeKey(e.ctx, r.Agency, r.Key); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "revoked", r.Key)
		return nil
	})
}
