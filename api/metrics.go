package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"comunita/internal/platform/db"
)

// pool tells the state of the database connections.
func pool(d *db.DB) []prometheus.Collector {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "comunita_pool_" + name, Help: help}, value)
	}
	return []prometheus.Collector{
		gauge("connections", "Database connections open.", func() float64 { return float64(d.Pool().Stat().TotalConns()) }),
		gauge("connections_busy", "Database connections in use.", func() float64 { return float64(d.Pool().Stat().AcquiredConns()) }),
		gauge("connections_max", "Database connections allowed.", func() float64 { return float64(d.Pool().Stat().MaxConns()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "comunita_pool_waits_total", Help: "Requests that had to wait for a connection."},
			func() float64 { return float64(d.Pool().Stat().EmptyAcquireCount()) }),
	}
}
