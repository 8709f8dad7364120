#!/usr/bin/env bash
# Builds images of all suites of Debian that the archive of this machine has. Their packages and scripts treat the tree as a running
# system, leave identities, name versions and fail: see the table of checks. One check counts once for each suite.
# With arguments, tests only these suites: ./test.sh --long debian-suites bookworm trixie
# CHECKS="requests names" selects checks. BOOTSTRAP=debootstrap makes the source image of all streams with debootstrap.
# KEEP=1 keeps the directory with the state and the build logs.
#
# A check has streams, and a stream is a manifest whose scripts fail the build if an answer is wrong. A stream that must fail has the
# expected error. A function can look at the image.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
# A host name that occurs nowhere else can be searched for.
# shellcheck disable=SC2016 # the dollars are those of the inner shell
[ "$(hostname)" = name-of-the-build-machine ] || exec unshare --uts sh -c 'hostname name-of-the-build-machine && exec "$0" "$@"' "$PWD/tests/long/debian-suites.sh" "$@"

require_packages mmdebstrap debootstrap dpkg-dev curl xz-utils

# NAME: STREAMS. The check passes if all its streams are as they must be.
readonly TABLE='
requests:      requests
services:      services services-policy
names:         names-systemd-resolved names-resolvconf names-openresolv names-builder-tool
resolv-conf:   resolv-conf-given resolv-conf-inherited
capabilities:  capabilities
streams:       streams
identities:    debian debian-debootstrap identities identities-debootstrap identities-postfix identities-exim identities-nullmailer identities-dma
lists:         lists
versions:      versions versions-older versions-pinned versions-held versions-kept versions-refused
causes:        causes-postinst causes-preinst causes-unmet causes-unknown causes-keyring causes-keyring-debootstrap
localhost:     small localhost
temporary:     small temporary
boot-loader:   boot-loader
settings:      settings
'

read -r archive machine_suite component <<<"$(machine_archive)"
architecture=$(dpkg --print-architecture)
hostname=$(hostname)
host=${archive#*://}
host=${host%%[/:]*}
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-suites-XXXXXX")
[ -n "${KEEP:-}" ] && say "The state and the logs stay in $site"
trap '[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"' EXIT
mkdir "$site/manifests" "$site/logs"

# --- Manifests ---

# manifest STREAM SOURCE PACKAGES [ERROR]: makes a manifest. With ERROR, a regular expression, its build must fail.
stream=
streams=()
declare -A errors=() requirements=()
manifest() {
    stream=$1
    streams+=("$stream")
    errors[$stream]=${4:-}
    mkdir -p "$site/manifests/$stream"
    printf '{"SourceImage": "%s"}\n' "$2" >"$site/manifests/$stream/manifest"
    # shellcheck disable=SC2086 # a list of words
    printf '%s\n' $3 >"$site/manifests/$stream/package-list"
}

# only_with PACKAGE: leaves the current stream out if the suite does not have the package.
only_with() { requirements[$stream]=$1; }

# file PATH [MODE]: a file of the current manifest, from standard input.
file() {
    mkdir -p "$(dirname "$site/manifests/$stream/$1")"
    cat >"$site/manifests/$stream/$1"
    chmod "${2:-644}" "$site/manifests/$stream/$1"
}

# script PATH: a script of the current manifest, from standard input.
script() { cat "$site/functions" - | file "$1" 755; }

# package NAME VERSION DIRECTORY [FIELD]: makes a package with a configuration file. Standard input is its postinst.
package() {
    local tree="$site/package"
    rm -rf "$tree"
    mkdir -p "$tree/DEBIAN" "$tree/etc/$1" "$3"
    echo "version $2" >"$tree/etc/$1/$1.conf"
    echo "/etc/$1/$1.conf" >"$tree/DEBIAN/conffiles"
    {
        printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: test <test@localhost>\n' "$1" "$2"
        [ -z "${4:-}" ] || printf '%s\n' "$4"
        echo 'Description: a package of a test'
    } >"$tree/DEBIAN/control"
    cat >"$tree/DEBIAN/${maintainer_script:-postinst}"
    chmod 755 "$tree/DEBIAN/${maintainer_script:-postinst}"
    dpkg-deb --root-owner-group -Zgzip --build "$tree" "$3/$1_$2_all.deb" >/dev/null
}

# What scripts begin with.
cat >"$site/functions" <<'END'
#!/bin/sh
set -eu
fail() { echo "$*" | tr '\n' ' '; echo; exit 1; }

# succeeds TEXT COMMAND...: the command must succeed, and its output must contain the text.
succeeds() {
    text=$1
    shift
    output=$("$@" 2>&1) || fail "$*: status $?: $output"
    case $output in
    *"$text"*) ;;
    *) fail "$*: \"$text\" is missing in: $output" ;;
    esac
}

END

# What maintainer scripts ask of the init system and of udev.
cat >"$site/requests" <<'END'
ignored='in chroot, ignoring'
succeeds "$ignored" systemctl daemon-reload
succeeds "$ignored" systemctl --system daemon-reload
succeeds "$ignored" systemctl restart no-such.service
succeeds "$ignored" systemctl start ssh.service cron.service
succeeds "$ignored" systemctl try-restart dbus.service
succeeds "$ignored" systemctl reload-or-restart systemd-udevd
succeeds "$ignored" udevadm control --reload-rules
succeeds "$ignored" udevadm control --reload
succeeds "$ignored" udevadm trigger
succeeds "$ignored" udevadm trigger --subsystem-match=block --action=change
succeeds '' udevadm settle
succeeds '' deb-systemd-invoke restart cron.service
succeeds '' deb-systemd-invoke start systemd-udevd.service
succeeds '' ischroot
succeeds '' systemd-detect-virt --chroot
succeeds '' systemd-sysusers

# These states report lines without effect: users that the image lacks, file systems without a feature.
status=0
systemd-tmpfiles --create || status=$?
case $status in 0 | 65 | 73) ;; *) fail "systemd-tmpfiles: status $status" ;; esac

# What changes files works.
succeeds '' systemctl enable cron.service
[ -L /etc/systemd/system/multi-user.target.wants/cron.service ] || fail 'cron is not enabled'
END

write_requests() {
    manifest requests debian "systemd-sysv udev cron dbus openssh-server /probe_1.0_all.deb"
    cat "$site/functions" "$site/requests" | package probe 1.0 "$site/manifests/$stream/files" 'Depends: systemd, udev, cron'
    script scripts/requests <"$site/requests"
}

write_services() {
    manifest services debian "systemd-sysv openssh-server rpcbind apache2 dbus procps bind9 ifupdown cron"
    script scripts/1-ask <<'END'
for service in ssh rpcbind apache2 dbus procps named networking cron; do
    if [ -e "/etc/init.d/$service" ]; then
        for action in start restart reload force-reload stop; do
            succeeds 'policy-rc.d denied execution' invoke-rc.d "$service" "$action"
        done
    elif [ -e "/lib/systemd/system/$service.service" ]; then
        for action in start restart stop; do
            succeeds '' deb-systemd-invoke "$action" "$service.service"
        done
    else
        fail "no service $service"
    fi
done
succeeds 'policy-rc.d denied the start of sleep' start-stop-daemon --start --background --exec /usr/bin/sleep -- 1000
END
    script scripts/2-nothing-runs <<'END'
for process in /proc/[0-9]*; do
    command=$(tr '\0' ' ' <"$process/cmdline") || continue
    case $command in
    '' | *nothing-runs* | *imaginator*) ;;
    *) fail "a process runs: $command" ;;
    esac
done
END

    # A policy of the manifest's own decides.
    manifest services-policy debian "systemd-sysv cron"
    file files/usr/sbin/policy-rc.d 755 <<'END'
#!/bin/sh
echo "$@" >>/policy-was-asked
exit 101
END
}

# Packages that replace /etc/resolv.conf, then a script that resolves a name.
write_names() {
    local resolver
    for resolver in systemd-resolved resolvconf openresolv; do
        manifest "names-$resolver" debian "$resolver"
        only_with "$resolver"
        script scripts/names <<END
succeeds '' getent hosts $host
succeeds '' getent hosts localhost
END
    done

    # builder-tool builds without the package cache: the package tool itself resolves the name of the archive.
    cp -a "$site/manifests/names-resolvconf" "$site/manifests/names-builder-tool"
    requirements["names-builder-tool"]=resolvconf
}

# A file of the manifest, and of the source image.
write_resolv_conf() {
    local names="succeeds '' getent hosts $host
succeeds 192.0.2.1 cat /etc/resolv.conf"
    manifest resolv-conf-given debian hello
    printf 'nameserver 192.0.2.1\noptions timeout:1\n' | file files/etc/resolv.conf
    script scripts/names <<<"$names"
    manifest resolv-conf-inherited resolv-conf-given sudo
    script scripts/names <<<"$names"
}

# Programs with effective capabilities that a build cannot have.
write_capabilities() {
    manifest capabilities debian "iputils-ping libcap2-bin systemd"
    script scripts/run <<'END'
succeeds ping ping -V
cp /bin/true /usr/local/bin/traces
setcap cap_sys_ptrace=ep /usr/local/bin/traces
succeeds '' traces
succeeds '' su -s /bin/sh nobody -c traces

# Its status is 1 if this machine is not virtual.
cp /usr/bin/systemd-detect-virt /usr/local/bin/detect
setcap cap_dac_override,cap_sys_ptrace=ep /usr/local/bin/detect
for command in detect "su -s /bin/sh nobody -c detect"; do
    output=$($command 2>&1) || [ $? = 1 ] || fail "$command: $output"
    case $output in
    *' '* | '') fail "$command: $output" ;;
    esac
done
END
}

# Standard streams. Their output goes to the log of the build, where a function searches for it: the pipe of a command substitution
# would be another stream.
write_streams() {
    manifest streams debian "/talker_1.0_all.deb"
    package talker 1.0 "$site/manifests/$stream/files" <<'END'
#!/bin/sh
su -s /bin/sh nobody -c 'echo a package writes as nobody >/dev/stderr'
END
    script scripts/write <<'END'
for file in /dev/stderr /dev/stdout /proc/self/fd/1 /dev/fd/2; do
    su -s /bin/sh nobody -c "echo nobody writes to $file >$file" || fail "another user cannot write to $file: status $?"
    echo "root writes to $file" >"$file" || fail "cannot write to $file: status $?"
done
echo x >/dev/null
echo root writes through tee | tee /dev/stderr >/dev/null
! (: </dev/tty) 2>/dev/null || fail 'there is a terminal'
! tty >/dev/null || fail 'standard input is a terminal'
END
}

write_identities() {
    local source
    for source in debian debian-debootstrap; do
        manifest "identities${source#debian}" "$source" "systemd dbus openssh-server ssl-cert bind9"
    done
    manifest identities-postfix debian postfix
    only_with postfix
    manifest identities-exim debian exim4-daemon-light
    only_with exim4-daemon-light
    manifest identities-nullmailer debian nullmailer
    only_with nullmailer
    manifest identities-dma debian dma
    only_with dma
}

# A removed package with a configuration file, and a package of another architecture.
write_lists() {
    manifest lists debian "/conf_1.0_all.deb libc6:i386"
    package conf 1.0 "$site/manifests/$stream/files" <<<'#!/bin/sh'
    script pre-install-scripts/architecture <<<'dpkg --add-architecture i386'
    script scripts/remove <<'END'
succeeds '' dpkg --remove conf
succeeds config-files dpkg-query -W -f '${Status}' conf
END
}

# The repository has both versions of each package.
write_versions() {
    local name version
    manifest versions debian "old=2.0 pinned held other"
    for name in old pinned held other; do
        for version in 1.0 2.0; do
            package $name $version "$site/manifests/$stream/files/repository" <<<'#!/bin/sh'
        done
    done
    package tied 1.0 "$site/manifests/$stream/files/repository" 'Depends: other (= 1.0)' <<<'#!/bin/sh'
    (cd "$site/manifests/$stream/files/repository" && dpkg-scanpackages -m . 2>/dev/null >Packages)
    file files/etc/apt/sources.list.d/test.list <<<"deb [trusted=yes] file:/repository ./"
    script scripts/hold <<<"succeeds '' apt-mark hold held"

    manifest versions-older versions "old=1.0"
    manifest versions-pinned versions "pinned"
    file files/etc/apt/preferences.d/pinned <<'END'
Package: pinned
Pin: version 1.0
Pin-Priority: 1001
END
    manifest versions-held versions "held=1.0"
    manifest versions-kept versions-held "held" \
        'refused to change the held package held, which the package list does not ask for; add "held=VERSION" to it'
    manifest versions-refused versions "tied" 'Depends: other \(= 1\.0\)|refused to install an older version of other'
}

# The error must name the package, the script and its status, or what is missing.
write_causes() {
    manifest causes-postinst debian "/broken_1.0_all.deb" 'broken.*post-installation.* 7( |$)'
    package broken 1.0 "$site/manifests/$stream/files" <<<$'#!/bin/sh\necho works\nexit 7'
    manifest causes-preinst debian "/broken_1.0_all.deb" 'broken.*pre-installation.* 3( |$)'
    maintainer_script=preinst package broken 1.0 "$site/manifests/$stream/files" <<<$'#!/bin/sh\necho works\nexit 3'
    manifest causes-unmet debian "/needs_1.0_all.deb" 'needs.*Depends:? nothing-like-it'
    package needs 1.0 "$site/manifests/$stream/files" 'Depends: nothing-like-it' <<<'#!/bin/sh'
    manifest causes-unknown debian no-such-package 'Unable to locate package no-such-package'
    errors[causes-keyring]='keyring.*/nonexistent/keyring.gpg.*(does not exist|not found)'
    errors[causes-keyring-debootstrap]=${errors[causes-keyring]}
}

# An image without temporary directories and /etc/hosts.
write_small() {
    manifest small debian sudo
    file manifest <<<'{"SourceImage": "debian", "FilterLines": ["/tmp(|/.*)$", "/etc/hosts$", "/var/tmp(|/.*)$"]}'

    manifest localhost small ""
    script scripts/resolve <<'END'
[ ! -e /etc/hosts ] || fail 'there is a file /etc/hosts'
output=$(sudo true 2>&1) || fail "sudo: status $?: $output"
[ -z "$output" ] || fail "sudo: $output"
succeeds localhost getent hosts localhost
succeeds "$(uname -n)" getent hosts "$(uname -n)"
succeeds '' perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, scalar gethostbyname("localhost"))) or die $!; listen(S, 1) or die $!'
END

    # apt verifies signatures with temporary files.
    manifest temporary small hello
    script scripts/use <<'END'
succeeds 1777 stat -c %a /tmp
succeeds 1777 stat -c %a /var/tmp
su -s /bin/sh nobody -c 'echo x >/tmp/x && echo x >/var/tmp/x' || fail 'another user cannot write temporary files'
rm /var/tmp/x
succeeds world hello
END
}

write_boot_loader() {
    local loader=grub-pc
    [ "$architecture" = amd64 ] || loader=grub-efi-$architecture
    manifest boot-loader debian "$loader linux-image-$architecture"
    script scripts/boot <<'END'
succeeds 'ignoring request' update-grub
! command -v update-initramfs >/dev/null || update-initramfs -u || fail "update-initramfs: status $?"
version=$(ls /lib/modules | head -n 1)
succeeds '' dpkg-reconfigure "linux-image-$version"
for hook in /etc/kernel/postinst.d/*; do
    succeeds '' "$hook" "$version" "/boot/vmlinuz-$version"
done
END
}

write_settings() {
    manifest settings debian "procps /settings_1.0_all.deb"
    file files/etc/sysctl.d/probe.conf <<<"net.core.somaxconn = 4096"
    cat >"$site/settings" <<'END'
succeeds 'ignoring request' sysctl -p /etc/sysctl.d/probe.conf
succeeds 'ignoring request' sysctl -p
succeeds 'ignoring request' sysctl -e -p /etc/sysctl.d/probe.conf
succeeds 'ignoring request' sysctl --system
succeeds 'ignoring request' sysctl -w vm.swappiness=1
succeeds 'ignoring request' sysctl vm.swappiness=1
succeeds '' sysctl -e -q --system
[ -z "$output" ] || fail "sysctl -q: $output"
succeeds Linux sysctl -n kernel.ostype
END
    cat "$site/functions" "$site/settings" | package settings 1.0 "$site/manifests/$stream/files" 'Depends: procps'
    script scripts/settings <"$site/settings"
}

# --- Images ---

fault() { echo "$stream: $*"; }

# files_with PATTERN DIRECTORY...: the files of the tree that contain a text.
files_with() {
    local pattern=$1
    shift
    (cd "$tree" && grep -r -I -s -l -w -F -e "$pattern" "$@" | tr '\n' ' ')
}

# Prints what is wrong with an image, in the directory $tree.
look() {
    local image=$1 files server
    [ ! -e "$tree/usr/sbin/policy-rc.d" ] || [ "$stream" = services-policy ] || fault "the image has a policy-rc.d"
    files=$(ls -A "$tree/usr/local/sbin")
    [ -z "$files" ] || fault "the image has files in /usr/local/sbin: $files"
    [ ! -s "$tree/etc/machine-id" ] || fault "the image has a machine ID"
    [ ! -e "$tree/var/lib/dbus/machine-id" ] || [ -L "$tree/var/lib/dbus/machine-id" ] || fault "the image has a machine ID of D-Bus"
    [ -z "$(ls "$tree"/etc/ssh/ssh_host_* 2>/dev/null)" ] || fault "the image has SSH host keys"
    files=$(files_with "$hostname" etc var/lib run)
    [ -z "$files" ] || fault "the name of this machine is in $files"
    files=$(files_with 'PRIVATE KEY-----' etc)
    [ -z "$files" ] || fault "a private key is in $files"
    while read -r server; do
        files=$(files_with "nameserver $server" etc run var/lib)
        [ -z "$files" ] || fault "a name server of this machine is in $files"
    done < <(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf)
    if declare -F "look_${stream//-/_}" >/dev/null; then
        "look_${stream//-/_}" "$image"
    fi
}

# The packages that the image records: NAME VERSION SIZE.
packages_of() {
    "$DIST/builder-tool" show-image "$1" "-stateDir=$state" 2>/dev/null |
        awk '$0 == "Packages:" { found = 1; next } found && $0 == "" { exit } found { print $1, $2, $3 }'
}

version_of() { packages_of "$1" | awk -v name="$2" '$1 == name { print $2 }'; }
expect_version() { [ "$(version_of "$1" "$2")" = "$3" ] || fault "version of $2: \"$(version_of "$1" "$2")\" instead of $3"; }
expect_in_log() { grep -a -q -F "$1" "$log" || fault "the log lacks: $1"; }

look_services_policy() { grep -q cron "$tree/policy-was-asked" || fault "the policy of the manifest was not asked"; }
look_names_systemd_resolved() { [ -L "$tree/etc/resolv.conf" ] || fault "no link of the package"; }
look_resolv_conf_given() { [ "$(cat "$tree/etc/resolv.conf")" = $'nameserver 192.0.2.1\noptions timeout:1' ] || fault "resolv.conf was changed"; }
look_resolv_conf_inherited() { look_resolv_conf_given; }
look_identities() { expect_in_log "identity removed: SSH host keys"; }
look_identities_debootstrap() { look_identities; }
look_versions_older() { expect_version "$1" old 1.0; }
look_versions_pinned() { expect_version "$1" pinned 1.0; }
look_versions_held() { expect_version "$1" held 1.0; }

look_streams() {
    local file
    expect_in_log "a package writes as nobody"
    expect_in_log "root writes through tee"
    for file in /dev/stderr /dev/stdout /proc/self/fd/1 /dev/fd/2; do
        expect_in_log "nobody writes to $file"
        expect_in_log "root writes to $file"
    done
}

look_lists() {
    local packages name
    packages=$(packages_of "$1")
    for name in libc6 libc6:i386; do
        [ "$(grep -c "^$name " <<<"$packages")" = 1 ] || fault "the list has not one $name"
    done
    ! grep -q '^conf ' <<<"$packages" || fault "the list has a package that was removed"
}

look_localhost() { [ ! -e "$tree/etc/hosts" ] || fault "the image has a file /etc/hosts"; }
look_temporary() { [ -z "$(ls -d "$tree/tmp" "$tree/var/tmp" 2>/dev/null)" ] || fault "the image has temporary directories"; }

# --- Checks ---

# The code name of a suite; fails if the archive does not have the suite.
code_name() {
    curl -s -f -L --retry 3 "${archive%/}/dists/$1/InRelease" | sed -n 's/^Codename: //p' | grep -m 1 .
}

# The suites to test, by their code names.
find_suites() {
    local names=("$@") name code
    [ $# != 0 ] || names=(oldoldstable oldstable stable testing unstable "$machine_suite")
    for name in "${names[@]}"; do
        if ! code=$(code_name "$name"); then
            say "$name: left out, because $archive does not have it"
        elif [[ " ${suites[*]} " != *" $code "* ]]; then
            say "$name: $code"
            suites+=("$code")
        fi
    done
}

# The configuration of a suite.
write_configuration() {
    local suite=$1 here=$2 separator='' name debootstrap=/usr/share/debootstrap/scripts/$1
    # A suite that is newer than the tool.
    [ -e "$debootstrap" ] || debootstrap=/usr/share/debootstrap/scripts/sid
    bootstrap() { # STREAM TOOL [OPTION]
        local command
        case $2 in
        mmdebstrap) command="\"mmdebstrap\", \"--variant=apt\", ${3:+\"$3\", }\"--components=$component\", \"$suite\", \"\$dir\", \"$archive\"" ;;
        debootstrap) command="\"debootstrap\", \"--variant=minbase\", ${3:+\"$3\", }\"--components=$component\", \"$suite\", \"\$dir\", \"$archive\", \"$debootstrap\"" ;;
        *) die "unknown bootstrap command \"$2\" in BOOTSTRAP; give mmdebstrap or debootstrap" ;;
        esac
        printf '%s"%s": {"BootstrapCommand": [%s], "PackagerType": "deb"}' "$separator" "$1" "$command"
        separator=', '
    }
    {
        printf '{"PackagerTypes": {"deb": {}}, "ImageStreamsUrl": "%s", "BootstrapStreams": {' "$here/streams.json"
        bootstrap debian "${BOOTSTRAP:-mmdebstrap}"
        bootstrap debian-debootstrap debootstrap
        bootstrap causes-keyring mmdebstrap --keyring=/nonexistent/keyring.gpg
        bootstrap causes-keyring-debootstrap debootstrap --keyring=/nonexistent/keyring.gpg
        printf '}}\n'
    } >"$here/conf.json"

    separator=''
    {
        printf '{"Streams": {'
        for name in "${streams[@]}"; do
            printf '%s"%s": {"ManifestUrl": "dir://%s"}' "$separator" "$name" "$site/manifests/$name"
            separator=', '
        done
        printf '}}\n'
    } >"$here/streams.json"
}

# Builds the stream $stream, and prints what is wrong.
build() {
    local image status=0 line
    case $stream in
    *-builder-tool)
        image=$("$DIST/builder-tool" build-from-manifest "$site/manifests/$stream" "$stream" "-stateDir=$state" \
            -maxSourceAge=0 -expiresIn=24h -alwaysShowBuildLog 2>"$log" </dev/null) || status=$?
        ;;
    *)
        image=$("$DIST/imaginator" build "-configurationUrl=$here/conf.json" "-stateDir=$state" -packageListsMaxAge=12h \
            "$stream" 2>"$log" </dev/null) || status=$?
        ;;
    esac
    line=$(tail -n 1 "$log")
    if [ -n "${errors[$stream]:-}" ]; then
        [ $status = 1 ] || fault "status $status instead of 1"
        [[ $line =~ ${errors[$stream]} ]] || fault "the error does not match \"${errors[$stream]}\": $line"
        return
    elif [ $status != 0 ]; then
        fault "status $status: $line"
        return
    fi

    line=$(grep -a -E -m 1 'left [0-9]+ process(es)? behind' "$log") && fault "$line"
    if "$DIST/builder-tool" get-image "$image" "$tree" "-stateDir=$state" >>"$log" 2>&1; then
        look "$image"
    else
        fault "cannot get the image: $(tail -n 1 "$log")"
    fi
    rm -rf --one-file-system "$tree"
}

# result_of STREAM: builds it if that has not been done for another check, and sets $result to what is wrong.
result_of() {
    stream=$1
    log="$site/logs/$suite-$stream.log"
    if [ -z "${results[$stream]+x}" ]; then
        results[$stream]=$(build)
        [ -z "${results[$stream]}" ] || [ -n "${KEEP:-}" ] || tail -n 30 "$log" >&2
    fi
    result=${results[$stream]}
}

# check NAME STREAM...: builds streams of a suite, and counts the check.
check() {
    local name=$1 faults='' result built=''
    shift

    # All other streams are built on it.
    result_of debian
    [[ $result != "debian: status "* ]] || set -- debian
    for stream; do
        if [ -n "${requirements[$stream]:-}" ] && ! grep -q -x -F "${requirements[$stream]}" "$here/packages"; then
            say "$suite $name: $stream is left out, because the suite does not have ${requirements[$stream]}"
            continue
        fi

        result_of "$stream"
        built=1
        faults+=${result:+$result$'\n'}
    done

    [ -n "$built" ] || faults=$'no stream was built\n'
    if [ -z "$faults" ]; then
        passed=$((passed + 1))
        say "$suite $name: passed"
    else
        failed=$((failed + 1))
        say "$suite $name: failed: ${faults%$'\n'}"
    fi
}

test_suite() {
    local suite=$1 here="$site/$1" line
    local state="$here/state" tree="$here/tree" log
    local -A results=()
    local checks
    mkdir "$here"
    write_configuration "$suite" "$here"
    curl -s -f -L --retry 3 "${archive%/}/dists/$suite/$component/binary-$architecture/Packages.xz" |
        xz -dc | sed -n 's/^Package: //p' | sort -u >"$here/packages" || die "cannot get the list of packages of $suite"

    mapfile -t checks < <(grep : <<<"$TABLE")
    for line in "${checks[@]}"; do
        [[ -z "${CHECKS:-}" || " $CHECKS " == *" ${line%%:*} "* ]] || continue
        # shellcheck disable=SC2086 # a list of words
        check "${line%%:*}" ${line#*:}
    done
    [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$here"
}

write_requests
write_services
write_names
write_resolv_conf
write_capabilities
write_streams
write_identities
write_lists
write_versions
write_causes
write_small
write_boot_loader
write_settings

suites=()
find_suites "$@"
passed=0
failed=0
for suite in "${suites[@]}"; do
    test_suite "$suite"
done

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
