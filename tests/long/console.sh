#!/usr/bin/env bash
# Measures the console and the API of a large site: STREAMS streams (5,000) and BUILDS builds in the history (100,000). For each page, the time
# to its first byte and its size; answers to searches; the memory of the idle daemon; and the cost and the delay of a log of 10 lines per
# second that FOLLOWERS browsers (1,000) follow for SECONDS (30). Requires a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages busybox-static curl python3-minimal libpython3-stdlib
[ -x "$DIST/imaginator" ] || die "$DIST/imaginator is missing; run ./build.sh"
streams=${STREAMS:-5000}
builds=${BUILDS:-100000}
followers=${FOLLOWERS:-1000}
seconds=${SECONDS_OF_LOG:-30}
ulimit -n "$(ulimit -Hn)"

site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-console-XXXXXX")
daemon=
finish() {
    stop
    rm -rf --one-file-system "$site"
}
stop() {
    [ -z "$daemon" ] || ! kill "$daemon" 2>/dev/null || wait "$daemon" || true
    daemon=
}
trap finish EXIT

mkdir -p "$site/manifest/scripts"
echo '{"SourceImage": "base"}' >"$site/manifest/manifest"
cat >"$site/manifest/scripts/run" <<'END'
#!/bin/sh
# The date of busybox has no fractions of a second.
i=0
while [ $i -lt 6000 ]; do
    echo "line $i, written at $(gnu-date +%s.%N)"
    sleep 0.09
    i=$((i+1))
done
END
chmod 755 "$site/manifest/scripts/run"
{
    printf '{"Streams": {"live": {"ManifestUrl": "dir://%s"}' "$site/manifest"
    for number in $(seq -f %05g 0 $((streams - 1))); do
        printf ',\n"many/stream-%s": {"ManifestUrl": "dir://%s"}' "$number" "$site/manifest"
    done
    printf '}}\n'
} >"$site/streams.json"
# shellcheck disable=SC2016 # the dollars are those of the inner shell, and of the configuration
command='["sh", "-c", "cd $0 && mkdir -p bin dev etc proc sys root tmp usr/bin var run && chmod 1777 tmp && cp /bin/busybox bin/busybox && bin/busybox --install bin && cp /bin/date usr/bin/gnu-date && cp -L --parents LIBRARIES . && echo root:x:0:0:root:/root:/bin/sh >etc/passwd", "$dir"]'
command=${command/LIBRARIES/$(ldd /bin/date | grep -o '/lib[^ ]*' | xargs)}
cat >"$site/main.json" <<END
{
    "PackagerTypes": {"none": {"InstallCommand": ["true"], "ListCommand": {"ArgList": ["true"]}}},
    "BootstrapStreams": {"base": {"BootstrapCommand": $command, "PackagerType": "none"}},
    "ImageStreamsUrl": "$site/streams.json"
}
END

start() {
    "$DIST/imaginator" -insecure -portNum=0 -imageRebuildInterval=0 -logDir= "-buildLogDir=$site/logs" \
        "-configurationUrl=$site/main.json" "-stateDir=$site/state" >"$site/listening" 2>"$site/log" </dev/null &
    daemon=$!
    until grep -q '^listening on ' "$site/listening"; do
        kill -0 "$daemon" 2>/dev/null || die "the daemon ended: $(tail -n 3 "$site/log")"
        sleep 0.1
    done
    port=$(sed -n 's/^listening on [^ ]*:\([0-9]*\).*/\1/p' "$site/listening" | head -n 1)
    until curl -s -f -o /dev/null "http://127.0.0.1:$port/readyz"; do sleep 0.1; done
}

tool() { "$DIST/builder-tool" -imaginatorHostname=127.0.0.1 "-imaginatorPortNum=$port" "$@"; }

start
tool build-image base >/dev/null 2>"$site/build.log" || die "the build failed: $(tail -n 2 "$site/build.log")"
stop
say "Adding $builds builds of $streams streams"
python3 tests/long/console/history.py "$(find "$site/state" -name history.sqlite)" "$streams" "$builds"
start

passed=0
failed=0
count() {
    local summary
    summary=$("$@" | tee /dev/stderr | tail -n 1) || true
    [[ "$summary" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] || die "no result of $*"
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
}
say "Pages"
count python3 tests/long/console/pages.py "$port"

say "A log with $followers followers"
location=$(curl -s -f -X POST -H 'Content-Type: application/json' -H 'X-Imaginator-Request: 1' -d '{"stream": "live"}' \
    -D - -o /dev/null "http://127.0.0.1:$port/api/v1/builds" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
build=${location##*/}
# The text of a running build ends with the build.
for _ in $(seq 60); do
    log=$(curl -s -m 0.5 "http://127.0.0.1:$port/builds/$build/log.txt") || true
    [[ "$log" != *"written at"* ]] || break
done
[[ "$log" == *"written at"* ]] || die "the build \"$build\" writes no lines: $log"
count python3 tests/long/console/followers.py "$port" "$daemon" "$build" "$followers" "$seconds"
curl -s -f -X POST -H 'X-Imaginator-Request: 1' -o /dev/null "http://127.0.0.1:$port/api/v1/builds/$build/cancel"

say "Idle memory"
sleep 40
grep VmRSS "/proc/$daemon/status" >&2
echo "$passed passed, $failed failed"
[ $failed = 0 ]
