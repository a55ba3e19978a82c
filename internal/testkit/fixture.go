package testkit

import "testing"

// Basics puts three municipalities and the few codes that tests of one resource need in the database. Tests of the whole use the seed.
func (a *App) Basics(t testing.TB) {
	t.Helper()
	for _, stmt := range []string{
		`INSERT INTO municipalities (istat_code, name, cadastral_code, population, population_year, area_km2, lat, lon, altimetric_zone, coastal, island, inner_area_class)
		 VALUES ('083049', 'Milazzo', 'F206', 30397, 2021, 24.7, 38.22, 15.24, 'coastal_hill', true, false, 'A'),
		        ('083011', 'Capri Leone', 'B666', 4318, 2021, 6.7, 38.08, 14.73, 'coastal_hill', false, false, 'E'),
		        ('083043', 'Malfa', 'E855', 947, 2021, 8.8, 38.58, 14.83, 'coastal_hill', true, true, 'F')`,
		`INSERT INTO risk_areas (code, name, kind, position) VALUES ('A', 'Personale', 'general', 1), ('B', 'Contratti pubblici', 'general', 2)`,
		`INSERT INTO enabling_factors (code, name, position) VALUES ('FA1', 'Mancanza di controlli', 1), ('FA2', 'Mancanza di trasparenza', 2)`,
		`INSERT INTO measure_types (code, name, slug, position) VALUES ('TM01', 'Controllo', 'control', 1)`,
		`INSERT INTO measures (code, name, type_code, position) VALUES ('M01', 'Check-list', 'TM01', 1), ('M02', 'Controllo successivo', 'TM01', 2)`,
		`INSERT INTO situations (code, name, position) VALUES ('S01', 'Conflitto di interessi', 1), ('S04', 'Rapporti con fornitori', 2)`,
		`INSERT INTO training_topics (code, name, level, position) VALUES ('TF01', 'Etica pubblica', 'general', 1), ('TF07', 'Contratti pubblici', 'specific', 2)`,
	} {
		a.Exec(t, stmt)
	}
}
