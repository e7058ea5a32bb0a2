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

# A fixed number, so that secrets' files can be given to it on the host: a file that others may read is refused.
RUN groupadd --gid 10001 vorzimmer && \
    useradd --uid 10001 --gid 10001 --create-home --home-dir /var/lib/vorzimmer --shell /usr/sbin/nologin vorzimmer && \
    chmod 700 /var/lib/vorzimmer
COPY --from=build /vorzimmer/target/release/vorzimmer /usr/local/bin/vorzimmer
USER 10001:10001
WORKDIR /var/lib/vorzimmer
VOLUME /var/lib/vorzimmer
# Inside a container nobody reaches its loopback; from outside it is reached as the container's ports are published.
ENV VORZIMMER_SERVER_LISTEN=0.0.0.0:8080
EXPOSE 8080
# Running calls are finished first; `docker stop` has to wait for them: --time 250, or stop_grace_period.
STOPSIGNAL SIGTERM
# bash speaks TCP by itself. The port is the one of VORZIMMER_SERVER_LISTEN.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${VORZIMMER_SERVER_LISTEN##*:} && printf 'GET /healthz HTTP/1.1\\r\\nhost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["vorzimmer"]
CMD ["serve"]
