#!/usr/bin/env bash
# Runs the benchmarks, as root, prints their tables and compares their ratios with those accepted before.
#   --short     quickly, as CI does: parts of the library, and the whole system; without it, how time and memory grow, too
#   --library, --system, --growth       only these
#   --accept    later runs are compared with this one: commit benchmarks/accepted.json
# Other arguments go to BenchmarkDotNet, for instance --filter '*Scanning*'. Exit status 3: something got slower.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

# Whether the programs were published after the last change of what they are made from.
is_published() {
    [ -x "$DIST/imaginator" ] && [ -z "$(find src plugins ./*.props \( -name obj -o -name bin \) -prune -o -type f -newer "$DIST" -print -quit)" ]
}

require_root
require_dotnet
require_packages mmdebstrap busybox-static
is_published || ./build.sh
run_logged build-benchmarks dotnet build benchmarks/Imaginator.Benchmarks -c "$CONFIGURATION"
archive=$(machine_archive)
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
exec "benchmarks/Imaginator.Benchmarks/bin/$CONFIGURATION/net10.0/Imaginator.Benchmarks" \
    --commit="$commit" --results="$PWD/artifacts/benchmarks" --accepted="$PWD/benchmarks/accepted.json" \
    --distribution="$DIST" --demo-state="$PWD/artifacts/demo/state" --archive="$archive" "$@"
