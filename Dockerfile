# docker build --target api -t comunita-api .    the server with LibreOffice, as nobody
# docker build --target bare -t comunita-api .   the server alone in its image: a tenth of the size, drafts as DOCX only
# docker build --target web -t comunita-web .    the pages, in front of it

FROM node:20-bookworm-slim AS pages
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM golang:1.26-bookworm AS server
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY api api
COPY internal internal
COPY migrations migrations
ARG VERSION=0.1.0
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/api ./api && mkdir /out/data

# Nothing but the binary, the contract and the certificates that mail needs: no shell, no package, no root.
FROM scratch AS bare
COPY --from=server /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=server /out/api /api
COPY --from=server --chown=65532:65532 /out/data /data
COPY openapi.yaml /openapi.yaml
ENV COMUNITA_ADDR=:8080 COMUNITA_DATA_DIR=/data COMUNITA_SPEC=/openapi.yaml COMUNITA_WEB_DIR=/pages COMUNITA_LOG_FORMAT=json
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/api", "status"]
ENTRYPOINT ["/api"]
CMD ["serve"]

# The same with LibreOffice, which makes ODT and PDF of the drafts: some 250 MB more, on a base that has a shell.
FROM debian:bookworm-slim AS api
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends ca-certificates libreoffice-writer-nogui fonts-liberation && rm -rf /var/lib/apt/lists/*
COPY --from=server /out/api /api
COPY --from=server --chown=65532:65532 /out/data /data
COPY openapi.yaml /openapi.yaml
ENV COMUNITA_ADDR=:8080 COMUNITA_DATA_DIR=/data COMUNITA_SPEC=/openapi.yaml COMUNITA_WEB_DIR=/pages COMUNITA_LOG_FORMAT=json
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/api", "status"]
ENTRYPOINT ["/api"]
CMD ["serve"]

FROM nginxinc/nginx-unprivileged:stable-alpine AS web
COPY frontend/nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=pages /src/frontend/dist /usr/share/nginx/html
EXPOSE 8080
