#!/usr/bin/env bash
# Makes a plugin of each template and uses it as its author would: tests, package, check, installation, removal. Signs the package of the
# packager, and installs it with -requireSignature. With arguments, only the templates with these names: packager, source, uploader,
# notifier. The packages come from ./pack.sh; others come from the usual sources of dotnet.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_dotnet
require_packages busybox-static dash openssl shellcheck
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

# sign AUTHOR FILE: signs a package with a self-signed certificate, which is made first.
sign() {
    local certificate="$site/signatures/$1"
    if [ ! -e "$certificate.pfx" ]; then
        mkdir -p "$site/signatures"
        run_logged "template-certificate-$1" openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 7 -subj "/CN=$1" \
            -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=codeSigning -keyout "$certificate.key" -out "$certificate.pem"
        run_logged "template-pkcs12-$1" openssl pkcs12 -export -inkey "$certificate.key" -in "$certificate.pem" -passout pass:test -out "$certificate.pfx"
        cat "$certificate.pem" >>"$site/signatures/trusted.pem"
    fi
    run_logged "template-sign-$1" dotnet nuget sign "$2" --certificate-path "$certificate.pfx" --certificate-password test
}

# refuse NAME TEXT COMMAND...: the command fails with the text.
refuse() {
    local log="$LOGS/$1.log" text=$2
    shift 2
    ! "$@" >"$log" 2>&1 </dev/null || die "the command did not fail: $*"
    grep -qF -- "$text" "$log" || die "the command failed without the text \"$text\": $*; its output is in $log"
}

# check_signatures PLUGIN: packages of another author, or of one that the machine does not trust, are refused.
check_signatures() {
    local plugin=$1
    say "signatures"
    pushd "$site/$plugin" >/dev/null
    local plugins="-pluginDir=$site/signed" first="packages/$plugin.0.1.0.nupkg" second="packages/$plugin.0.1.1.nupkg"
    refuse template-unsigned "it is not signed" "$DIST/imaginator" plugin install -requireSignature "$plugins" "$first"
    sign author "$first"
    refuse template-untrusted "its signature is not valid" "$DIST/imaginator" plugin install -requireSignature "$plugins" "$first"
    run_logged template-trusted env SSL_CERT_FILE="$site/signatures/trusted.pem" \
        "$DIST/imaginator" plugin install -requireSignature "$plugins" "$first"
    grep -q '^SHA-256 of the signing certificate: [0-9a-f]\{64\}$' "$LOGS/template-trusted.log" || die "the signing certificate is not printed"

    sed -i 's|<Version>0.1.0</Version>|<Version>0.1.1</Version>|' Directory.Build.props
    run_logged template-signed-pack dotnet pack --output packages
    sign other "$second"
    refuse template-other-author "but the installed version was signed with" env SSL_CERT_FILE="$site/signatures/trusted.pem" \
        "$DIST/imaginator" plugin update -source=packages "$plugins" "$plugin"
    popd >/dev/null
}

[ $# != 0 ] || set -- packager source uploader notifier
for kind; do
    case $kind in
        packager) check_template packager Apk.Example --packagerType apk-example ;;
        source) check_template source Example-Source --scheme example ;;
        uploader) check_template uploader Example.Store --scheme examplestore ;;
        notifier) check_template notifier Example.Bell --receiverType example-bell ;;
        *) die "unknown template \"$kind\"; give packager, source, uploader or notifier" ;;
    esac
done
[ ! -d "$site/Apk.Example" ] || check_signatures Apk.Example
