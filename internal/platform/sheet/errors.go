package sheet

import (
	"fmt"
	"strings"
	"unicode"

	"comunita/internal/platform/apperr"
)

func unsupported(code, detail string) error {
	return apperr.New(apperr.Unsupported, code, "%s", detail)
}

func tooLarge(code, detail string, args ...any) error {
	return apperr.New(apperr.TooLarge, code, detail, args...)
}

func refused(code, detail string, args ...any) error {
	return apperr.New(apperr.Unprocessable, code, detail, args...)
}

// at is a refusal that points to one cell.
func at(row int, column, code, detail string, args ...any) error {
	pointer := fmt.Sprintf("/rows/%d/%s", row, strings.NewReplacer("~", "~0", "/", "~1").Replace(shown(column)))
	detail = fmt.Sprintf(detail, args...)
	return apperr.New(apperr.Unprocessable, code, "%s", detail).At(pointer, code, "%s", detail)
}

func notUTF8(where string) error {
	return refused("not-utf8", "%s non è in UTF-8: in Excel scegli «Salva con nome», tipo «CSV UTF-8 (delimitato da virgole)»", where)
}

func broken(cause error) error {
	return apperr.New(apperr.Unprocessable, "broken-sheet",
		"Il foglio di calcolo è rovinato o non è un file .xlsx: aprilo e salvalo di nuovo come .xlsx").Because(cause)
}

func bomb() error {
	return tooLarge("sheet-too-large", "Il foglio di calcolo è troppo grande una volta aperto: togli le righe e le colonne vuote, o salvalo come CSV")
}

// shown makes a piece of the file fit to be repeated in a message.
func shown(s string) string {
	out := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s))
	if len(out) > 40 {
		out = append(out[:39], '…')
	}
	return strings.TrimSpace(string(out))
}

// letters is the name of a column as spreadsheet programs show it: 0 is A.
func letters(column int) string {
	s := ""
	for column++; column > 0; column = (column - 1) / 26 {
		s = string(rune('A'+(column-1)%26)) + s
	}
	return s
}
