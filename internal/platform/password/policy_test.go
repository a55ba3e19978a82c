package password_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/nbutton23/zxcvbn-go"
	"pgregory.net/rapid"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/password"
)

var about = []string{"Maria Bianchi", "maria.bianchi@comune.ali.me.it", "Alì Terme"}

func code(t testing.TB, plain string) string {
	t.Helper()
	err := password.Check("/password", plain, about...)
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*apperr.Error](err)
	if !ok || e.Kind != apperr.Unprocessable || len(e.Fields) != 1 || e.Fields[0].Pointer != "/password" || e.Fields[0].Detail == "" || strings.Contains(err.Error(), plain) && plain != "" {
		t.Fatalf("%q: %v", plain, err)
	}
	return e.Fields[0].Code
}

func TestPolicy(t *testing.T) {
	for want, plains := range map[string][]string{
		"short-password":    {"", "Xk9#mQ2$vL7", "perché1perc\u0301", strings.Repeat("e\u0301", 11)},
		"long-password":     {strings.Repeat("Xk9#mQ2$vL", 20) + "x"},
		"control-character": {"Xk9#mQ2$vL7\x00p", "Xk9#mQ2$vL7\np", "Xk9#mQ2$vL7p\x7f", "Xk9#mQ2$vL7p\xff"},
		"leaked-password":   {"123456789012", "qwertyuiop123", "1q2w3e4r5t6y", "UNBELIEVABLE", "123qweasdzxc", "1qaz2wsx3edc"},
		"weak-password": {
			"forzainter1908", "ForzaJuve2026!", "Password1234!", "P4ssw0rd2026", "Comunedimessina1", "ciaociaociaociao", "amoremio2020", "francesco1985",
			"aaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnop", "asdfghjkl1234", "lkjhgfdsa4321", "2wsx3edc4rfv", "23/11/1985 23/11", "15081985 maria",
			"MariaBianchi1985", "bianchi.maria!", "AliTerme2026!!", "Alì Terme 98021", "segretariocomunale", "Anticorruzione2026", "Benvenuta2026!",
			"qwertyqwerty!1", "giugno2026giugno", "trasparenza.1", "cambiami cambiami", "napolinapoli10", "Giuseppe&Francesca", "palermo palermo 1",
		},
		"": {
			"gatto lampada dodici fiume", "corretta batteria graffetta cavallo", "Xk9#mQ2$vL7p", "zu8 vogt!ne klar", "la nonna Ada friggeva 31 olive", "perché l'òboe suona a Zafferana?",
			strings.Repeat("Xk9#mQ2$vL", 20)[:199] + "é", "水は流れて海に入り、月は昇る", "h7Tq zP3m 9wXd",
		},
	} {
		for _, plain := range plains {
			if got := code(t, plain); got != want {
				t.Errorf("%q: %q, want %q", plain, got, want)
			}
		}
	}
}

// Another estimator is the judge: what is accepted here reaches its third level of four, below which it calls a password guessable.
func TestNothingIsAcceptedThatZxcvbnCallsGuessable(t *testing.T) {
	piece := rapid.SampledFrom([]string{"password", "Password", "summer", "dragon", "monkey", "shadow", "master", "1234", "123", "2024", "1985", "12/03/1985", "qwerty", "asdf",
		"zxcvbn", "aaa", "abc", "!", "-", " ", "p4ssw0rd", "love", "baseball", "x", "Q7", "correct", "horse", "maria", "bianchi"})
	rapid.Check(t, func(rt *rapid.T) {
		plain := strings.Join(rapid.SliceOfN(piece, 2, 5).Draw(rt, "pieces"), "")
		if n := utf8.RuneCountInString(plain); n < password.MinLength || n > 60 || password.Check("/p", plain, about...) != nil {
			return
		}
		if z := zxcvbn.PasswordStrength(plain, []string{"maria", "bianchi"}); z.Score < 3 {
			rt.Fatalf("%q is accepted: %v", plain, z.Entropy)
		}
	})
}

func TestRandomPasswordsAreAccepted(t *testing.T) {
	char := rapid.RuneFrom([]rune("abcdefghkmnpqrstuvwxyzABCDEFGHKLMNPQRSTUVWXYZ23456789#%+"))
	rapid.Check(t, func(rt *rapid.T) {
		if plain := string(rapid.SliceOfN(char, 16, 60).Draw(rt, "plain")); varied(plain) {
			if err := password.Check("/p", plain); err != nil {
				rt.Fatal(plain, err)
			}
		}
	})
}

// varied leaves out what a shrinking generator finds first: a few characters over and over.
func varied(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) >= 11
}

func FuzzCheck(f *testing.F) {
	f.Add("Password1234!", "Maria")
	f.Add("\xff\u0301𝒶İßŉ水水水水", "\u0301")
	f.Fuzz(func(t *testing.T, plain, about string) {
		if len(plain) > 1000 || len(about) > 1000 {
			return
		}
		err := password.Check("/p", plain, about)
		if _, ok := errors.AsType[*apperr.Error](err); err != nil && !ok {
			t.Fatal(err)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{12, 40, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			plain := strings.Repeat("Xk9#mQ2$vL7prst4", 13)[:n]
			for b.Loop() {
				_ = password.Check("/p", plain, about...)
			}
		})
	}
}
