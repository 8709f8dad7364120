#!/usr/bin/env bash
# machine-state.sh record FILE RUN: records the state of the machine before a run of tests.
# machine-state.sh check FILE RUN: compares the machine with FILE, prints the differences, and fails if there are any.
#
# RUN is the TMPDIR of the run and identifies it: programs that tests start inherit TMPDIR, and temporary files of tests are in it.
# Other work can go on at the same time. These are compared:
#
#   devices         Modes and owners of everything in /dev, new and missing entries. Terminals and removable hardware are ignored,
#                   because they change when users log in and plug in devices; /dev/loop*, because the kernel adds them.
#   mounts          All of this mount namespace, except those of sessions, containers, removable media and other runs.
#   loop devices    Those whose file is in RUN or in the repository.
#   control groups  Those with the name imaginator-*, except those whose owner still runs. If the owner belongs to this run, it is
#                   a process that was left behind.
#   processes       New ones with RUN in their environment or command line, with a program of the repository, or in such a control
#                   group. Kernel threads have none of these.
#   files           Everything in RUN, and new entries imaginator-* in /dev/shm. Sockets of the .NET runtime are ignored
#                   (dotnet-diagnostic-*, clr-debug-pipe-*), because a killed program cannot remove them.
#
# Nothing tells to which run the control group of a killed daemon and a file in /dev/shm belong: two runs at the same time see
# those of each other.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C
repository=$(cd "$(dirname "$0")/.." && pwd -P)
what=${1:?record or check} file=${2:?FILE} run=${3:?RUN}

# Time that ending processes and their control groups have, in seconds. IMAGINATOR_PATIENCE is for tests of this script.
readonly PATIENCE=${IMAGINATOR_PATIENCE:-20}

devices() {
    find /dev -xdev \( -path '/dev/pts/*' -o -path '/dev/shm/*' -o -path '/dev/mqueue/*' -o -path '/dev/bus/*' -o -path '/dev/disk/*' \
        -o -path '/dev/input/*' -o -path '/dev/snd/*' -o -path '/dev/block/*' -o -path '/dev/char/*' -o -path '/dev/loop[0-9]*' \
        -o -path '/dev/tty[0-9A-Z]*' -o -path '/dev/vcs*' \) -prune -o -printf 'device %p: %M %U:%G\n' || true
}

# ID PARENT MAJOR:MINOR ROOT POINT OPTIONS ... - TYPE SOURCE OPTIONS
mounts() {
    sed -E 's/^[0-9]+ [0-9]+ [^ ]+ ([^ ]+) ([^ ]+) .* - ([^ ]+) ([^ ]+) .*$/mount \2: \3 \4 \1/' /proc/self/mountinfo \
        | grep -Ev '^mount (/run/(user|docker|netns|credentials|containerd|snapd|media)|/var/(lib|run)/(docker|containers|containerd|kubelet)|/snap|/media|/proc/sys/fs/binfmt_misc)([/: ]|$)' \
        | awk -v run="$run" '!/imaginator-(tests?|machine)-/ || index($0, run)' || true
}

loops() {
    local backing
    for backing in /sys/block/loop*/loop/backing_file; do
        [ -e "$backing" ] || continue
        echo "loop device $(basename "$(dirname "$(dirname "$backing")")"): $(cat "$backing" 2>/dev/null || true)"
    done | awk -v run="$run" -v repository="$repository/" 'index($0, run) || index($0, repository)'
}

# Whether the owner of a control group still runs: imaginator-PID-STARTTIME-UNIQUE.
is_in_use() {
    [[ "$1" =~ /imaginator-([0-9]+)-([0-9]+)-[0-9a-f]+ ]] && [ "$(start_of "${BASH_REMATCH[1]}" || true)" = "${BASH_REMATCH[2]}" ]
}

# The 22nd field; the second, a name in parentheses, may hold anything.
start_of() { sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

groups() {
    local group
    { find /sys/fs/cgroup -type d -name 'imaginator-*' 2>/dev/null || true; } | while read -r group; do
        is_in_use "$group" || echo "control group $group"
    done
}

# PID STARTTIME of all processes.
all_processes() {
    local id
    for id in /proc/[0-9]*; do
        echo "${id#/proc/} $(start_of "${id#/proc/}" || true)"
    done
}

processes() {
    local id start
    {
        # An empty result is normal, and so is a process that ends at this moment.
        grep -lsF -- "$run" /proc/[0-9]*/environ /proc/[0-9]*/cmdline || true
        find /proc/[0-9]*/exe -maxdepth 0 \( -lname "$repository/artifacts/*" -o -lname "$repository/tests/*" \) 2>/dev/null || true
        { grep -sH 'imaginator-' /proc/[0-9]*/cgroup || true; } | while IFS=: read -r id _ _ group; do
            is_in_use "$group" || echo "$id"
        done
    } | cut -d/ -f3 | sort -un | while read -r id; do
        start=$(start_of "$id" || true)
        # This script and its own parts do not count.
        if [ -n "$start" ] && ! is_mine "$id" && ! grep -qx "running $id $start" "$file"; then
            echo "process $id: $({ tr '\0' ' ' <"/proc/$id/cmdline"; } 2>/dev/null | cut -c -200 || true)"
        fi
    done
}

is_mine() {
    local id=$1
    while [ "${id:-0}" -gt 1 ]; do
        [ "$id" != $$ ] || return 0
        id=$(sed -nE 's/^PPid:\s*//p' "/proc/$id/status" 2>/dev/null || true)
    done
    return 1
}

files() {
    find "$run" -mindepth 1 -maxdepth 1 ! -name 'dotnet-diagnostic-*' ! -name 'clr-debug-pipe-*' -printf 'file %p\n'
    find /dev/shm -mindepth 1 -maxdepth 1 -name 'imaginator-*' -printf 'file %p\n' 2>/dev/null || true
}

state() { { devices; mounts; loops; groups; files; } | sort; }

differences() {
    comm -13 <(grep -v '^running ' "$file") <(state) | sed 's/^/+ /'
    # A control group or file that is gone belonged to other work.
    comm -23 <(grep -v '^running ' "$file") <(state) | grep -Ev '^(control group|file) ' | sed 's/^/- /' || true
    processes | sed 's/^/+ /'
}

case $what in
    record)
        { state; all_processes | sed 's/^/running /'; } >"$file"
        ;;
    check)
        end=$((SECONDS + PATIENCE))
        left=$(differences)
        while [ -n "$left" ]; do
            if [ $SECONDS -ge $end ]; then
                printf '%s\n' "$left"
                exit 1
            fi
            sleep 0.2
            left=$(differences)
        done
        ;;
    *)
        echo "machine-state.sh: unknown command \"$what\"; give record or check" >&2
        exit 2
        ;;
esac
