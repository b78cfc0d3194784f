package supplier

// Shopper is the role, or Unsupported.
func (c *Connector) Shopper() (Shopper, error) { return role(c, "shop", c.Shop, c.Shop != nil) }

// Pricer is the role, or Unsupported.
func (c *Connector) Pricer() (Pricer, error) { return role(c, "price", c.Price, c.Price != nil) }

// Booker is the role, or Unsupported.
func (c *Connector) Booker() (Booker, error) { return role(c, "book", c.Book, c.Book != nil) }

// Ticketer is the role, or Unsupported.
func (c *Connector) Ticketer() (Ticketer, error) { return role(c, "ticket", c.Ticket, c.Ticket != nil) }

// Retriever is the role, or Unsupported.
func (c *Connector) Retriever() (Retriever, error) {
	return role(c, "retrieve", c.Retrieve, c.Retrieve != nil)
}

// Releaser is the role, or Unsupported.
func (c *Connector) Releaser() (Releaser, error) {
	return role(c, "release", c.Release, c.Release != nil)
}

func role[R any](c *Connector, name string, player R, can bool) (R, error) {
	if !can {
		failure := Fail(Unsupported, "noRole", "cannot "+name, nil)
		failure.Supplier = c.ID
		return player, failure
	}
	return player, nil
}
