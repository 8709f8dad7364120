#!/usr/bin/env bash
# Feeds damaged messages and sessions to the gob decoder, the SRPC server and the image server: ./fuzz.sh [SECONDS-EACH]
# Without an argument 600 s each. What is found is named with a seed; IMAGINATOR_FUZZ_SEED=SEED ./fuzz.sh makes that attempt again.
# The tests make a few attempts, always the same, whenever they run.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

require_dotnet
export IMAGINATOR_FUZZ_SECONDS="${1:-600}"
[[ "$IMAGINATOR_FUZZ_SECONDS" =~ ^[0-9]+$ ]] || die "\"$1\" is not a number of seconds"

failed=0
fuzz() {
    run_logged "build-$1" dotnet build "tests/$1" -c "$CONFIGURATION"
    say "$2"
    "tests/$1/bin/$CONFIGURATION/net10.0/$1" -noColor -noLogo -showLiveOutput -method "$2" </dev/null || failed=1
}

fuzz Imaginator.Protocol.Tests '*.Decoder_RefusesDamagedStreams'
fuzz Imaginator.Protocol.Tests '*.Server_SurvivesDamagedSessions'
fuzz Imaginator.Host.Tests '*.TheStore_StaysSound_WhateverIsSaid'
exit $failed
