#!/usr/bin/env bash
# Builds and tests the plugins in samples outside of the repository, with the packages of ./pack.sh, and loads them. With arguments, only these
# samples: ./test.sh --long samples Pacman
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_dotnet
require_packages busybox-static dash shellcheck pacman-package-manager makepkg libarchive-tools
./pack.sh
packages="$PWD/artifacts/packages"
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-samples-XXXXXX")
trap 'rm -rf --one-file-system "$site"' EXIT
mkdir "$site/samples"
tar -C samples --exclude=bin --exclude=obj --exclude=publish -cf - . | tar -C "$site/samples" -xf -

# The packages of this version are not kept on the machine. Other packages come from the usual cache, if it has them.
export NUGET_PACKAGES="$site/packages" DOTNET_CLI_HOME="$site/home"
usual=${HOME:-/root}/.nuget
[ ! -f "$usual/NuGet/NuGet.Config" ] || { mkdir -p "$DOTNET_CLI_HOME/.nuget/NuGet" && cp "$usual/NuGet/NuGet.Config" "$DOTNET_CLI_HOME/.nuget/NuGet/"; }
[ ! -d "$usual/packages" ] || export RestoreFallbackFolders="$usual/packages"
cat >"$site/samples/nuget.config" <<END
<configuration>
  <packageSources>
    <add key="imaginator" value="$packages" />
  </packageSources>
</configuration>
END

# check_sample NAME: the tests of the sample succeed, and the programs load its plugin.
check_sample() {
    local name=$1
    say "$name"
    pushd "$site/samples/$name" >/dev/null
    run_logged "sample-$name-test" dotnet test
    run_logged "sample-$name-publish" dotnet publish "src/$name"
    run_logged "sample-$name-check" "$DIST/imaginator" plugin check "publish/$name"
    popd >/dev/null
}

# check_packager NAME TYPE TEXT: the plugin provides the packager type, and its generic packager contains the text.
check_packager() {
    check_sample "$1"
    grep -q "generic-packager of packager type $2:" "$LOGS/sample-$1-check.log" || die "$1 does not provide the packager type $2"
    grep -qF -- "$3" "$LOGS/sample-$1-check.log" || die "the generic packager of $1 does not contain: $3"
}

# check_notifier NAME TYPE: the plugin provides receivers of the type.
check_notifier() {
    check_sample "$1"
    grep -q "^provides: notifier $2\$" "$LOGS/sample-$1-check.log" || die "$1 does not provide the notifier $2"
}

[ $# != 0 ] || set -- Pacman Apk Ntfy
for name; do
    case $name in
        Pacman) check_packager Pacman pacman "'pacman' '-S' '--noconfirm'" ;;
        Apk) check_packager Apk apk "'apk' 'add'" ;;
        Ntfy) check_notifier Ntfy ntfy ;;
        *) die "unknown sample \"$name\"; give Pacman, Apk or Ntfy" ;;
    esac
done
