#!/usr/bin/env bash
# Runs the benchmarks, prints their tables and compares their ratios with those accepted before.
#   --short     one quick pass, as CI does
#   --accept    later runs are compared with this one: commit benchmarks/accepted.json
# Other arguments go to BenchmarkDotNet, for instance --filter '*Scanning*'. Exit status 3: something got slower.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

require_dotnet
run_logged build-benchmarks dotnet build benchmarks/Imaginator.Benchmarks -c "$CONFIGURATION"
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
exec "benchmarks/Imaginator.Benchmarks/bin/$CONFIGURATION/net10.0/Imaginator.Benchmarks" \
    --commit="$commit" --results="$PWD/artifacts/benchmarks" --accepted="$PWD/benchmarks/accepted.json" "$@"
