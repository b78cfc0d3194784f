FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /farebridge ./cmd/farebridge

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /farebridge /farebridge
COPY configs /configs
COPY LICENSE internal/reference/LICENSES.md /licenses/
VOLUME /var/lib/farebridge
EXPOSE 8080
ENTRYPOINT ["/farebridge"]
