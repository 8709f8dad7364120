#!/usr/bin/env bash
# Runs the tests of the plugin S3 against Ceph (radosgw): one monitor, one manager and one OSD with its data in memory, in a temporary
# directory. ./test.sh runs them against s3rver.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages ceph-common ceph-mon ceph-mgr ceph-osd radosgw curl uuid-runtime nodejs npm

readonly MONITOR_PORT=${S3_MONITOR_PORT:-16789}
readonly GATEWAY_PORT=${S3_GATEWAY_PORT:-16780}
readonly KEY=IMAGINATORTESTS
readonly SECRET=secret-of-the-tests

directory=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-ceph-XXXXXX")
processes=()

stop() {
    for process in "${processes[@]}"; do
        kill "$process" 2>/dev/null || true
    done
    wait
    rm -rf --one-file-system "$directory"
}
trap stop EXIT

mkdir "$directory"/{mon,mgr,osd,run}
fsid=$(uuidgen)
cat >"$directory/ceph.conf" <<END
[global]
fsid = $fsid
mon host = [v1:127.0.0.1:$MONITOR_PORT]
auth cluster required = none
auth service required = none
auth client required = none
run dir = $directory/run
admin socket = $directory/run/\$name.asok
log file = $directory/\$name.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon warn on insecure global id reclaim = false
mon data = $directory/mon
mgr data = $directory/mgr
osd data = $directory/osd
osd objectstore = memstore
memstore device bytes = 4294967296

[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$GATEWAY_PORT
rgw data = $directory
END

ceph() { command ceph --conf "$directory/ceph.conf" --connect-timeout 60 "$@"; }

run() {
    local program=$1
    shift
    "$program" --conf "$directory/ceph.conf" -f "$@" >>"$directory/$program.out" 2>&1 &
    processes+=($!)
}

say "starting Ceph in $directory"
ceph-authtool --create-keyring "$directory/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
monmaptool --create --clobber --fsid "$fsid" --addv a "[v1:127.0.0.1:$MONITOR_PORT]" "$directory/monmap" >/dev/null
ceph-mon --conf "$directory/ceph.conf" --mkfs -i a --monmap "$directory/monmap" --keyring "$directory/keyring"
run ceph-mon -i a
ceph status >/dev/null
run ceph-mgr -i x
osd=$(uuidgen)
ceph osd new "$osd" 0 >/dev/null
ceph-osd --conf "$directory/ceph.conf" -i 0 --mkfs --osd-uuid "$osd"
ceph osd crush add osd.0 1 root=default host=local >/dev/null
run ceph-osd -i 0
run radosgw -n client.rgw

radosgw-admin --conf "$directory/ceph.conf" user create --uid=tests --display-name=tests --access-key="$KEY" --secret-key="$SECRET" >/dev/null
for ((second = 0; second < 120; second++)); do
    curl --silent --output /dev/null "http://127.0.0.1:$GATEWAY_PORT/" && break
    sleep 1
done
curl --silent --show-error --fail --user "$KEY:$SECRET" --aws-sigv4 aws:amz:us-east-1:s3 --request PUT "http://127.0.0.1:$GATEWAY_PORT/imaginator"

printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$KEY" "$SECRET" >"$directory/credentials"
export IMAGINATOR_S3_ENDPOINT="http://127.0.0.1:$GATEWAY_PORT"
export IMAGINATOR_S3_CREDENTIALS="$directory/credentials"
./test.sh S3.Tests
