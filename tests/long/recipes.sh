#!/usr/bin/env bash
# Builds images with the recipes of docs/how-to/add-a-packager.md, as they are printed: pacman, dnf and zypper of this Debian machine make
# the trees. The repositories are made by this script. Their base package is a Debian with all package tools.
# With arguments, builds only these streams and their sources: ./test.sh --long recipes pacman-tool
# KEEP=1 keeps the directory with the state and the build logs.
#
# Each stream has an expectation: "ok", or the line that names the cause of the failure. A function looks at the image.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages mmdebstrap rpm createrepo-c dnf zypper pacman-package-manager makepkg libarchive-tools jq

readonly RECIPES=docs/how-to/add-a-packager.md
read -r archive suite component <<<"$(machine_archive)"
# Not in /tmp: bootstrap commands have a private one. They read the repositories as any user.
site=$(mktemp -d /var/lib/imaginator-recipes-XXXXXX)
chmod 755 "$site"
umask 022
state=$site/state
system=$site/system
[ -n "${KEEP:-}" ] && say "The state and the logs stay in $site"
trap '[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"' EXIT
mkdir -p "$site/manifests" "$site/logs" "$site/repositories/rpm" "$site/repositories/pacman" "$site/repos.d" "$site/zypp-repos.d"

# recipe HEADING: the JSON texts below a heading of the document. They name files in /etc/imaginator; these are in the site here.
recipe() {
    awk -v heading="## $1" '
        /^## / { inside = $0 == heading }
        inside && /^```$/ { json = 0 }
        inside && json { print }
        inside && /^```json$/ { json = 1 }' "$RECIPES" | sed "s|/etc/imaginator/|$site/|g"
}

# manifest STREAM SOURCE PACKAGES EXPECTATION: makes a manifest; scripts are added to it with "script".
stream=
streams=()
declare -A expectations
manifest() {
    stream=$1
    streams+=("$stream")
    expectations[$stream]=${4:-ok}
    mkdir -p "$site/manifests/$stream"
    printf '{"SourceImage": "%s"}\n' "$2" >"$site/manifests/$stream/manifest"
    printf '%s\n' "$3" >"$site/manifests/$stream/package-list"
}

script() {
    mkdir -p "$site/manifests/$stream/scripts"
    cat >"$site/manifests/$stream/scripts/$1"
    chmod 755 "$site/manifests/$stream/scripts/$1"
}

# A Debian whose package tools use the repositories of the site.
make_system() {
    run_logged recipes-system mmdebstrap --variant=apt --include=dnf,zypper,rpm,pacman-package-manager --components="$component" \
        --dpkgopt=path-exclude=/usr/share/doc/* --dpkgopt=path-exclude=/usr/share/man/* --dpkgopt=path-exclude=/usr/share/locale/* \
        "$suite" "$system" "$archive"
    rm -rf "${system:?}"/dev/* "$system"/var/lib/apt/lists/* "$system"/var/cache/* "$system"/var/log/* "$system"/tmp/* "$system"/var/lib/pacman/*
    mkdir -p "$system/etc/rpm" "$system/etc/yum.repos.d" "$system/var/lib/pacman"
    echo '%_dbpath /usr/lib/sysimage/rpm' >"$system/etc/rpm/macros"
    printf '[test]\nname=Test\nbaseurl=file://%s\ngpgcheck=0\nenabled=1\n' "$site/repositories/rpm" >"$site/repos.d/test.repo"
    cp "$site/repos.d/test.repo" "$site/zypp-repos.d/"
    cp "$site/repos.d/test.repo" "$system/etc/yum.repos.d/"
    printf '[options]\nArchitecture = auto\nSigLevel = Never\n[test]\nServer = file://%s\n' "$site/repositories/pacman" >"$site/pacman.conf"
    cp "$site/pacman.conf" "$system/etc/pacman.conf"
}

# rpm_package NAME DIRECTORY [FIELD...]: makes a package of everything in a directory.
rpm_package() {
    local name=$1 directory=$2
    shift 2
    {
        printf 'Name: %s\nVersion: 1.0\nRelease: 1\nSummary: A package of a test\nLicense: none\nAutoReqProv: no\n' "$name"
        printf '%s\n' "$@"
        printf '%%description\nA package.\n%%install\ncp -a "%s/." "%%{buildroot}/"\n%%files\n' "$directory"
        (cd "$directory" && printf '/%s\n' *)
    } >"$site/package.spec"
    run_logged recipes-rpmbuild rpmbuild --quiet -bb --target "$(uname -m)" --define "_topdir $site/rpmbuild" \
        --define "_rpmdir $site/repositories/rpm" --define '__os_install_post %{nil}' --define 'debug_package %{nil}' \
        --define '_build_id_links none' --define '_binary_payload w1.gzdio' "$site/package.spec"
}

# pacman_package NAME DIRECTORY [FIELD...]: the same for pacman.
pacman_package() {
    local name=$1 directory=$2
    shift 2
    {
        printf 'pkgname = %s\npkgver = 1.0-1\npkgdesc = A package of a test\narch = any\nbuilddate = 1\n' "$name"
        printf 'size = %s\n' "$(du -sb "$directory" | cut -f 1)"
        [ $# = 0 ] || printf '%s\n' "$@"
    } >"$site/.PKGINFO"
    (cd "$directory" && tar --numeric-owner -czf "$site/repositories/pacman/$name-1.0-1-any.pkg.tar.gz" -C "$site" .PKGINFO -C "$directory" -- *)
}

make_packages() {
    local tool=$site/tool
    mkdir -p "$tool/etc/tool"
    echo 1.0 >"$tool/etc/tool/version"
    rpm_package bash "$system" 'Provides: dnf' 'Provides: zypper' 'Provides: fedora-release' 'Provides: openSUSE-release'
    rpm_package tool "$tool"
    mkdir -p "$site/needs/etc/needs"
    rpm_package needs "$site/needs" 'Requires: nothing-like-it'
    run_logged recipes-createrepo createrepo_c -q "$site/repositories/rpm"
    pacman_package base "$system"
    pacman_package tool "$tool"
    pacman_package needs "$site/needs" 'depend = nothing-like-it'
    run_logged recipes-repo-add repo-add "$site/repositories/pacman/test.db.tar.gz" "$site"/repositories/pacman/*.pkg.tar.gz
    rm -rf --one-file-system "$site/rpmbuild"
    chmod -R a+rX "$site/repositories" "$site/repos.d" "$site/zypp-repos.d"
}

write_manifests() {
    local packager base query
    for packager in pacman dnf zypper; do
        query='rpm -q'
        case $packager in
        pacman) base=base/arch query='pacman -Q' ;;
        dnf) base=base/fedora ;;
        zypper) base=base/opensuse ;;
        esac
        manifest "$packager-tool" "$base" tool
        script ask <<<"#!/bin/sh
set -e
$query tool
! $query needs"
        manifest "$packager-removed" "$packager-tool" ""
        script remove <<<'#!/bin/sh
generic-packager remove tool'
        manifest "$packager-missing" "$base" no-such-package "no-such-package"
    done
    manifest pacman-needs base/arch needs "unable to satisfy dependency 'nothing-like-it' required by needs"
    manifest dnf-needs base/fedora needs "nothing provides nothing-like-it needed by needs"
    manifest zypper-needs base/opensuse needs "nothing provides"
    # The bootstrap commands that look right, and make the database where the image does not find it.
    manifest dnf-natural natural/dnf tool "the BootstrapCommand made the package database /.rpmdb/rpmdb.sqlite"
    manifest zypper-natural natural/zypper tool "the BootstrapCommand made the package database /.rpmdb/rpmdb.sqlite"
}

write_configuration() {
    cat >"$site/site.json" <<END
{
    "BindMounts": ["$site/repositories"],
    "BootstrapStreams": {
        "natural/dnf": {
            "BootstrapCommand": ["dnf", "-y", "--installroot=\$dir", "--setopt=reposdir=$site/repos.d", "--releasever=42", "install", "bash"],
            "PackagerType": "rpm"
        },
        "natural/zypper": {
            "BootstrapCommand": ["sh", "-c", "mkdir -p \$0/etc/zypp && cp -r $site/zypp-repos.d \$0/etc/zypp/repos.d && exec zypper --root \$0 --non-interactive install bash", "\$dir"],
            "PackagerType": "zypper"
        }
    },
    "ImageStreamsUrl": "$site/streams.json"
}
END
    {
        recipe "By configuration only: pacman"
        recipe "dnf from a Debian machine"
        recipe "zypper"
        recipe "apk"
        cat "$site/site.json"
    } | jq -s 'reduce .[] as $part ({}; . * $part)' >"$site/conf.json"
    local name
    for name in "${streams[@]}"; do
        jq -n --arg name "$name" --arg url "dir://$site/manifests/$name" '{Streams: {($name): {ManifestUrl: $url}}}'
    done | jq -s 'reduce .[] as $part ({}; . * $part)' >"$site/streams.json"
    run_logged recipes-check "$DIST/imaginator" -checkConfiguration "-configurationUrl=$site/conf.json" "-stateDir=$state"
}

packages_of() { "$DIST/builder-tool" show-image "$1" "-stateDir=$state" | sed -n '/^Packages:$/,/^$/s/^  //p'; }

fault() { echo "$*"; }

look() {
    local tree=$1 image=$2 packages
    packages=$(packages_of "$image") || fault "builder-tool does not list the packages"
    case $stream in
    *-tool)
        grep -q '^tool 1\.0-1 ' <<<"$packages" || fault "the list does not contain the package: $packages"
        [ -e "$tree/etc/tool/version" ] || fault "the file of the package is missing"
        ;;
    *-removed)
        ! grep -q '^tool ' <<<"$packages" || fault "the list contains the package"
        [ ! -e "$tree/etc/tool/version" ] || fault "the file of the package exists"
        ;;
    esac
    case $stream in
    pacman-*) [ -z "$(find "$tree/var/lib/pacman/sync" "$tree/var/cache/pacman/pkg" -type f 2>/dev/null)" ] || fault "the image has files of pacman" ;;
    dnf-* | zypper-*) [ ! -e "$tree/.rpmdb" ] || fault "the image has /.rpmdb" ;;
    esac
}

build() {
    "$DIST/imaginator" build "-configurationUrl=$site/conf.json" "-stateDir=$state" -skipIfUnchangedFor=12h "$@" </dev/null
}

make_system
make_packages
write_manifests
write_configuration

passed=0
failed=0
[ $# != 0 ] || set -- "${streams[@]}"
for stream; do
    [ -n "${expectations[$stream]:-}" ] || die "unknown stream \"$stream\"; give one of: ${streams[*]}"
    log="$site/logs/$stream.log"
    expected=${expectations[$stream]}
    status=0
    image=$(build "$stream" 2>"$log") || status=$?
    faults=
    line=$(tail -n 1 "$log")
    if [ $status = 0 ] && [ "$expected" = ok ]; then
        faults=$(
            "$DIST/builder-tool" get-image "$image" "$site/tree" "-stateDir=$state" >>"$log" 2>&1 || echo "cannot get the image"
            look "$site/tree" "$image"
            # The recipe of pacman has a plan: nothing changed.
            [ "$stream" != pacman-tool ] || [ "$(build "$stream" 2>>"$log")" = "$image" ] || echo "an unchanged image was built again"
        )
        rm -rf --one-file-system "$site/tree"
    elif [ $status = 0 ]; then
        faults="succeeded, but must fail with: $expected"
    elif [ "$expected" = ok ] || [[ $line != *"$expected"* ]]; then
        faults=$line
    fi

    if [ -z "$faults" ]; then
        passed=$((passed + 1))
        [ "$expected" = ok ] && say "$stream: passed" || say "$stream: passed: $line"
    else
        failed=$((failed + 1))
        say "$stream: failed: $faults"
        [ -n "${KEEP:-}" ] || tail -n 30 "$log" >&2
    fi
done

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
