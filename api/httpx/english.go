package httpx

import (
	"maps"
	"slices"
	"strings"
)

// english has one sentence per problem code, for callers who ask for English. A test demands an entry for every code in use.
var english = map[string]string{
	"validation":             "Some fields are not valid: see errors",
	"malformed":              "The request is malformed: see errors",
	"login-required":         "Log in first",
	"missing-permission":     "Your role does not allow this",
	"not-yours":              "These data belong to another body: you may read but not change them",
	"illegal-transition":     "This step is not possible in the present state",
	"four-eyes":              "You wrote the last change: somebody else validates it",
	"reopen-first":           "Reopen the entry before changing it",
	"risk-already-adopted":   "The municipality has adopted this entry already",
	"risk-not-adoptable":     "Only a living catalogue entry can be adopted",
	"bad-cursor":             "The cursor is not valid: start from the first page",
	"unknown-sort":           "Unknown sort key",
	"busy":                   "The service is busy: retry shortly",
	"database-away":          "The database does not answer: retry shortly",
	"stale-version":          "Someone else changed these data meanwhile",
	"if-match-required":      "Send If-Match with the ETag you read",
	"bad-idempotency-key":    "The Idempotency-Key is not valid",
	"idempotency-key-reused": "This Idempotency-Key was used for another request",
	"in-flight":              "The same request is still running",
	"content-encoding":       "A compressed body is not accepted",
	"content-type":           "Wrong Content-Type",
	"too-large":              "The body is too large",
	"rate-limited":           "Too many requests",
	"internal":               "Something went wrong",
	"not-found":              "No such address",
	"method-not-allowed":     "Method not allowed",
	"not-acceptable":         "No such format",
	"request-uri-too-long":   "The address is too long",
	"too-many-rows":          "Too many rows at once: split the file",
	"broken-sheet":           "The file cannot be read as a table",
	"sheet-header":           "The header of the table is not the expected one",
	"wrong-credentials":      "E-mail or password are wrong",
	"session-ended":          "The session has ended: log in again",
	"session-required":       "Log in with a password to do this",
	"too-many-attempts":      "Too many attempts: retry later or reset the password",
	"too-many-tokens":        "Revoke some tokens first",
	"bad-client":             "The client's credentials are wrong",
	"unsupported-grant":      "Only the client_credentials grant is supported",
	"link-expired":           "The link has expired or was used",
	"account-exists":         "This person has an account already",
	"cross-origin":           "Not allowed from another site",
	"account-duplicate":      "This e-mail address has an account already",
	"referent-not-found":     "No such person",
	"session-not-found":      "No such session",
	"token-not-found":        "No such token",
	"bad-token":              "The access token is not valid",
	"zone-in-use":            "The zone still has members: remove them first",
	"zone-set-in-use":        "The set still has zones: archive them first",
	"zone-set-not-valid":     "The set is not valid on that day: check its dates",
	"zone-set-not-draft":     "Only a draft is drawn without dates: save the design as a new draft",
	"zone-design-unassigned": "Every municipality must have its zone first",
	"zone-report-not-found":  "No set of zones was operational on that day",
	"zone-set-operational":   "This is the operational set already, which must stay: make another one operational first",
	"seat-taken":             "Somebody holds this post in those days",
	"mandate-duplicate":      "This person holds this post already in those days",
	"referent-duplicate":     "Another person has this e-mail address",
	"last-secretariat":       "The network would be left without a secretariat",
	"no-rows":                "There is no row to import",
}

// EnglishCodes lists the codes that have a sentence.
func EnglishCodes() []string { return slices.Sorted(maps.Keys(english)) }

// sentence falls back on the shapes that every resource shares.
func sentence(code string) string {
	if s, ok := english[code]; ok {
		return s
	}
	for suffix, s := range map[string]string{
		"-not-found": "No such item, or not among those you may see", "-duplicate": "An item with the same identifying data exists",
		"-reference": "A linked item does not exist or is still in use", "-refused": "The data break a rule of this archive",
		"-archived": "Archived items cannot be changed",
	} {
		if strings.HasSuffix(code, suffix) {
			return s
		}
	}
	return ""
}
