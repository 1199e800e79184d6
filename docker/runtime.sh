#!/bin/sh
# Prepares what the program runs on: its libraries, an unprivileged user, the data folder, and the
# health check. Used by the Dockerfile; works on any bare Debian 12.
set -eu
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    libmicrohttpd12 libopus0 libsqlite3-0 libjansson4 libsndfile1 libsoxr0 libgnutls30 libnettle8 libexpat1 \
    libkissfft-float131 libxxhash0 libsodium23 libcurl3-gnutls \
    ca-certificates
rm -rf /var/lib/apt/lists/*
useradd --system --home-dir /data --shell /usr/sbin/nologin predub
install -d -o predub -g predub -m 750 /data
cat >/usr/local/bin/predub-healthy <<'END'
#!/bin/bash
# Asks the server for /healthz without needing a client beside bash.
exec 3<>"/dev/tcp/127.0.0.1/${PREDUB_PORT:-8080}" || exit 1
printf 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r status <&3
[[ $status == *" 200 "* ]]
END
chmod 755 /usr/local/bin/predub-healthy
