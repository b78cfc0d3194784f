package world

import (
	"slices"

	"github.com/farebridge/farebridge/internal/reference"
)

// route is a city pair whose full fare and carriers are known facts of the
// test data; it holds in both directions.
type route struct {
	from, to string
	full     Fen      // full economy fare
	carriers []string // who flies it non-stop
}

// routes are the published test fares. PEK-SHA has a second filing of 2150 for
// CA and MU (see fullFare). The table is never changed.
var routes = []route{
	{"PEK", "SHA", 1850 * yuan, []string{"CA", "MU", "CZ", "HU", "FM", "HO"}},
	{"PEK", "PVG", 1870 * yuan, []string{"CA", "MU", "CZ", "ZH"}},
	{"PEK", "CAN", 2980 * yuan, []string{"CA", "CZ", "HU"}},
	{"PEK", "SZX", 3080 * yuan, []string{"CA", "CZ", "HU", "ZH"}},
	{"PEK", "CTU", 2510 * yuan, []string{"CA", "3U", "CZ", "HU", "ZH"}},
	{"PEK", "CKG", 2400 * yuan, []string{"CA", "3U", "CZ", "HU", "SC"}},
	{"PEK", "XIY", 1630 * yuan, []string{"CA", "CZ", "HU", "MU"}},
	{"PEK", "KMG", 3270 * yuan, []string{"CA", "CZ", "HU", "MU"}},
	{"PEK", "HGH", 1950 * yuan, []string{"CA", "CZ", "FM", "HU", "JD", "MF", "MU"}},
	{"PEK", "XMN", 2790 * yuan, []string{"CA", "CZ", "HU", "JD", "MF", "ZH"}},
	{"PEK", "URC", 3700 * yuan, []string{"CA", "CZ", "HU"}},
	{"PEK", "DLC", 890 * yuan, []string{"CA", "CZ", "HU", "MU", "ZH"}},
	{"PEK", "TAO", 1030 * yuan, []string{"CA", "JD", "MU", "SC"}},
	{"SHA", "CAN", 2000 * yuan, []string{"9C", "CA", "CZ", "FM", "HO", "MU"}},
	{"SHA", "SZX", 2030 * yuan, []string{"9C", "CZ", "FM", "HO", "MU", "ZH"}},
	{"SHA", "CTU", 2660 * yuan, []string{"9C", "CA", "FM", "HO", "MU"}},
	{"SHA", "WUH", 1260 * yuan, []string{"CZ", "FM", "HO", "MU"}},
	{"CAN", "CTU", 2060 * yuan, []string{"3U", "CA", "CZ", "JD", "ZH"}},
	{"CAN", "WUH", 1470 * yuan, []string{"CA", "CZ", "MU", "ZH"}},
	{"SZX", "XMN", 950 * yuan, []string{"CZ", "MF", "ZH"}},
	{"CTU", "LXA", 2500 * yuan, []string{"3U", "CA", "MU", "ZH"}},
	{"CTU", "KMG", 1180 * yuan, []string{"3U", "CA", "CZ", "MU", "ZH"}},
	{"PEK", "HKG", 3210 * yuan, []string{"CA", "CX", "HU"}},
	{"PVG", "NRT", 6540 * yuan, []string{"CA", "MU", "NH", "JL"}},
	{"PVG", "ICN", 4180 * yuan, []string{"MU", "CZ", "KE", "OZ"}},
	{"PVG", "BKK", 5260 * yuan, []string{"MU", "TG", "HO"}},
	{"PEK", "SIN", 8730 * yuan, []string{"CA", "SQ"}},
	{"CAN", "SYD", 14800 * yuan, []string{"CZ", "QF"}},
	{"PEK", "LHR", 18900 * yuan, []string{"CA", "BA"}},
	{"PEK", "FRA", 18200 * yuan, []string{"CA", "LH"}},
	{"PEK", "CDG", 18600 * yuan, []string{"CA", "AF"}},
	{"PVG", "LAX", 21300 * yuan, []string{"MU", "DL", "UA"}},
}

// network finds routes in either direction.
type network struct{ byPair map[[2]string]int }

func newNetwork() network {
	n := network{byPair: map[[2]string]int{}}
	for i, r := range routes {
		n.byPair[[2]string{r.from, r.to}] = i
		n.byPair[[2]string{r.to, r.from}] = i
	}
	return n
}

// find returns the route, its place in the table, and whether there is one.
func (n network) find(from, to string) (route, int, bool) {
	i, ok := n.byPair[[2]string{from, to}]
	if !ok {
		return route{}, 0, false
	}
	return routes[i], i, true
}

// fullFare is the filed full economy fare of carrier between two airports.
func (n network) fullFare(carrier string, from, to reference.Airport) Fen {
	r, _, ok := n.find(from.Code, to.Code)
	km := reference.Distance(from, to)
	switch {
	case ok && r.from == "PEK" && r.to == "SHA" && slices.Contains([]string{"CA", "MU"}, carrier):
		return 2150 * yuan
	case ok:
		return r.full
	case domestic(from, to):
		return interpolate(domesticFares, km)
	default:
		return interpolate(internationalFares, km)
	}
}

type farePoint struct {
	km   int
	full Fen
}

// Between the published routes the full fare follows the distance along the
// published ones.
var domesticFares = []farePoint{
	{0, 400 * yuan},
	{443, 890 * yuan},
	{681, 1260 * yuan},
	{1076, 1850 * yuan},
	{1464, 2400 * yuan},
	{1881, 2980 * yuan},
	{2430, 3700 * yuan},
	{5000, 6900 * yuan},
}

var internationalFares = []farePoint{
	{0, 1200 * yuan},
	{822, 3600 * yuan},
	{1992, 4900 * yuan},
	{2897, 5600 * yuan},
	{4491, 8730 * yuan},
	{7529, 14800 * yuan},
	{8153, 18600 * yuan},
	{10415, 21300 * yuan},
	{20100, 36000 * yuan},
}

// interpolate goes straight from point to point and rounds to ten yuan, the
// unit fares are filed in.
func interpolate(points []farePoint, km int) Fen {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if km > b.km {
			continue
		}
		rise := (b.full - a.full) * Fen(km-a.km) / Fen(b.km-a.km)
		return (a.full + rise).percent(100, tenYuan)
	}
	return points[len(points)-1].full
}

// domestic reports travel within the mainland; Hong Kong, Macao and Taiwan are
// priced and taxed as international.
func domestic(from, to reference.Airport) bool { return reference.Domestic(from, to) }
