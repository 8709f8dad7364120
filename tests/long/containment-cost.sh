#!/usr/bin/env bash
# Measures what namespaces and the filter of system calls cost each build. Two daemons build the same streams in turns: one with user
# namespaces and separate networks, the other one without (-userNamespaces=off, network policy host). The streams are
#   image       an image stream with one script; the filter of system calls has no switch and applies to both daemons
#   bootstrap   a bootstrap stream, whose command has neither a namespace of users nor the filter in the second daemon
# The duration of a build is that of its record, from its start to the published image. ROUNDS is the number of builds of each kind (40).
# Fails if the difference of the medians is above LIMIT, in milliseconds (10). Requires a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages busybox-static curl
[ -x "$DIST/imaginator" ] || die "$DIST/imaginator is missing; run ./build.sh"
rounds=${ROUNDS:-40}
limit=${LIMIT:-10}

site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-cost-XXXXXX")
declare -A daemons=() ports=() last=()
finish() {
    local daemon
    for daemon in "${daemons[@]}"; do
        ! kill "$daemon" 2>/dev/null || wait "$daemon" || true
    done
    rm -rf --one-file-system "$site"
}
trap finish EXIT

mkdir -p "$site/manifest/scripts"
echo '{"SourceImage": "base"}' >"$site/manifest/manifest"
printf '#!/bin/sh\ntrue\n' >"$site/manifest/scripts/run"
chmod 755 "$site/manifest/scripts/run"
printf '{"Streams": {"image": {"ManifestUrl": "dir://%s"}}}\n' "$site/manifest" >"$site/streams.json"

# start NAME NETWORK [FLAG...]: starts a daemon.
start() {
    local name=$1 network=$2 command
    shift 2
    # shellcheck disable=SC2016 # the dollars are those of the inner shell, and of the configuration
    command='["sh", "-c", "cd $0 && mkdir -p bin dev etc proc sys root tmp usr/bin var run && chmod 1777 tmp && cp /bin/busybox bin/busybox && bin/busybox --install bin && echo root:x:0:0:root:/root:/bin/sh >etc/passwd", "$dir"]'
    cat >"$site/$name.json" <<END
{
    "PackagerTypes": {"none": {"InstallCommand": ["true"], "ListCommand": {"ArgList": ["true"]}}},
    "BootstrapStreams": {
        "base": {"BootstrapCommand": $command, "PackagerType": "none"},
        "bootstrap": {"BootstrapCommand": $command, "PackagerType": "none"}
    },
    "Network": "$network",
    "ImageStreamsUrl": "$site/streams.json"
}
END
    "$DIST/imaginator" -insecure -portNum=0 -imageRebuildInterval=0 -logDir= "-buildLogDir=$site/$name-logs" \
        "-configurationUrl=$site/$name.json" "-stateDir=$site/$name" "$@" >"$site/$name.listening" 2>"$site/$name.log" </dev/null &
    daemons[$name]=$!
    until grep -q '^listening on ' "$site/$name.listening"; do
        kill -0 "${daemons[$name]}" 2>/dev/null || die "the daemon ended: $(tail -n 3 "$site/$name.log")"
        sleep 0.1
    done
    ports[$name]=$(sed -n 's/^listening on [^ ]*:\([0-9]*\).*/\1/p' "$site/$name.listening" | head -n 1)
}

build() {
    "$DIST/builder-tool" -imaginatorHostname=127.0.0.1 "-imaginatorPortNum=${ports[$1]}" build-image "$2" >/dev/null 2>"$site/build.log" ||
        die "the build of $2 failed: $(tail -n 2 "$site/build.log")"
}

# measure NAME STREAM: builds a stream, and sets $milliseconds to the duration in the record of the build.
measure() {
    local record id
    build "$1" "$2"
    until
        record=$(curl -s -f "http://127.0.0.1:${ports[$1]}/api/v1/builds?stream=$2&result=succeeded&limit=1")
        id=$(grep -o '"id": *"[^"]*"' <<<"$record" | head -n 1)
        [ -n "$id" ] && [ "$id" != "${last[$1-$2]:-}" ]
    do
        kill -0 "${daemons[$1]}" 2>/dev/null || die "the daemon ended: $(tail -n 3 "$site/$1.log")"
        sleep 0.05
    done
    last[$1-$2]=$id
    milliseconds=$(grep -o '"durationSeconds": *[0-9.eE+-]*' <<<"$record" | head -n 1 | awk '{ sub(/.*:/, ""); printf "%.2f", $0 * 1000 }')
}

median() { sort -n "$1" | awk '{ values[NR] = $1 } END { printf "%.1f", (values[int((NR + 1) / 2)] + values[int(NR / 2) + 1]) / 2 }'; }

start contained open -userNamespaces=required
start plain host -userNamespaces=off
for name in contained plain; do
    build "$name" base
done

for round in $(seq 0 "$rounds"); do
    # What the machine does between two measurements must not always precede the same one.
    order=(contained plain)
    [ $((round % 2)) = 0 ] || order=(plain contained)
    for stream in image bootstrap; do
        for name in "${order[@]}"; do
            measure "$name" "$stream"
            # The first round warms up.
            [ "$round" = 0 ] || echo "$milliseconds" >>"$site/$name-$stream"
        done
    done

    # The name of an image is a second: publishing waits for the next one if the name exists.
    sleep 1
done

passed=0
failed=0
for stream in image bootstrap; do
    contained=$(median "$site/contained-$stream")
    plain=$(median "$site/plain-$stream")
    difference=$(awk -v a="$contained" -v b="$plain" 'BEGIN { printf "%.1f", a - b }')
    echo "$stream: medians of $rounds builds: $contained ms with namespaces, $plain ms without, difference $difference ms"
    if awk -v difference="$difference" -v limit="$limit" 'BEGIN { exit !(difference <= limit) }'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
