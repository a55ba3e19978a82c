package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Config addresses a bucket of an S3-compatible store.
type S3Config struct {
	Endpoint             string // https://s3.example.org
	Bucket, Region       string
	AccessKey, SecretKey string
	PathStyle            bool   // bucket in the path, not in the host name
	Spool                string // folder for what is on its way: a file is checked before it is sent
}

// S3 is a Store in a bucket.
type S3 struct {
	client        *minio.Client
	bucket, spool string
}

// NewS3 prepares the client and asks nothing of the store.
func NewS3(c S3Config) (*S3, error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil {
		return nil, err
	}
	lookup := minio.BucketLookupAuto
	if c.PathStyle {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: u.Scheme == "https",
		Region: c.Region, BucketLookup: lookup, MaxRetries: 3})
	if err != nil {
		return nil, fmt.Errorf("the file store: %w", err)
	}
	return &S3{client, c.Bucket, c.Spool}, nil
}

// Check fails when the store answers and refuses, or has no such bucket. One that does not answer now may answer later: ErrAway.
func (s *S3) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	there, err := s.client.BucketExists(ctx, s.bucket)
	switch {
	case err != nil && minio.ToErrorResponse(err).StatusCode == 0:
		return fmt.Errorf("%w: %w", ErrAway, err)
	case err != nil:
		return fmt.Errorf("the file store refuses: %w", err)
	case !there:
		return fmt.Errorf("the file store has no bucket %s", s.bucket)
	}
	return nil
}

// ErrAway says that the store does not answer.
var ErrAway = errors.New("the file store does not answer")

// Put sends the file in one request of known size: the store has all of it or nothing.
func (s *S3) Put(ctx context.Context, r io.Reader) (Blob, error) {
	part, b, err := spool(s.spool, r)
	if err != nil {
		return Blob{}, err
	}
	defer func() { _ = os.Remove(part) }()
	f, err := os.Open(part)
	if err != nil {
		return Blob{}, err
	}
	defer f.Close()
	b.Key = newKey()
	_, err = s.client.PutObject(ctx, s.bucket, b.Key, f, b.Size, minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	if err != nil {
		return Blob{}, fmt.Errorf("the file store: %w", err)
	}
	return b, nil
}

// Open reads an object.
func (s *S3) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	if !keyShape.MatchString(key) {
		return nil, ErrKey
	}
	o, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("the file store: %w", err)
	}
	if _, err := o.Stat(); err != nil { // GetObject is lazy
		_ = o.Close()
		if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
			return nil, ErrNotFound
		}
		return nil, fmt.Errorf("the file store: %w", err)
	}
	return o, nil
}

// Delete removes an object.
func (s *S3) Delete(ctx context.Context, key string) error {
	if !keyShape.MatchString(key) {
		return ErrKey
	}
	if err := s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("the file store: %w", err)
	}
	return nil
}

// Older lists the bucket, and clears the spool of what a crash left.
func (s *S3) Older(ctx context.Context, before time.Time, batch func([]string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when batch fails
	spooled, err := os.ReadDir(s.spool)
	if ignoreAbsent(err) != nil {
		return err
	}
	for _, e := range spooled {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) {
			_ = os.Remove(s.spool + string(os.PathSeparator) + e.Name())
		}
	}
	var keys []string
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			return fmt.Errorf("the file store: %w", o.Err)
		}
		if keyShape.MatchString(o.Key) && o.LastModified.Before(before) {
			keys = append(keys, o.Key)
		}
		if len(keys) == batchSize {
			if err := batch(keys); err != nil {
				return err
			}
			keys = nil
		}
	}
	if len(keys) > 0 {
		return batch(keys)
	}
	return nil
}
