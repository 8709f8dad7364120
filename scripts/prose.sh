#!/usr/bin/env bash
# Lists what the prose linter finds in the given files and directories, or in all of the repository: scripts/prose.sh [PATH]...
# The rules and the exceptions (allowed.txt): tests/Imaginator.Prose.Tests
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

require_dotnet
readonly LINTER=tests/Imaginator.Prose.Tests
readonly PROGRAM="$LINTER/bin/$CONFIGURATION/net10.0/Imaginator.Prose.Tests"
if [ ! -x "$PROGRAM" ] || [ -n "$(find "$LINTER" -name '*.cs' -newer "$PROGRAM.dll" -not -path '*/obj/*' -print -quit)" ]; then
    run_logged prose dotnet build "$LINTER" -c "$CONFIGURATION"
fi
exec "$PROGRAM" lint "$@"
