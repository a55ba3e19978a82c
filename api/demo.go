package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"

	"comunita/internal/document"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/config"
	"comunita/internal/platform/db"
	"comunita/internal/seed"
)

// demoTitles are what people call the demo's documents.
var demoTitles = map[string]string{"act": "Delibera di adesione alla rete", "opinion": "Parere dei revisori", "protocol": "Protocollo d’intesa", "other": "Modulo per le dichiarazioni di assenza di conflitto"}

// demoDocuments adds the demo's files to a network that has no documents at all.
func demoDocuments(ctx context.Context, cfg config.Config, d *db.DB) error {
	store, err := openFiles(cfg)
	if err != nil {
		return err
	}
	docs := document.NewService(d, store)
	if empty, err := docs.Empty(ctx); err != nil || !empty {
		return err
	}
	ctx = authz.With(ctx, authz.System("seed"))
	err = fs.WalkDir(seed.DemoDocuments(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(seed.DemoDocuments(), name)
		if err != nil {
			return err
		}
		return demoDocument(ctx, d, docs, store, name, raw)
	})
	if err != nil {
		return err
	}
	return d.Do(ctx, "demo", func(ctx context.Context) error { return seed.DemoEvidence(ctx, d) })
}

// demoDocument adds one, whose name says whose it is, its kind, and what the file is called: 083049-act-delibera.pdf.
func demoDocument(ctx context.Context, d *db.DB, docs *document.Service, store blob.Store, name string, raw []byte) error {
	parts := strings.SplitN(name, "-", 3)
	municipality, sharing := parts[0], document.Own
	if municipality == "network" {
		municipality, sharing = "", document.Public
	}
	b, err := store.Put(ctx, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	err = d.Do(ctx, "demo", func(ctx context.Context) error {
		_, err := docs.Add(ctx, municipality, parts[1], demoTitles[parts[1]], parts[2], sharing, b)
		return err
	})
	if err != nil {
		return errors.Join(err, store.Delete(ctx, b.Key))
	}
	return nil
}
