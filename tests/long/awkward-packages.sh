#!/usr/bin/env bash
# Installs Debian packages with demanding maintainer scripts: each of tests/long/awkward-packages.txt in its own image, then
# all of them in one image. The images come from the archive that this machine installs from.
# With arguments, installs only these packages: ./test.sh --long awkward-packages openssh-server rpcbind
# SUITE selects another suite of the archive, KEEP=1 keeps the directory with the state and the build logs. STATE names a state
# directory that is used and kept, so that a second run takes packages from its cache and the bootstrapped image from its store.
# ONLY=together builds only the image with all packages, ONLY=alone only the others.
#
# Of each image, this checks:
#   - all packages are configured, and "dpkg --verify" finds nothing
#   - no command of the build left a process behind: no service started
#   - names resolve in the last script, even if packages replaced /etc/resolv.conf
#   - the image has neither the name servers of this machine nor a file of the build
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages mmdebstrap
[ -x "$DIST/imaginator" ] || die "$DIST/imaginator is missing; run ./build.sh"

read -r archive suite component <<<"$(machine_archive)"
suite=${SUITE:-$suite}
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-packages-XXXXXX")
state=${STATE:-$site/state}
[ -n "${KEEP:-}" ] && say "The state and the logs stay in $site"
trap '[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"' EXIT
mkdir "$site/manifests" "$site/logs"
host=${archive#*://}
host=${host%%[/:]*}

if [ $# = 0 ]; then
    mapfile -t packages < <(grep -v '^#' tests/long/awkward-packages.txt)
else
    packages=("$@")
fi

# write_manifest STREAM PACKAGE...
write_manifest() {
    local manifest="$site/manifests/$1"
    shift
    mkdir -p "$manifest/scripts" "$manifest/pre-install-scripts"
    echo '{"SourceImage": "debian"}' >"$manifest/manifest"
    printf '%s\n' "$@" >"$manifest/package-list"
    printf '#!/bin/sh\ncase "%s" in *:i386*) dpkg --add-architecture i386 ;; esac\n' "$*" >"$manifest/pre-install-scripts/architectures"
    cat >"$manifest/scripts/verify" <<END
#!/bin/sh
wrong=\$(dpkg --verify; dpkg --audit)
if [ -n "\$wrong" ]; then
    printf 'not as installed: %s\n' "\$wrong"
    exit 1
fi
getent hosts $host >/dev/null || { echo 'cannot resolve $host'; exit 1; }
getent hosts localhost >/dev/null || { echo 'cannot resolve localhost'; exit 1; }
END
    chmod 755 "$manifest"/*scripts/*
}

stream_of() { echo "package/${1//[^a-z0-9.-]/-}"; }

# Packages that exclude each other cannot be in one image: the later ones of the list are left out.
together=()
choose_together() {
    local package other
    declare -A conflicts=([resolvconf]=systemd-resolved [systemd-resolved]=resolvconf [postfix]=exim4-daemon-light)
    for package in "${packages[@]}"; do
        other=${conflicts[$package]:-}
        [ -n "$other" ] && [[ " ${together[*]} " == *" $other "* ]] || together+=("$package")
    done
}
choose_together

streams=()
for package in "${packages[@]}"; do
    write_manifest "$(stream_of "$package")" "$package"
    [ "${ONLY:-}" = together ] || streams+=("$(stream_of "$package")")
done
if [ ${#packages[@]} -gt 1 ] && [ "${ONLY:-}" != alone ]; then
    write_manifest together "${together[@]}"
    streams+=(together)
fi

cat >"$site/conf.json" <<END
{
    "PackagerTypes": {"deb": {}},
    "BootstrapStreams": {"debian": {
        "BootstrapCommand": ["mmdebstrap", "--variant=apt", "--components=$component", "$suite", "\$dir", "$archive"],
        "PackagerType": "deb"
    }},
    "ImageStreamsUrl": "$site/streams.json"
}
END
{
    separator=
    printf '{"Streams": {'
    for stream in "${streams[@]}"; do
        printf '%s"%s": {"ManifestUrl": "dir://%s"}' "$separator" "$stream" "$site/manifests/$stream"
        separator=', '
    done
    printf '}}\n'
} >"$site/streams.json"

# Prints what is wrong with the image of a build, whose log is given.
faults_of() {
    local log=$1 image=$2 tree="$site/tree" server
    grep -a -E 'left [0-9]+ process(es)? behind' "$log" || true
    "$DIST/builder-tool" get-image "$image" "$tree" "-stateDir=$state" >>"$log" 2>&1 || echo "cannot get the image"
    [ ! -e "$tree/usr/sbin/policy-rc.d" ] || echo "the image has a policy-rc.d"
    [ ! -e "$tree/.scripts" ] || echo "the image has the scripts of the manifest"
    while read -r server; do
        grep -r -s -l -F "nameserver $server" "$tree/etc" "$tree/run" "$tree/var/lib" | sed "s,^$tree,name server of this machine in ," || true
    done < <(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf)
    rm -rf --one-file-system "$tree"
}

passed=0
failed=0
for stream in "${streams[@]}"; do
    log="$site/logs/${stream//\//-}.log"
    status=0
    image=$("$DIST/imaginator" build "-configurationUrl=$site/conf.json" "-stateDir=$state" -packageListsMaxAge=12h \
        "$stream" 2>"$log" </dev/null) || status=$?
    if [ $status = 0 ]; then
        faults=$(faults_of "$log" "$image")
    else
        faults=$(tail -n 1 "$log")
    fi

    if [ -z "$faults" ]; then
        passed=$((passed + 1))
        say "$stream: passed"
    else
        failed=$((failed + 1))
        say "$stream: failed: $faults"
        [ -n "${KEEP:-}" ] || tail -n 30 "$log" >&2
    fi
done

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
