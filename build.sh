#!/usr/bin/env bash
# Builds everything and publishes it to artifacts/dist: imaginator, builder-tool, imaginator-sandbox, plugins/NAME/.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

require_dotnet
# The sandbox program is compiled to native code, which takes a linker and zlib.
require_packages gcc libc6-dev zlib1g-dev

say "Building"
run_logged build dotnet build Imaginator.sln -c "$CONFIGURATION"

say "Publishing to ${DIST#"$PWD/"}"
# Published beside and exchanged: a failed build leaves the last good one in place.
next="$DIST.next"
rm -rf "$next"
publish() { run_logged "publish-$(basename "$1")" dotnet publish "$1" -c "$CONFIGURATION" --no-build -o "$next/${2:-}"; }
publish src/Imaginator.Host
publish src/Imaginator.BuilderTool
for plugin in plugins/*/; do
    name=$(basename "$plugin")
    publish "plugins/$name" "plugins/$name"
done
run_logged publish-sandbox dotnet publish src/Imaginator.Sandbox -c "$CONFIGURATION" -o artifacts/sandbox
cp artifacts/sandbox/imaginator-sandbox "$next/"
rm -rf "$DIST"
mv "$next" "$DIST"
