# Two stages: the first builds with the steps of the Makefile, the second holds the binary and what it needs to run.
FROM debian:12-slim AS build
# packages: build
RUN apt-get update -q && apt-get install -y -q --no-install-recommends \
    build-essential ca-certificates cmake pkg-config && \
    rm -rf /var/lib/apt/lists/*

COPY --from=rust:1.95-slim-bookworm /usr/local/cargo /usr/local/cargo
COPY --from=rust:1.95-slim-bookworm /usr/local/rustup /usr/local/rustup
ENV CARGO_HOME=/usr/local/cargo RUSTUP_HOME=/usr/local/rustup PATH=/usr/local/cargo/bin:$PATH
WORKDIR /vorzimmer
COPY . .
# The server alone: the laboratory does not ship.
RUN cargo build --release --locked --package vorzimmer && scripts/split-debug target/release/vorzimmer

FROM debian:12-slim
# packages: run
RUN apt-get update -q && apt-get install -y -q --no-install-recommends \
    ca-certificates espeak-ng && \
    rm -rf /var/lib/apt/lists/*

RUN useradd --system --create-home --home-dir /var/lib/vorzimmer vorzimmer
COPY --from=build /vorzimmer/target/release/vorzimmer /usr/local/bin/vorzimmer
USER vorzimmer
WORKDIR /var/lib/vorzimmer
VOLUME /var/lib/vorzimmer
EXPOSE 8080
ENTRYPOINT ["vorzimmer"]
CMD ["serve"]
