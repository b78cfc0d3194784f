package duffel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// withServices asks for an offer together with what can be bought beside it.
var withServices = url.Values{"return_available_services": {"true"}}

// Services lists what can be bought with an offer or for an order, seats
// excepted: those are on the seat maps.
func (c *connector) Services(ctx context.Context, about supplier.About) ([]travel.Service, error) {
	services, dropped, err := c.servicesOf(ctx, about)
	if err != nil {
		return nil, err
	}
	list := make([]travel.Service, 0, len(services))
	for _, one := range services {
		if one.Type == serviceSeat {
			continue
		}
		service, err := one.listed()
		if err != nil {
			return nil, err
		}
		list = append(list, service)
	}
	c.leftOut(ctx, "services", dropped)
	return list, nil
}

func (c *connector) servicesOf(ctx context.Context, about supplier.About) ([]onSale, []string, error) {
	if len(about.BookingRef) > 0 {
		return c.servicesOfOrder(ctx, about.BookingRef)
	}
	ref, err := decodeOfferRef(about.OfferRef)
	if err != nil {
		return nil, nil, err
	}
	wire, n, err := c.offerNamed(ctx, ref, withServices)
	if err != nil {
		return nil, nil, err
	}
	services, dropped := servicesFrom(wire.AvailableServices, n)
	return services, dropped, nil
}

// servicesOfOrder lists what can still be added to an order.
func (c *connector) servicesOfOrder(ctx context.Context, bookingRef []byte) ([]onSale, []string, error) {
	ref, err := decodeBookingRef(bookingRef)
	if err != nil {
		return nil, nil, err
	}
	order, err := c.order(ctx, ref.order)
	if err != nil {
		return nil, nil, err
	}
	r := request{method: http.MethodGet, path: "/air/orders/" + url.PathEscape(ref.order) + "/available_services"}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	services, dropped := servicesFrom(a.data, flownIn(order, ref.party).names)
	return services, dropped, nil
}

// offerNamed reads an offer as it stands now and what its ids mean.
func (c *connector) offerNamed(ctx context.Context, ref offerRef, query url.Values) (wireOffer, names, error) {
	wire, err := c.offer(ctx, ref, query)
	if err != nil {
		return wireOffer{}, names{}, err
	}
	journeys, err := journeysFrom(wire.Slices)
	if err != nil {
		return wireOffer{}, names{}, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "offer not understood", err)
	}
	return wire, namesIn(wire.Slices, journeys, ref.party), nil
}

// leftOut counts and logs how much of an answer was not understood.
func (c *connector) leftOut(ctx context.Context, of string, reasons []string) {
	supplier.LeftOut(ctx, len(reasons))
	if len(reasons) > 0 {
		c.logger.WarnContext(ctx, "parts of an answer not understood", "of", of, "parts", len(reasons))
	}
}
