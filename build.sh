#!/usr/bin/env bash
# Builds everything and publishes it to artifacts/dist: imaginator, builder-tool, imaginator-sandbox, plugins/NAME/.
# Does nothing if the same files of this repository have been built before.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

# Prints a hash of the files of this repository and of what else decides about the result; fails without git.
fingerprint() {
    echo "$CONFIGURATION ${CI-} ${RepositoryUrl-} $(dotnet --version) $PWD $(git rev-parse HEAD)"
    git ls-files -z --cached --others --exclude-per-directory=.gitignore |
        tar --create --no-recursion --null --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --files-from=- | sha256sum
}

# Whether everything that the last build made is there, and nothing was compiled after it.
is_intact() {
    local project program
    for program in imaginator builder-tool imaginator-sandbox; do
        [ -x "$DIST/$program" ] || return
    done
    for project in plugins/*/; do
        project=$(basename "$project")
        [ -f "$DIST/plugins/$project/$project.dll" ] || return
    done
    [ -z "$(find src plugins tests -path "*/bin/$CONFIGURATION/*" -name '*.dll' -newer "$BUILT" -print -quit)" ] || return
    for project in tests/*/*.csproj; do
        project=$(basename "$project" .csproj)
        [ -x "tests/$project/bin/$CONFIGURATION/net10.0/$project" ] || return
    done
}

require_dotnet
readonly BUILT="$PWD/artifacts/built"
built=$(fingerprint 2>/dev/null) || built=
if [ -n "$built" ] && [ "$built" = "$(cat "$BUILT" 2>/dev/null)" ] && is_intact; then
    exit
fi
rm -f "$BUILT"

# The sandbox program is compiled to native code, which takes a linker and zlib.
require_packages gcc libc6-dev zlib1g-dev

say "Building"
# One process compiles all projects: the compiler and the analyzers start once. It ends with this script.
compiler="imaginator-build-$$"
trap 'stop_compiler' EXIT
stop_compiler() {
    local sdk
    sdk=$(dotnet --info | sed -n 's/^ *Base Path: *//p')
    dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" -shutdown "-pipename:$compiler" >/dev/null 2>&1 || true
}
run_logged build dotnet build Imaginator.sln -c "$CONFIGURATION" -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler"
stop_compiler
trap - EXIT

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
# Not of files that were changed in the meantime.
[ -z "$built" ] || [ "$built" != "$(fingerprint 2>/dev/null)" ] || echo "$built" >"$BUILT"
