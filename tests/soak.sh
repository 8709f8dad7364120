#!/usr/bin/env bash
# soak.sh [MINUTES]: runs a daemon under load, edits, lost clients, kill -9 and restarts, for 30 minutes by default, and checks for leaks.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

require_root
[ -x "$DIST/imaginator" ] || ./build.sh
program=tests/Imaginator.Operations.Tests/bin/$CONFIGURATION/net10.0/Imaginator.Operations.Tests
[ -x "$program" ] || run_logged build-operations-tests dotnet build tests/Imaginator.Operations.Tests -c "$CONFIGURATION"
SOAK_MINUTES=${1:-30} "$program" -noColor -noLogo -class '*SoakTests' -showLiveOutput
