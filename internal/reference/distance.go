package reference

import "math"

// earthRadius is the IUGG mean radius in kilometres.
const earthRadius = 6371.0088

// Distance is the great-circle distance between two airports in whole
// kilometres, on a sphere: within half a per cent of the ellipsoid. It is not
// the filed route distance that fuel surcharges go by, which is longer.
func Distance(a, b Airport) int {
	const radian = math.Pi / 180
	north := math.Sin((b.Latitude - a.Latitude) * radian / 2)
	east := math.Sin((b.Longitude - a.Longitude) * radian / 2)
	// The haversine form: the cosine form loses all precision between the
	// airports of one city.
	h := north*north + math.Cos(a.Latitude*radian)*math.Cos(b.Latitude*radian)*east*east
	return int(math.Round(2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))))
}
