#!/usr/bin/env bash
# Measures the cost of hostile neighbours: the duration of an honest build beside two hostile builds, in relation to its duration
# beside two well-behaved builds that use the processor as much as they can. Three builds run at a time, in one daemon, in turns.
# ROUNDS is the number of measurements of each kind (7). Fails if the ratio of the medians is above 1.2.
#
# The duration of a build is that of its record, from its start to the published image. The requests go to the API through curl: the
# programs of requestors run on other machines, and the start of one uses as much of a processor as a small build.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages busybox-static curl e2fsprogs
[ -x "$DIST/imaginator" ] || die "$DIST/imaginator is missing; run ./build.sh"
rounds=${ROUNDS:-7}

site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-neighbours-XXXXXX")
daemon=
finish() {
    [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null && wait "$daemon" || true; }
    umount "$site/state" 2>/dev/null || true
    rm -rf --one-file-system "$site"
}
trap finish EXIT

# The state is on a small disk that one build could fill.
mkdir -p "$site/state" "$site/manifests"
truncate -s 4G "$site/disk"
mke2fs -q -t ext4 -O project,quota -E quotatype=prjquota "$site/disk"
if ! mount -o loop,prjquota "$site/disk" "$site/state" 2>/dev/null; then
    say "This kernel has no project quotas: the daemon stops builds that fill the disk"
    mke2fs -q -F -t ext4 "$site/disk"
    mount -o loop "$site/disk" "$site/state"
fi

# write_stream NAME SCRIPT
write_stream() {
    mkdir -p "$site/manifests/$1/scripts"
    echo '{"SourceImage": "base"}' >"$site/manifests/$1/manifest"
    printf '#!/bin/sh\n%s\n' "$2" >"$site/manifests/$1/scripts/run"
    chmod 755 "$site/manifests/$1/scripts/run"
    printf '%s"%s": {"ManifestUrl": "dir://%s"}' "$separator" "$1" "$site/manifests/$1" >>"$site/streams.json"
    separator=', '
}

printf '{"Streams": {' >"$site/streams.json"
separator=
write_stream honest 'mkdir /work; for i in $(seq 30); do head -c 4000000 /dev/zero | tr "\\000" x | gzip >/work/$i; seq 200 | sha512sum >/work/sum-$i; done'
for i in 1 2; do
    write_stream "calm-$i" 'while :; do head -c 4000000 /dev/zero | tr "\\000" x | gzip >/file; seq 200 | sha512sum >/sum; done'
done
# Processes and memory without end, written files, output, and locks on everything that can be opened.
write_stream hostile-1 'bomb() { bomb | bomb & }; bomb; while :; do awk "BEGIN { s = \"x\"; while (1) s = s s }" & cat /dev/zero >/big; rm -f /big; done'
write_stream hostile-2 'while :; do for i in $(seq 2000); do mkdir -p /tree/$i/$i/$i; echo $i >/tree/$i/file; done; rm -rf /tree; sync; yes | head -c 200000 & done'
printf '}}\n' >>"$site/streams.json"

cat >"$site/conf.json" <<'END'
{
    "PackagerTypes": {"none": {"InstallCommand": ["true"], "ListCommand": {"ArgList": ["true"]}}},
    "BootstrapStreams": {"base": {
        "BootstrapCommand": ["sh", "-c", "cd $0 && mkdir -p bin dev etc proc sys root tmp usr/bin var run && chmod 1777 tmp && cp /bin/busybox bin/busybox && bin/busybox --install bin && echo root:x:0:0:root:/root:/bin/sh >etc/passwd", "$dir"],
        "PackagerType": "none"
    }},
    "Limits": {"Memory": "512MiB", "Processes": 500, "Disk": "1GiB"},
    "ImageStreamsUrl": "STREAMS"
}
END
sed -i "s,STREAMS,$site/streams.json," "$site/conf.json"

"$DIST/imaginator" -insecure -portNum=0 -imageRebuildInterval=0 -maximumConcurrentBuilds=3 -logDir= "-buildLogDir=$site/logs" \
    "-configurationUrl=$site/conf.json" "-stateDir=$site/state" >"$site/listening" 2>"$site/daemon.log" </dev/null &
daemon=$!
until grep -q '^listening on ' "$site/listening"; do
    kill -0 "$daemon" 2>/dev/null || die "the daemon ended: $(tail -n 3 "$site/daemon.log")"
    sleep 0.1
done
port=$(sed -n 's/^listening on [^ ]*:\([0-9]*\).*/\1/p' "$site/listening" | head -n 1)
until curl -s -f -o /dev/null "http://127.0.0.1:$port/readyz"; do sleep 0.1; done
api="http://127.0.0.1:$port/api/v1/builds"

# fields NAME: the values of the texts with this name in the JSON of the standard input; nothing if it has none.
fields() { grep -o "\"$1\": *\"[^\"]*\"" | cut -d '"' -f 4 || true; }

post() { curl -s -f -X POST -H 'Content-Type: application/json' -H 'X-Imaginator-Request: 1' "$@"; }

# request STREAM: requests a build and prints its id.
request() { post -d "{\"stream\": \"$1\"}" "$api" | fields id | head -n 1; }

# The ids of the builds with a result.
builds_with() { curl -s -f "$api?result=$1" | fields id; }

# await ID: waits for the end of a build, and sets $record.
await() {
    until
        record=$(curl -s -f "$api/$1") || die "the record of build $1 cannot be read: $(tail -n 3 "$site/daemon.log")"
        [[ ! $(fields result <<<"$record" | head -n 1) =~ ^(queued|running)$ ]]
    do
        sleep 0.2
    done
}

build() {
    local id
    id=$(request "$1") || true
    [ -n "$id" ] || die "a build of $1 cannot be requested: $(tail -n 3 "$site/daemon.log")"
    await "$id"
    [ "$(fields result <<<"$record" | head -n 1)" = succeeded ] || die "the build of $1 failed: $(fields error <<<"$record" | head -n 1)"
}

build base

# Builds a stream again and again: neighbours that were killed come back.
neighbour() {
    local id
    while :; do
        id=$(request "$1") && [ -n "$id" ] && await "$id"
        sleep 0.2
    done
}

# measure NEIGHBOUR... prints the duration of an honest build in milliseconds.
measure() {
    local name neighbour id rest neighbours=()
    for name; do
        neighbour "$name" >/dev/null &
        neighbours+=($!)
    done
    sleep 2
    build honest
    grep -o '"durationSeconds": *[0-9.eE+-]*' <<<"$record" | head -n 1 | awk '{ sub(/.*:/, ""); printf "%d\n", $0 * 1000 }'
    for neighbour in "${neighbours[@]}"; do
        kill "$neighbour" 2>/dev/null || die "a neighbour ended before the measurement"
    done
    wait "${neighbours[@]}" 2>/dev/null || true

    # Until none is left: the last request of a neighbour can arrive late.
    while
        rest=$(builds_with queued; builds_with running)
        [ -n "$rest" ]
    do
        for id in $rest; do
            post -o /dev/null "$api/$id/cancel" || true
        done
        sleep 0.2
    done
}

median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

: >"$site/calm"
: >"$site/hostile"
for round in $(seq "$rounds"); do
    measure calm-1 calm-2 >>"$site/calm"
    measure hostile-1 hostile-2 >>"$site/hostile"
    say "round $round: $(tail -n 1 "$site/calm") ms with well-behaved neighbours, $(tail -n 1 "$site/hostile") ms with hostile ones"
done

calm=$(median <"$site/calm")
hostile=$(median <"$site/hostile")
ratio=$((hostile * 100 / calm))
echo "medians: $calm ms with well-behaved neighbours, $hostile ms with hostile ones, ratio $((ratio / 100)).$(printf '%02d' $((ratio % 100)))"
say "peak memory of the daemon: $(($(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status") / 1024)) MiB"
if [ "$ratio" -le 120 ]; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
