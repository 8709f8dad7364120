#!/usr/bin/env bash
# Makes single system calls of the published programs fail, and the clock wrong, during builds, publications, downloads, collections,
# starts and stops. After each fault: the program ends or goes on, and an error names what failed; every listed image is complete;
# nothing is left behind; and the same work succeeds.
#
# RUNS is the number of faults (1000), SEED chooses them, FIRST is the number of the first one (1): "SEED=4 FIRST=17 RUNS=1" repeats
# the 17th fault of seed 4, as far as the threads of the programs take turns in the same way. FAULT is one fault instead of those that
# SEED chooses: FAULT="publish daemon write EPIPE:28:32 25". VERBOSE=1 prints all faults.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages busybox-static gcc libc6-dev
[ -x "$DIST/imaginator" ] || die "$DIST/imaginator is missing; run ./build.sh"
runs=${RUNS:-1000}
first=${FIRST:-1}
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
echo "SEED=$seed"

# Time limit for one piece of work, in seconds. What takes longer hangs.
readonly PATIENCE=${PATIENCE:-60}
# How long images are kept, in seconds.
readonly LIFE=120

# Most programs here end before the runtime would have gained anything by it.
export DOTNET_TieredPGO=0

site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-faults-XXXXXX")
daemon=
injector=
finish() {
    [ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null || true
    [ -z "$injector" ] || wait "$injector" 2>/dev/null || true
    rm -rf --one-file-system "$site"
}
trap finish EXIT

gcc -O2 -pthread -o "$site/inject" tests/long/faults/inject.c
gcc -O2 -shared -fPIC -o "$site/clock.so" tests/long/faults/clock.c

# What faults happen to is in a directory of its own: the injector looks at nothing else.
world="$site/world"
mkdir -p "$world/manifest/files/etc" "$world/manifest/scripts" "$site/daemon" "$site/tool"
echo '{"SourceImage": "base"}' >"$world/manifest/manifest"
printf '#!/bin/sh\ncp /etc/number /etc/copied; mkdir -p /tree/a/b; seq 1000 >/tree/a/b/numbers\n' >"$world/manifest/scripts/run"
chmod 755 "$world/manifest/scripts/run"
echo 0 >"$world/manifest/files/etc/number"
cat >"$world/conf.json" <<END
{
    "PackagerTypes": {"none": {"InstallCommand": ["true"], "ListCommand": {"ArgList": ["true"]}}},
    "BootstrapStreams": {"base": {
        "BootstrapCommand": ["sh", "-c", "cd \$0 && mkdir -p bin dev etc proc sys root tmp usr/bin var run && chmod 1777 tmp && cp /bin/busybox bin/busybox && bin/busybox --install bin && echo root:x:0:0:root:/root:/bin/sh >etc/passwd", "\$dir"],
        "PackagerType": "none"
    }},
    "Plugins": {"LocalStore": {"collectionInterval": "1ms", "objectProtection": "1s"}},
    "ImageStreamsUrl": "$world/streams.json"
}
END
echo "{\"Streams\": {\"small\": {\"ManifestUrl\": \"dir://$world/manifest\"}}}" >"$world/streams.json"

# --- the injector, see inject.c ---

# Errors of files, and of sockets in their place: EPIPE, ECONNRESET, ETIMEDOUT, ENOBUFS.
declare -A errors=(
    [open]="EMFILE:24:24 ENFILE:23:23 EIO:5:5 EACCES:13:13 ENOSPC:28:28 ENOMEM:12:12"
    [read]="EIO:5:104 ENOMEM:12:12 ESTALE:116:110"
    [write]="ENOSPC:28:32 EIO:5:104 EDQUOT:122:110 EFBIG:27:105"
    [flush]="EIO:5:5 ENOSPC:28:28 EDQUOT:122:122"
    [rename]="ENOSPC:28:28 EIO:5:5 EDQUOT:122:122 EROFS:30:30"
    [accept]="EMFILE:24:24 ENFILE:23:23 ECONNABORTED:103:103 ENOBUFS:105:105"
    [connect]="ECONNREFUSED:111:111 ETIMEDOUT:110:110 ENETUNREACH:101:101"
)
serial=1

# request INJECTOR KIND FILE-ERRNO SOCKET-ERRNO N
request() {
    serial=$((serial + 1))
    local answer=''
    echo "$serial $2 $3 $4 $5" >"$site/$1/requests"
    for _ in $(seq 500); do
        read -r answer 2>/dev/null <"$site/$1/answer" || true
        [ "${answer%% *}" != "$serial" ] || return 0
        # The program has ended.
        [ "${answer%% *}" != 0 ] || return 0
        sleep 0.01
    done
    die "the injector does not answer: $answer"
}

# counted INJECTOR KIND prints the number of calls of a kind during the request before the current one.
counted() { sed -n "s/.* $2=\([0-9]*\).*/\1/p" "$site/$1/answer"; }

# Sets the clock of all programs that run under an injector; by seconds.
set_clock() {
    local bytes='' number=$1
    for _ in 1 2 3 4 5 6 7 8; do
        bytes+=$(printf '\\x%02x' $((number & 255)))
        number=$((number >> 8))
    done
    # shellcheck disable=SC2059 # the bytes are a format
    printf "$bytes" | dd of="$site/clock" conv=notrunc status=none
}

inject() { LD_PRELOAD="$site/clock.so" FAULTS_CLOCK="$site/clock" "$site/inject" "$site/$1" "$world" "${@:2}"; }

# --- the work ---

# Starts the daemon; fails if it ends instead.
start_daemon() {
    : >"$site/listening"
    inject daemon "$DIST/imaginator" -insecure -portNum=0 -imageServerListen=127.0.0.1:0 -imageRebuildInterval=0 -alsoLogToStderr \
        -minimumExpirationDuration=1s "-logDir=$world/log" "-buildLogDir=$world/logs" "-configurationUrl=$world/conf.json" \
        "-stateDir=$world/state" >"$site/listening" 2>>"$site/daemon.log" </dev/null &
    injector=$!
    for _ in $(seq $((PATIENCE * 50))); do
        if ! kill -0 "$injector" 2>/dev/null; then
            local status=0
            wait "$injector" || status=$?
            injector=
            daemon=
            return $((status == 0 ? 1 : status))
        fi
        if grep -q '^listening on ' "$site/listening"; then
            daemon=$(cat "$site/daemon/pid")
            # The other loopback address, if the daemon found that this one is missing.
            read -r address port _ image_port < <(sed -E 's,^listening on ,,; s,https?://\[?([^] ]*)\]?:([0-9]+)/?,\1 \2,g' "$site/listening")
            return 0
        fi
        sleep 0.02
    done
    daemon=$(cat "$site/daemon/pid")
    return 124
}

is_running() { [ -n "$injector" ] && kill -0 "$injector" 2>/dev/null; }

stop_daemon() {
    local status=0
    kill -TERM "$daemon" 2>/dev/null || true
    for _ in $(seq $((PATIENCE * 50))); do
        is_running || break
        sleep 0.02
    done
    if is_running; then
        kill -9 "$daemon"
        status=124
        wait "$injector" || true
    else
        wait "$injector" || status=$?
    fi
    injector=
    daemon=
    return "$status"
}


# builder-tool, and the same with faults. The injector ends only with SIGKILL, and its program with it.
plain() { timeout -s KILL "$PATIENCE" "$DIST/builder-tool" "$@" </dev/null; }
faulty() { timeout -s KILL "$PATIENCE" env LD_PRELOAD="$site/clock.so" FAULTS_CLOCK="$site/clock" \
    "$site/inject" "$site/tool" "$world" "$DIST/builder-tool" "$@" </dev/null; }

# Each piece of work: WORK TOOL, where TOOL is "plain" or "faulty".
local_store() { "$1" "-stateDir=$world/state" "${@:2}"; }
served_store() { "$1" "-stateDir=$world/client" -imageServerHostname=127.0.0.1 "-imageServerPortNum=$image_port" "${@:2}"; }
ask_daemon() { "$1" "-imaginatorHostname=$address" "-imaginatorPortNum=$port" "${@:2}"; }
build() { ask_daemon "$1" "-expiresIn=${LIFE}s" build-image small; }
publish() { served_store "$1" "-expiresIn=${LIFE}s" build-from-manifest "$world/manifest" small; }
get() {
    rm -rf "$world/got"
    local_store "$1" get-image "$newest" "$world/got"
}
download() {
    rm -rf "$world/got"
    served_store "$1" get-image "$newest" "$world/got"
}
# A repair is a collection, too.
collect() { local_store "$1" fsck-store -repair; }
start() { start_daemon; }
stop() { stop_daemon; }

# Where the faults of a piece of work can be.
declare -A places=([build]="daemon daemon daemon tool" [publish]="daemon tool" [get]="tool" [download]="daemon tool" [collect]="tool"
    [start]="daemon" [stop]="daemon")
readonly WORKS=(build build publish get get download download collect collect start start stop stop)

# prepare WORK: what the work requires.
prepare() {
    case $1 in
        start) stop_daemon ;;
        collect)
            # There is something to collect.
            [ ${#images[@]} -gt 1 ] || renew
            local_store plain delete-image "${images[0]}" >"$site/output" 2>"$site/errors" || return
            images=("${images[@]:1}")
            ;;
    esac
}

# perform WORK SIDE KIND FILE-ERRNO SOCKET-ERRNO N: does the work with a fault. Output goes to the file "output".
perform() {
    local status=0 tool=plain
    if [ "$2" = tool ]; then
        tool=faulty
        rm -f "$site/tool/answer"
        echo "1 ${*:3}" >"$site/tool/first"
    elif [ "$1" = start ]; then
        rm -f "$site/daemon/answer"
        echo "1 ${*:3}" >"$site/daemon/first"
    else
        request daemon "${@:3}"
    fi
    "$1" "$tool" >"$site/output" 2>"$site/errors" || status=$?
    if [ "$2" = daemon ]; then
        echo "0 none 0 0 0" >"$site/daemon/first"
        if is_running; then request daemon none 0 0 0; fi
    fi
    return "$status"
}

# Whether the newest image has what its build wrote.
is_complete() { [ "$(cat "$world/got/etc/number")" = "$(cat "$world/got/etc/copied")" ] && [ "$(wc -l <"$world/got/tree/a/b/numbers")" = 1000 ]; }

# --- the run ---

passed=0
failed=0
happened=0
known_unlisted=0

# wrong TEXT: the fault had a wrong effect.
wrong() {
    printf '%s\n  %s\n' "$title" "$1"
    if [ -s "$site/injected" ]; then sed 's/^/  fault: /' "$site/injected"; fi
    tail -n 4 "$site/output" | sed 's/^/  output: /'
    tail -n 3 "$site/errors" | sed 's/^/  error: /'
    new_log | grep -v ' INF ' | tail -n 6 | sed 's/^/  log: /' || true
    is_wrong=1
}

new_log() { tail -c +$((log_start + 1)) "$site/daemon.log"; }

# Whether the texts of the program name what failed: the file, one of the directories above it, the object, or the peer.
names_place() {
    local kind target name
    read -r kind _ _ target <"$site/injected"
    case $target in
        # Those of the sandbox program: its connection, and what the command writes to.
        socket:*) grep -Eq '[0-9]\.[0-9]+:[0-9]+|connection|socket|listen|peer|localhost|(read|write) the output of a command|generic-packager' "$site/texts"; return ;;
    esac
    # Short names occur by chance: they count with their directory.
    if grep -qF "/$(basename "$(dirname "$target")")/$(basename "$target")" "$site/texts"; then return 0; fi
    while [ "$target" != "$world" ] && [ "$target" != "$world/state" ]; do
        name=$(basename "$target")
        if [ ${#name} -ge 4 ] && grep -qF "$name" "$site/texts"; then return 0; fi
        target=$(dirname "$target")
    done
    grep -qF "$world" "$site/texts"
}

leftovers() {
    grep -F "$world" /proc/self/mountinfo | sed 's/^/mount: /' || true
    grep -lF "$world" /sys/block/loop*/loop/backing_file 2>/dev/null | sed 's/^/loop device: /' || true
    is_running && return
    # The command line of this grep does not contain the pattern.
    grep -laFf "$site/pattern" /proc/[0-9]*/cmdline 2>/dev/null | sed 's/^/process: /' || true
}

workspaces() { find "$world/state/builds" -mindepth 1 -maxdepth 1 ! -name lock 2>/dev/null || true; }

# restart: the daemon starts, and removes what an earlier one has left behind.
restart() {
    start_daemon || return
    for _ in $(seq 250); do
        [ -n "$(workspaces)" ] || return 0
        sleep 0.02
    done
    wrong "workspaces are left behind after a start: $(workspaces)"
}

# check_store COMMAND...: the store has no faults, and lists the images that it has listed before.
check_store() {
    local unlisted
    if ! local_store plain "$@" >"$site/check" 2>&1 || grep -q '^repaired: .*moved to' "$site/check"; then wrong "the store has faults: $(tail -n 3 "$site/check")"; fi
    unlisted=$(grep -c 'is not listed, because it is incomplete' "$site/check" || true)
    if [ "$unlisted" -gt "$known_unlisted" ]; then wrong "images are not listed any more: $(grep 'is not listed, because' "$site/check")"; fi
    known_unlisted=$unlisted
}

# one NUMBER
one() {
    local number=$1 work side kind choice error offset=0 count n status=0 choices
    RANDOM=$((seed * 7919 + number))
    work=$RANDOM
    work=${WORKS[$((RANDOM % ${#WORKS[@]}))]}
    read -ra choices <<<"${places[$work]}"
    side=${choices[$((RANDOM % ${#choices[@]}))]}
    read -ra choices <<<"${possible[$work $side]}"
    kind=${choices[$((RANDOM % ${#choices[@]}))]}
    choice=$RANDOM
    if [ "$kind" = clock ]; then
        choices=(86400 -86400 3700 -3700 34560000 -34560000)
        offset=${choices[$((choice % ${#choices[@]}))]}
        title="fault $number: $work ($side): the clock is wrong by $offset s"
        error=none:0:0
        n=0
    else
        read -ra choices <<<"${errors[$kind]}"
        error=${choices[$((choice % ${#choices[@]}))]}
        count=${counts[$work $side $kind]}
        n=$((1 + (RANDOM * 32768 + RANDOM) * count / 1073741824))
        title="fault $number: $work ($side): $kind $n of $count: ${error%%:*}"
    fi
    if [ -n "${FAULT:-}" ]; then
        read -r work side kind error n <<<"$FAULT"
        title="fault $number: $FAULT"
    fi
    is_wrong=
    echo "$number" >"$world/manifest/files/etc/number"
    log_start=$(stat -c %s "$site/daemon.log")
    rm -f "$site/daemon/faults" "$site/tool/faults"
    : >"$site/injected"

    prepare "$work" || wrong "$work cannot be prepared: $(tail -n 1 "$site/errors")"

    set_clock "$offset"
    IFS=: read -r _ file_error socket_error <<<"$error"
    perform "$work" "$side" "$([ "$kind" = clock ] && echo none || echo "$kind")" "$file_error" "$socket_error" "$n" || status=$?
    set_clock 0
    cat "$site/daemon/faults" "$site/tool/faults" >"$site/injected" 2>/dev/null || true
    if [ -s "$site/injected" ] || [ "$kind" = clock ]; then happened=$((happened + 1)); fi
    cat "$site/output" "$site/errors" <(new_log) >"$site/texts"

    case $status in
        0) ;;
        124 | 137) wrong "no end within $PATIENCE s" ;;
        125) wrong "the injector failed" ;;
        *)
            if [ ! -s "$site/injected" ] && [ "$kind" != clock ]; then
                wrong "failed without a fault: exit status $status"
            elif [ "$kind" != clock ] && ! names_place; then
                wrong "the error does not name what failed"
            fi
            if [ "$status" -gt 127 ]; then wrong "killed by signal $((status - 128))"; fi
            ;;
    esac
    if grep -Eq '^   at |Unhandled exception' "$site/errors"; then wrong "a stack trace for a person"; fi
    if new_log | grep -q 'Unhandled exception'; then wrong "an exception without a handler"; fi

    # Afterwards.
    if [ -n "$injector" ] && ! is_running; then
        [ "$work" = stop ] || [ "$work" = start ] || { names_place || wrong "the daemon ended, and the error does not name what failed"; }
        wait "$injector" || true
        injector=
    fi
    local left
    case $work in
        # These only read the store. The next collection checks it, too.
        get | download | collect) ;;
        *) check_store fsck-store ;;
    esac
    if ! is_running; then
        left=$(leftovers)
        [ -z "$left" ] || wrong "left behind: $left"
        restart || wrong "the daemon does not start again: exit status $?"
    fi
    # The same work again.
    status=0
    case $work in
        start | stop) ;;
        collect) check_store fsck-store -repair ;;
        *) "$work" plain >"$site/output" 2>"$site/errors" || status=$? ;;
    esac
    if [ $status != 0 ]; then
        wrong "the same work fails without the fault: exit status $status"
    else
        case $work in
            build | publish) built ;;
            get | download) is_complete || wrong "the newest image $newest is not complete" ;;
        esac
    fi
    left=$(leftovers)
    [ -z "$left" ] || wrong "left behind: $left"
    if [ $((SECONDS - newest_time)) -gt $((LIFE / 2)) ]; then renew; fi

    if [ -z "$is_wrong" ]; then
        passed=$((passed + 1))
        [ -z "${VERBOSE:-}" ] || echo "$title: $(head -n 1 "$site/injected") -> right"
    else
        failed=$((failed + 1))
        # Later faults are not blamed for this one.
        prepare_images
    fi
}

# prepare_images: builds a source image that outlives the run, and an image.
prepare_images() {
    local status=0
    local_store plain find-latest-image base >"$site/output" 2>"$site/errors" || status=$?
    [ $status = 0 ] || ask_daemon plain -expiresIn=24h build-image base >"$site/output" 2>"$site/errors" \
        || die "cannot build the source image: $(cat "$site/errors")"
    renew
}

# renew: builds the newest image.
renew() {
    build plain >"$site/output" 2>"$site/errors" || die "cannot build: $(cat "$site/errors")"
    built
}

# built: "output" is that of a build.
built() {
    newest=$(tail -n 1 "$site/output")
    newest_time=$SECONDS
    images+=("$newest")
    # Others expire soon.
    if [ ${#images[@]} -gt 5 ]; then images=("${images[@]: -5}"); fi
}

# Each work once without a fault: how often the calls occur.
echo "0 none 0 0 0" >"$site/daemon/first"
head -c 8 /dev/zero >"$site/clock"
: >"$site/daemon.log"
: >"$site/injected"
echo "$world" >"$site/pattern"
declare -A counts possible
images=()
start_daemon || die "the daemon does not start: $(tail -n 3 "$site/daemon.log")"
prepare_images
echo 1 >"$world/manifest/files/etc/number"
renew
for work in build publish get download collect stop start; do
    echo "$work" >"$world/manifest/files/etc/number"
    [ "$work" = start ] || prepare "$work" || die "cannot prepare $work: $(tail -n 3 "$site/errors")"
    sides=$(tr ' ' '\n' <<<"${places[$work]}" | sort -u | xargs)
    [ "$sides" != "daemon tool" ] || request daemon none 0 0 0
    perform "$work" "${sides##* }" none 0 0 0 || die "cannot $work without faults: $(tail -n 3 "$site/errors" "$site/daemon.log")"
    [ "$sides" != "daemon tool" ] || request daemon none 0 0 0
    for side in $sides; do
        possible[$work $side]=clock
        for kind in "${!errors[@]}"; do
            count=$(counted "$side" "$kind")
            counts[$work $side $kind]=$count
            if [ "$count" != 0 ]; then possible[$work $side]+=" $kind $kind"; fi
        done
        possible[$work $side]=$(tr ' ' '\n' <<<"${possible[$work $side]}" | sort | xargs)
        say "$work ($side): $(for kind in ${possible[$work $side]}; do [ "$kind" = clock ] || echo "$kind=${counts[$work $side $kind]}"; done | uniq | xargs)"
    done
done

for number in $(seq "$first" $((first + runs - 1))); do
    one "$number"
    if [ $((number % 100)) = 0 ]; then say "$number faults: $passed passed, $failed failed"; fi
done

# Each listed image is complete, and nothing is left.
title="the end"
is_wrong=
log_start=$(stat -c %s "$site/daemon.log")
: >"$site/injected"
for image in $(local_store plain list-images | awk '{ print $1 }'); do
    rm -rf "$world/got"
    # Images expire in the meantime.
    local_store plain get-image "$image" "$world/got" >"$site/output" 2>"$site/errors" \
        || ! local_store plain list-images | awk -v image="$image" '$1 == image { found = 1 } END { exit !found }' \
        || wrong "$image cannot be unpacked"
done
stop_daemon || wrong "the daemon does not stop: exit status $?"
left=$(leftovers; workspaces)
[ -z "$left" ] || wrong "left behind: $left"
if [ -z "$is_wrong" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi

say "$happened of $runs faults happened; seed $seed"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
