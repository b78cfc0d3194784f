package fare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// reading turns one program file into rules and collects what is wrong with it.
type reading struct {
	file   string
	faults []error
}

// fault notes what is wrong where: file, line if there is one, path.
func (r *reading) fault(line int, path, format string, args ...any) {
	where := r.file
	if line > 0 {
		where += ":" + strconv.Itoa(line)
	}
	r.faults = append(r.faults, fmt.Errorf("%s: %s: %s", where, path, fmt.Sprintf(format, args...)))
}

// oneOf reads a word of a closed list.
func (r *reading) oneOf(t text, path string, words ...string) string {
	if !slices.Contains(words, t.value) {
		r.fault(t.line, path, "%q is not one of %s", t.value, strings.Join(words, ", "))
	}
	return t.value
}

func (r *reading) required(t text, path string) string {
	if strings.TrimSpace(t.value) == "" {
		r.fault(t.line, path, "required")
	}
	return t.value
}

func (r *reading) flag(t text, path string, otherwise bool) bool {
	switch t.value {
	case "":
		return otherwise
	case "true", "false":
		return t.value == "true"
	}
	r.fault(t.line, path, "%q is not true or false", t.value)
	return otherwise
}

func (r *reading) zone(t text, path string) reference.Zone {
	zone, ok := reference.ZoneByCode(t.value)
	if !ok {
		r.fault(t.line, path, "no zone %q", t.value)
	}
	return zone
}

func (r *reading) carrier(t text, path string) string {
	if _, ok := reference.AirlineByCode(t.value); !ok {
		r.fault(t.line, path, "no airline %q", t.value)
	}
	return t.value
}

// days reads a range of days; whole says that the first must be there.
func (r *reading) days(from, to text, path string, whole bool) (string, string) {
	for _, day := range []struct {
		text
		name string
	}{{from, "from"}, {to, "to"}} {
		if day.value == "" && (day.name == "to" || !whole) {
			continue
		}
		if _, err := time.Parse(time.DateOnly, day.value); err != nil {
			r.fault(day.line, path+"."+day.name, "%q is not a day (2006-01-02)", day.value)
		}
	}
	if to.value != "" && to.value < from.value {
		r.fault(to.line, path+".to", "%s is before %s", to.value, from.value)
	}
	return from.value, to.value
}

// maxDecimals is more than any rate was ever published with.
const maxDecimals = 6

// rate reads an exact decimal above 0 and up to most; zero is one too where it
// may be.
func (r *reading) rate(t text, path string, most int64) rate {
	whole, decimals, _ := strings.Cut(t.value, ".")
	out := rate{den: 1, text: t.value}
	num, err := strconv.ParseUint(whole+decimals, 10, 40)
	out.num = int64(num)
	for range min(len(decimals), maxDecimals+1) {
		out.den *= 10
	}
	switch {
	case err != nil || whole == "" || len(decimals) > maxDecimals || strings.HasSuffix(t.value, "."):
		r.fault(t.line, path, "%q is not a plain decimal of at most %d decimals", t.value, maxDecimals)
	case out.num == 0 || out.num > most*out.den:
		r.fault(t.line, path, "%s is not above 0 and at most %d", t.value, most)
	}
	return out
}

func (r *reading) program(w yamlProgram) Program {
	p := Program{name: r.required(w.Program, "program"), sells: r.scope(w.Sells)}
	for i, provider := range w.ServiceProviders {
		path := fmt.Sprintf("serviceProviders[%d]", i)
		p.providers = append(p.providers, ServiceProvider{
			Name: r.required(provider.Name, path+".name"), Phone: r.required(provider.Phone, path+".phone"), URL: provider.URL.value,
		})
	}
	if p.sells.zone != nil && len(p.providers) == 0 {
		r.fault(w.Sells.Zone.line, "serviceProviders", "required where a zone is: whoever wants more must be told whom to call")
	}
	for i, method := range w.Payment.Methods {
		known := []string{
			string(order.MethodCard), string(order.MethodAlipay), string(order.MethodWeChatPay),
			string(order.MethodOfficialCard), string(order.MethodDeposit),
		}
		p.methods = append(p.methods, order.PaymentMethod(r.oneOf(method, fmt.Sprintf("payment.methods[%d]", i), known...)))
	}
	switch {
	case w.Official != nil && w.Retail != nil:
		r.fault(w.Program.line, "retail", "a program is either official or retail")
	case w.Official != nil:
		p.official = r.official(*w.Official)
	case w.Retail != nil:
		p.retail = r.retail(*w.Retail)
	default:
		r.fault(w.Program.line, "official", "a program needs rules: official or retail")
	}
	return p
}

func (r *reading) scope(w yamlScope) scope {
	s := scope{codeshares: r.flag(w.Codeshares, "sells.codeshares", true), extras: r.flag(w.Extras, "sells.extras", true)}
	if w.Zone.value != "" {
		zone := r.zone(w.Zone, "sells.zone")
		s.zone = &zone
	}
	for i, t := range w.Trips {
		s.trips = append(s.trips, trip(r.oneOf(t, fmt.Sprintf("sells.trips[%d]", i), string(tripOneWay), string(tripReturn), string(tripMultiCity))))
	}
	for i, t := range w.PassengerTypes {
		s.ptcs = append(s.ptcs, travel.PTC(r.oneOf(t, fmt.Sprintf("sells.passengerTypes[%d]", i),
			string(travel.PTCAdult), string(travel.PTCChild), string(travel.PTCInfant), string(travel.PTCInfantSeated))))
	}
	if w.MostPassengers.value != "" {
		most, err := strconv.Atoi(w.MostPassengers.value)
		if err != nil || most < 1 || most > 9 {
			r.fault(w.MostPassengers.line, "sells.mostPassengers", "%q is not from 1 to 9", w.MostPassengers.value)
		}
		s.mostPax = most
	}
	for i, group := range w.FlyAsOne {
		var carriers []string
		for n, t := range group {
			carriers = append(carriers, r.carrier(t, fmt.Sprintf("sells.flyAsOne[%d][%d]", i, n)))
		}
		if len(carriers) < 2 {
			r.fault(0, fmt.Sprintf("sells.flyAsOne[%d]", i), "a group has at least two airlines")
		}
		s.partners = append(s.partners, carriers)
	}
	for i, c := range w.Carriers {
		path := fmt.Sprintf("sells.carriers[%d]", i)
		code := r.carrier(c.Code, path+".code")
		if s.carriers == nil {
			s.carriers = map[string]bool{}
		}
		if _, twice := s.carriers[code]; twice {
			r.fault(c.Code.line, path+".code", "%s is listed twice", code)
		}
		if c.Contract.value == "" {
			r.fault(c.Code.line, path+".contract", "required")
		}
		s.carriers[code] = r.flag(c.Contract, path+".contract", false)
	}
	return s
}

func (r *reading) currency(t text, path string) money.Currency {
	currency, err := money.ParseCurrency(t.value)
	if err != nil {
		r.fault(t.line, path, "%q is not an ISO 4217 currency", t.value)
	}
	return currency
}
