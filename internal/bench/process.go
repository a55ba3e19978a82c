package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// served is a server under test and the database cluster behind it.
type served struct {
	name, base      string
	pid, postmaster int
}

const ticks = 100 // USER_HZ, the same on every Linux this runs on

// cpu is the processor time a process has used, in seconds; 0 when it is gone.
func cpu(pid int) float64 {
	own, _, _ := stat(pid)
	return own
}

// stat reads own time, time of reaped children and parent from /proc.
func stat(pid int) (own, children float64, parent int) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0, 0, 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	if len(f) < 15 {
		return 0, 0, 0
	}
	n := func(i int) float64 { v, _ := strconv.ParseFloat(f[i], 64); return v }
	parent, _ = strconv.Atoi(f[1])
	return (n(11) + n(12)) / ticks, (n(13) + n(14)) / ticks, parent
}

// clusterCPU adds up a postmaster and its children, living and reaped.
func clusterCPU(postmaster int) float64 {
	own, reaped, _ := stat(postmaster)
	total := own + reaped
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, d := range dirs {
		pid, _ := strconv.Atoi(filepath.Base(d))
		if t, _, parent := stat(pid); parent == postmaster {
			total += t
		}
	}
	return total
}

// resident is the memory of a process in MB.
func resident(pid int) float64 {
	raw, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	for line := range strings.Lines(string(raw)) {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(v)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
