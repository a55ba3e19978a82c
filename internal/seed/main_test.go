package seed

import (
	"os"
	"testing"

	"comunita/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }
