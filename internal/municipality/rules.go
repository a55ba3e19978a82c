package municipality

import (
	"math"
	"regexp"
	"strconv"

	"comunita/internal/platform/db"
)

var formats = []struct {
	pointer, says string
	pattern       *regexp.Regexp
	of            func(*Municipality) string
}{
	{"/cadastral_code", "Una lettera maiuscola e tre cifre, per esempio F206", regexp.MustCompile(`^[A-Z][0-9]{3}$`),
		func(m *Municipality) string { return m.CadastralCode }},
	{"/postal_code", "Cinque cifre", regexp.MustCompile(`^([0-9]{5})?$`), func(m *Municipality) string { return m.PostalCode }},
	{"/phone_prefix", "Da due a quattro cifre, per esempio 090", regexp.MustCompile(`^([0-9]{2,4})?$`),
		func(m *Municipality) string { return m.PhonePrefix }},
}

// normalise brings values to the form in which they read back, so that the same data twice are no change.
func (m *Municipality) normalise() {
	m.AreaKm2, m.Lat, m.Lon = round(m.AreaKm2, 4), round(m.Lat, 6), round(m.Lon, 6)
	if m.MinutesToPole != nil {
		minutes := round(*m.MinutesToPole, 1)
		m.MinutesToPole = &minutes
	}
	if m.FinancialDistress == "" {
		m.FinancialDistress = "unknown"
	}
	for _, list := range []*db.Texts{&m.FormerCodes, &m.Aliases} {
		if *list == nil {
			*list = db.Texts{}
		}
	}
}

func round(x float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(x*p) / p
}

func at(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }
