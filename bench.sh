#!/usr/bin/env bash
# Runs the benchmarks as root, prints their tables and compares their ratios with the accepted ones (benchmarks/accepted.json).
#   --short     quickly, as CI does: parts of the library and the whole system; without it, also how time and memory grow
#   --library, --system, --growth       only these parts
#   --accept    accepts the ratios of this run, if the machine is quiet: commit benchmarks/accepted.json
# Other arguments go to BenchmarkDotNet, for instance --filter '*Scanning*'.
# Exit status 3: a ratio was at least twice as bad as accepted in three measurements. See docs/reference/benchmarks.md.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

# Whether a file is newer than the sources and everything in the given directories: is_newer_than_sources FILE DIRECTORY...
is_newer_than_sources() {
    local file=$1
    shift
    [ -e "$file" ] && [ -z "$(find src plugins ./*.props "$@" \( -name obj -o -name bin \) -prune -o -type f -newer "$file" -print -quit)" ]
}

require_root
require_dotnet
require_packages mmdebstrap busybox-static
is_newer_than_sources "$DIST" || ./build.sh
program=benchmarks/Imaginator.Benchmarks/bin/$CONFIGURATION/net10.0/Imaginator.Benchmarks
if ! is_newer_than_sources "$program.dll" benchmarks tests/Imaginator.Protocol.Tests; then
    run_logged build-benchmarks dotnet build benchmarks/Imaginator.Benchmarks -c "$CONFIGURATION"
    # The build leaves a program alone that would not change.
    touch "$program.dll"
fi
archive=$(machine_archive)
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
exec "$program" \
    --commit="$commit" --results="$PWD/artifacts/benchmarks" --accepted="$PWD/benchmarks/accepted.json" \
    --distribution="$DIST" --demo-state="$PWD/artifacts/demo/state" --archive="$archive" "$@"
