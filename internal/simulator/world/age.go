package world

import "time"

// AgeOn is the age in full years on a local day.
func AgeOn(born, day time.Time) int {
	age := day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		age--
	}
	return age
}

// OfAge reports whether somebody of an age, in full years on the day of a flight,
// flies as a type of passenger.
func OfAge(kind string, age int) bool {
	switch kind {
	case Infant, SeatedInfant:
		return age >= 0 && age < 2
	case Child:
		return age >= 2 && age < 12
	default:
		return age >= 12
	}
}
