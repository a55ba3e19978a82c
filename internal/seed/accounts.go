package seed

// Account is how to log in to the demo: a person by Email, a municipal system by its client id, which stands there instead.
type Account struct{ Email, Password, Role, Where string }

// Password of every demo account: public, which is why production refuses the demo.
const Password = "quattro barche sul molo di Lipari" //nolint:gosec // of the demo only

// demoAccounts are of the first people of the demo. The second of the secretariat is there because an entry is validated by somebody else
// than who wrote it.
var demoAccounts = []struct{ Email, Role, Where string }{
	{"segreteria@example.org", "segreteria della rete", ""},
	{"segreteria2@example.org", "segreteria della rete", ""},
	{"osservatore@example.org", "osservatore", ""},
	{"coordinatore@example.org", "coordinatore", "Milazzo e Valle del Mela"},
	{"rpct@example.org", "RPCT", "Milazzo, San Filippo del Mela"},
	{"segretario@example.org", "segretario comunale", "Leni, Malfa, Santa Marina Salina"},
	{"commissario@example.org", "commissario", "Torrenova"},
	{"referente@example.org", "referente", "Leni, Malfa, Santa Marina Salina"},
}

// Accounts lists the demo accounts, one at least for each role.
func Accounts() []Account {
	out := make([]Account, 0, len(demoAccounts)+1)
	for _, a := range demoAccounts {
		out = append(out, Account{a.Email, Password, a.Role, a.Where})
	}
	return append(out, Account{"cdp_demo", Password, "sistema (client_credentials)", "Milazzo, San Filippo del Mela"})
}
