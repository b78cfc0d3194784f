package main

import (
	"cmp"
	"fmt"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

type depositCommand struct {
	Add depositAddCommand `cmd:"" help:"Credit an agency with what it paid in."`
}

type depositAddCommand struct {
	Agency    string `required:"" help:"The agency's id."`
	Amount    string `required:"" help:"What it paid in, e.g. 50000.00."`
	Currency  string `required:"" help:"ISO 4217, e.g. CNY. A balance stays in the currency it began in."`
	Reference string `help:"The bank's reference of the transfer. The same one again adds nothing; without one, every call adds."`
}

// Run credits the agency and says what it has then.
func (d *depositAddCommand) Run(e *environment) error {
	amount, err := money.Parse(d.Amount, money.Currency(d.Currency))
	if err != nil {
		return err
	}
	return administer(e, func(accounts *account.Service) error {
		reference := cmp.Or(d.Reference, travel.NewID("credit_"))
		balance, added, err := accounts.AddDeposit(e.ctx, d.Agency, reference, amount)
		if err != nil {
			return err
		}
		done := "added"
		if !added {
			done = "known already: nothing added for"
		}
		fmt.Fprintf(e.stdout, "%s %s  %s\nbalance %s, available %s\n", done, reference, amount, balance.Balance, balance.Available())
		return nil
	})
}
