#!/usr/bin/env bash
# Writes the packages for authors of plugins to artifacts/packages: Imaginator.Primitives, Imaginator.Abstractions, Imaginator.Testing and
# Imaginator.Templates, with symbol packages. The environment variable RepositoryUrl is the address of the repository in the packages;
# without it, that of the git remote "origin" is used.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

[ -n "${RepositoryUrl-}" ] || git remote get-url origin >/dev/null 2>&1 ||
    say "The packages have no repository address: set RepositoryUrl, or the git remote \"origin\""
./build.sh

readonly PACKAGES="$PWD/artifacts/packages"
# The time of all files in the packages: the same commit gives the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 946684800)}
export SOURCE_DATE_EPOCH

say "Packing to ${PACKAGES#"$PWD/"}"
# Packed beside and exchanged: a failed run leaves the last good packages in place. The directory also contains packages of Debian.
next="$PACKAGES/.next"
rm -rf "$next"
mkdir -p "$next"
for project in Imaginator.Primitives Imaginator.Abstractions Imaginator.Testing; do
    # Everything is built: packages also contain the assemblies of referenced projects, which would be built again.
    run_logged "pack-$project" dotnet pack "src/$project" -c "$CONFIGURATION" --no-build -p:BuildProjectReferences=false -o "$next"
done
run_logged pack-Imaginator.Templates dotnet pack templates -c "$CONFIGURATION" -o "$next"
rm -f "$PACKAGES"/Imaginator.*.nupkg "$PACKAGES"/Imaginator.*.snupkg
mv "$next"/* "$PACKAGES/"
rmdir "$next"
