#!/usr/bin/env bash
# Makes a plugin of each template and uses it as its author would: tests, package, check, installation, removal. With arguments, only the
# templates with these names: packager, source, uploader. The packages come from ./pack.sh; others come from the usual sources of dotnet.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_dotnet
require_packages busybox-static dash shellcheck
./pack.sh
packages="$PWD/artifacts/packages"
version=$(basename "$packages"/Imaginator.Templates.*.nupkg .nupkg)
version=${version#Imaginator.Templates.}
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-templates-XXXXXX")
trap 'rm -rf --one-file-system "$site"' EXIT

# The templates and the packages of this version are not kept on the machine. Other packages come from the usual cache, if it has them.
export NUGET_PACKAGES="$site/packages" DOTNET_CLI_HOME="$site/home"
usual=${HOME:-/root}/.nuget
[ ! -f "$usual/NuGet/NuGet.Config" ] || { mkdir -p "$DOTNET_CLI_HOME/.nuget/NuGet" && cp "$usual/NuGet/NuGet.Config" "$DOTNET_CLI_HOME/.nuget/NuGet/"; }
[ ! -d "$usual/packages" ] || export RestoreFallbackFolders="$usual/packages"
export RestoreAdditionalProjectSources="$packages"
run_logged templates-install dotnet new install "$packages/Imaginator.Templates.$version.nupkg"

# check_template KIND PLUGIN PARAMETER...
check_template() {
    local kind=$1 plugin=$2
    shift 2
    say "imaginator-$kind"
    run_logged "template-$kind-new" dotnet new "imaginator-$kind" --name "$plugin" --output "$site/$plugin" --imaginatorVersion "$version" "$@"
    pushd "$site/$plugin" >/dev/null
    run_logged "template-$kind-test" dotnet test
    run_logged "template-$kind-publish" dotnet publish "src/$plugin"
    run_logged "template-$kind-check" "$DIST/imaginator" plugin check "publish/$plugin"
    run_logged "template-$kind-pack" dotnet pack --output packages
    run_logged "template-$kind-install" "$DIST/imaginator" plugin install -source=packages "-pluginDir=$site/plugins" "$plugin"
    run_logged "template-$kind-list" "$DIST/imaginator" plugin list "-pluginDir=$site/plugins"
    grep -q "^package of $plugin: $plugin 0.1.0, SHA-512 " "$LOGS/template-$kind-list.log" || die "the list does not contain $plugin"
    run_logged "template-$kind-remove" "$DIST/imaginator" plugin remove "-pluginDir=$site/plugins" "$plugin"
    [ ! -e "$site/plugins/$plugin" ] || die "$plugin was not removed"
    popd >/dev/null
}

[ $# != 0 ] || set -- packager source uploader
for kind; do
    case $kind in
        packager) check_template packager Apk.Example --packagerType apk-example ;;
        source) check_template source Example-Source --scheme example ;;
        uploader) check_template uploader Example.Store --scheme examplestore ;;
        *) die "unknown template \"$kind\"; give packager, source or uploader" ;;
    esac
done
