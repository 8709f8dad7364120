#!/usr/bin/env bash
# Runs all tests, unit and whole-system, and installs the packages that they require. The last line counts passed and failed tests.
# With arguments, runs only the test projects with these names, for instance: ./test.sh Imaginator.Linux.Tests
# With --long NAME, runs the long check tests/long/NAME.sh instead; arguments after the name go to it.
# If the tests leave anything behind on the machine, that counts as one failed test: see tests/machine-state.sh.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

require_root
if [ "${1-}" = --long ]; then
    if [ $# -lt 2 ] || [ ! -f "tests/long/$2.sh" ]; then
        die "unknown long check \"${2-}\"; give one of: $(basename -s .sh tests/long/*.sh | xargs)"
    fi
    ./build.sh
    exec "tests/long/$2.sh" "${@:3}"
fi
for name in "$@"; do
    [ -f "tests/$name/$name.csproj" ] || die "unknown test project \"$name\"; give one of: $(basename -s .csproj tests/*/*.csproj | xargs)"
done
mapfile -t packages <tests/packages.txt
require_packages "${packages[@]}"
./build.sh

# Time limit for the tests of one project, in seconds: twice the duration of the slowest project on a busy machine.
readonly PATIENCE=2700

# Time limit for one test, in seconds. A test that exceeds it is canceled and fails.
export IMAGINATOR_TEST_SECONDS=600

# Most code of the tests runs only for a short time, which does not repay profiles for the compiler.
export DOTNET_TieredPGO=0

# All temporary files of this run, and nothing else. Tests also run programs as other users, who must reach it.
run=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-tests-XXXXXX")
chmod 1777 "$run"
trap 'rm -rf --one-file-system "$run"' EXIT
tests/machine-state.sh record "$LOGS/machine-state" "$run"
export TMPDIR="$run"

# The results of the projects: NAME.counts has the numbers of passed and failed tests, NAME.failed the failures.
results=$(mktemp -d "$LOGS/results-XXXXXX")
trap 'rm -rf --one-file-system "$run" "$results"' EXIT

# Runs one test project.
run_project() {
    local name=$1 status=0 summary total errors wrong skipped explicit seconds
    local log="$LOGS/$name.log" counts="$results/$name.counts" failures="$results/$name.failed"
    # A shell in the background ignores interrupts, and the programs that tests interrupt inherit that.
    # The log names a test that hangs. A test that ignores its cancellation ends with the whole project.
    env --default-signal=INT,QUIT timeout --signal=INT --kill-after=60 "$PATIENCE" \
        "tests/$name/bin/$CONFIGURATION/net10.0/$name" -noColor -noLogo -longRunning 240 </dev/null >"$log" 2>&1 || status=$?
    # Explicit tests belong to long checks.
    summary=$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\), Not Run: \([0-9]*\), Time: \(.*\)/\1 \2 \3 \4 \5 \6/p' "$log" | tail -n 1)
    if [ -z "$summary" ]; then
        # The project ended before its summary: that counts as one failed test.
        case $status in
            124 | 137) say "$name: no result within $PATIENCE s" ;;
            *) say "$name: no result (exit status $status)" ;;
        esac
        { echo "$name: no result" && tail -n 30 "$log"; } >"$failures"
        echo 0 1 >"$counts"
        return
    fi

    read -r total errors wrong skipped explicit seconds <<<"$summary"
    local succeeded=$((total - explicit - wrong - skipped)) failed=$((wrong + errors))
    say "$name: $succeeded passed, $failed failed, $skipped skipped in $seconds"
    if [ $failed != 0 ] || [ $status != 0 ]; then
        [ $failed != 0 ] || failed=1
        { echo "$name:" && awk '/ \[FAIL\]$/ { left = 40 } left-- > 0' "$log"; } >"$failures"
    fi
    echo $succeeded $failed >"$counts"
}

run_projects() {
    local name
    for name; do
        run_project "$name"
    done
}

# Two projects run at a time, because the tests of whole builds wait much. These small ones run while the others do.
readonly SMALL=" GitSource.Tests ImageServer.Tests Imaginator.Abstractions.Tests Imaginator.Architecture.Tests Imaginator.BuilderTool.Tests Imaginator.Hosting.Tests Imaginator.ImageServing.Tests Imaginator.PackageCache.Tests Imaginator.Prose.Tests Imaginator.Protocol.Tests Imaginator.Testing.Tests Mail.Tests Plugins.Tests Webhooks.Tests "
small=()
large=()
# The tests of the whole system first: they need as much time as all small projects.
for project in tests/Imaginator.SystemTests/*.csproj tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    if [[ " ${large[*]} " == *" $name "* ]] || { [ $# != 0 ] && [[ " $* " != *" $name "* ]]; }; then
        continue
    elif [[ "$SMALL" == *" $name "* ]]; then
        small+=("$name")
    else
        large+=("$name")
    fi
done
run_projects "${large[@]}" &
lanes=($!)
run_projects "${small[@]}" &
lanes+=($!)
trap 'kill "${lanes[@]}" 2>/dev/null; exit 130' INT
wait "${lanes[@]}"

passed=0
failed=0
: >"$LOGS/failed-tests"
for project in "${large[@]}" "${small[@]}"; do
    read -r succeeded wrong <"$results/$project.counts"
    passed=$((passed + succeeded))
    failed=$((failed + wrong))
    [ ! -e "$results/$project.failed" ] || cat "$results/$project.failed" >>"$LOGS/failed-tests"
done

if left=$(tests/machine-state.sh check "$LOGS/machine-state" "$run"); then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    say "The tests have changed the machine (+ is new, - is missing):"
    printf '%s\n' "$left" | tee -a "$LOGS/failed-tests" >&2
fi
if [ -s "$LOGS/failed-tests" ]; then
    say "Failed:"
    cat "$LOGS/failed-tests" >&2
fi

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
