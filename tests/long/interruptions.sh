#!/usr/bin/env bash
# Interrupts and kills builds in every stage, and at every moment of publishing. The usual tests do half of this.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
mapfile -t packages <tests/packages.txt
require_packages "${packages[@]}"
log="$LOGS/interruptions.log"
"tests/Imaginator.SystemTests/bin/$CONFIGURATION/net10.0/Imaginator.SystemTests" -noColor -noLogo -explicit on \
    -class '*InterruptionTests' </dev/null | tee "$log"
read -r total errors wrong <<<"$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\),.*/\1 \2 \3/p' "$log" | tail -n 1)"
echo "$((total - wrong)) passed, $((wrong + errors)) failed"
[ $((wrong + errors)) = 0 ] && [ "$total" -gt 30 ]
