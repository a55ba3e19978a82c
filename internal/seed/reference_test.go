package seed

import (
	"testing"
	"time"

	"comunita/internal/testkit"
)

func TestTiming(t *testing.T) {
	d := testkit.DB(t)
	for range 3 {
		start := time.Now()
		if err := Reference(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(start))
	}
}
