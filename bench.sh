#!/usr/bin/env bash
# Runs the benchmarks and prints their tables. --short: one quick pass, as CI does. Other arguments go to BenchmarkDotNet.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

require_dotnet
run_logged build-benchmarks dotnet build benchmarks/Imaginator.Benchmarks -c "$CONFIGURATION"
exec "benchmarks/Imaginator.Benchmarks/bin/$CONFIGURATION/net10.0/Imaginator.Benchmarks" "$@"
