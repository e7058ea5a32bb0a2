# A PostgreSQL cluster of the tests' own: prints its folder (socket and log lie there) once it answers, and ends, with all
# traces, when standard input does: when the tests are over, however they end.
set -eu
bin=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/vz.XXXXXX")
trap 'rm -rf "$folder"' EXIT
"$bin/initdb" -D "$folder/data" --locale=C.UTF-8 --encoding=UTF8 --auth=trust --username=vorzimmer --no-sync \
    >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
"$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >"$folder/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$folder" -U vorzimmer -d postgres; do
    kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
    sleep 0.05
done
chmod 755 "$folder"
echo "$folder"
cat >/dev/null
kill -INT "$server"
wait "$server" || true
