package seed

// Account is how to log in to the demo.
type Account struct{ Email, Password, Role, Where string }

// Password of every demo account: public, which is why production refuses the demo.
const Password = "quattro barche sul molo di Lipari"

// demoAccounts are the first people of the demo, by their number: the second of the secretariat is there because an entry is validated
// by somebody else than who wrote it.
var demoAccounts = []struct {
	Number             int
	Email, Role, Where string
}{
	{1, "segreteria@example.org", "segreteria della rete", ""},
	{2, "segreteria2@example.org", "segreteria della rete", ""},
	{3, "osservatore@example.org", "osservatore", ""},
	{4, "coordinatore@example.org", "coordinatore", "Milazzo e Valle del Mela"},
	{13, "rpct@example.org", "RPCT", "Milazzo e San Filippo del Mela"},
	{14, "referente@example.org", "referente", "Malfa, Leni e Santa Marina Salina"},
}

// Accounts lists the demo accounts, one at least for each role.
func Accounts() []Account {
	out := make([]Account, len(demoAccounts))
	for i, a := range demoAccounts {
		out[i] = Account{a.Email, Password, a.Role, a.Where}
	}
	return out
}
