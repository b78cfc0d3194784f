package reference_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/reference"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from, to string
		km       int
	}{
		{"PEK", "SHA", 1076},
		{"PEK", "PVG", 1100},
		{"PEK", "CAN", 1881},
		{"PEK", "SZX", 1957},
		{"PEK", "CTU", 1556},
		{"PEK", "CKG", 1464},
		{"PEK", "XIY", 934},
		{"PEK", "KMG", 2095},
		{"PEK", "HGH", 1150},
		{"PEK", "XMN", 1734},
		{"PEK", "URC", 2430},
		{"PEK", "DLC", 443},
		{"SHA", "CAN", 1176},
		{"SHA", "SZX", 1208},
		{"SHA", "CTU", 1659},
		{"SHA", "WUH", 681},
		{"CAN", "CTU", 1223},
		{"CAN", "WUH", 827},
		{"SZX", "XMN", 488},
		{"CTU", "LXA", 1263},
		{"CTU", "KMG", 617},
		{"PEK", "HKG", 1992},
		{"PVG", "NRT", 1796},
		{"PVG", "ICN", 822},
		{"PVG", "BKK", 2897},
		{"PEK", "SIN", 4491},
		{"CAN", "SYD", 7529},
		{"PEK", "LHR", 8153},
		{"PEK", "FRA", 7787},
		{"PEK", "CDG", 8189},
		{"PVG", "LAX", 10415},
		// Across the date line, and nearly half way round; checked with the
		// vector form of the formula.
		{"NAN", "HNL", 5107},
		{"PVG", "EZE", 19605},
	}
	for _, test := range tests {
		a, b := airport(t, test.from), airport(t, test.to)
		got := reference.Distance(a, b)
		// Published positions of one airport differ by a kilometre.
		if got < test.km-2 || got > test.km+2 {
			t.Errorf("%s–%s = %d km, want %d ±2", test.from, test.to, got, test.km)
		}
		if back := reference.Distance(b, a); back != got {
			t.Errorf("%s–%s = %d km one way, %d the other", test.from, test.to, got, back)
		}
	}
}

func TestDistanceSmall(t *testing.T) {
	t.Parallel()
	pek := airport(t, "PEK")
	if got := reference.Distance(pek, pek); got != 0 {
		t.Errorf("PEK is %d km from itself", got)
	}
	antipode := reference.Airport{Latitude: -pek.Latitude, Longitude: pek.Longitude - 180}
	if got := reference.Distance(pek, antipode); got != 20015 {
		t.Errorf("half the circumference is %d km", got)
	}
}

// Qingdao moved from Liuting to Jiaodong in 2021; older tables put PEK–TAO at
// 538 km.
func TestDistanceFollowsMovedAirport(t *testing.T) {
	t.Parallel()
	got := reference.Distance(airport(t, "PEK"), airport(t, "TAO"))
	if got < 505 || got > 525 {
		t.Errorf("PEK–TAO = %d km", got)
	}
}
