#!/usr/bin/env bash
# Builds images of several suites of Debian whose packages and scripts treat the tree as a running system: they start services,
# set settings of the kernel, write the configuration of the boot loader, make keys. The suites come from the archive that this
# machine installs from; one that the archive lacks is left out.
# With arguments, tests only these suites: ./test.sh --long debian-suites bookworm trixie
# KEEP=1 keeps the directory with the state and the build logs, TOOLS="debootstrap" selects the bootstrap commands, ROWS selects
# streams.
#
# Each stream below is one row: a manifest whose scripts fail the build if an answer is wrong, and a function that looks at
# the image.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
# A host name that occurs nowhere else can be searched for.
[ "$(hostname)" = name-of-the-build-machine ] || exec unshare --uts sh -c 'hostname name-of-the-build-machine && exec "$0" "$@"' "$PWD/tests/long/debian-suites.sh" "$@"

require_packages mmdebstrap debootstrap

read -r archive _ component <<<"$(machine_archive)"
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-suites-XXXXXX")
[ -n "${KEEP:-}" ] && say "The state and the logs stay in $site"
trap '[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"' EXIT
mkdir "$site/manifests" "$site/logs"
hostname=$(hostname)
host=${archive#*://}
host=${host%%[/:]*}

# manifest ROW SOURCE PACKAGES: makes a manifest; files are added to it with "file".
row=
rows=()
manifest() {
    row=$1
    rows+=("$row")
    mkdir -p "$site/manifests/$row"
    printf '{"SourceImage": "%s"}\n' "$2" >"$site/manifests/$row/manifest"
    # shellcheck disable=SC2086 # a list of words
    printf '%s\n' $3 >"$site/manifests/$row/package-list"
}

# file PATH [MODE]: a file of the current manifest, from standard input.
file() {
    mkdir -p "$(dirname "$site/manifests/$row/$1")"
    cat >"$site/manifests/$row/$1"
    chmod "${2:-644}" "$site/manifests/$row/$1"
}

# Makes a package with a maintainer script: package NAME VERSION DIRECTORY <SCRIPT
package() {
    local tree="$site/package"
    rm -rf "$tree"
    mkdir -p "$tree/DEBIAN" "$tree/etc/$1" "$3"
    echo "version $2" >"$tree/etc/$1/$1.conf"
    echo "/etc/$1/$1.conf" >"$tree/DEBIAN/conffiles"
    printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: test <test@localhost>\nDescription: a package of a test\n' "$1" "$2" >"$tree/DEBIAN/control"
    cat >"$tree/DEBIAN/postinst"
    chmod 755 "$tree/DEBIAN/postinst"
    dpkg-deb --root-owner-group -Zgzip --build "$tree" "$3/$1_$2_all.deb" >/dev/null
}

# What maintainer scripts ask of the init system and of udev.
requests=$(
    cat <<'END'
set -e
systemctl daemon-reload
systemctl --system daemon-reload
systemctl restart probe-no-such.service
systemctl start ssh.service cron.service
systemctl try-restart dbus.service
systemctl reload-or-restart systemd-udevd
systemctl enable systemd-timesyncd.service || true
deb-systemd-invoke restart cron.service
deb-systemd-invoke start systemd-udevd.service
deb-systemd-helper update-state cron.service || true
udevadm control --reload-rules
udevadm control --reload
udevadm trigger
udevadm trigger --subsystem-match=block --action=change
udevadm settle
ischroot
systemd-tmpfiles --create || [ $? -eq 65 ] || [ $? -eq 73 ]
systemd-sysusers
journalctl --flush || true
END
)

write_manifests() {
    # Requests to the init system, from a package and from a script.
    manifest requests debian "systemd-sysv udev cron dbus openssh-server /probe_1.0_all.deb"
    package probe 1.0 "$site/manifests/$row/files" <<<"#!/bin/sh
$requests"
    file scripts/requests 755 <<<"#!/bin/sh
$requests"

    # Services.
    manifest services debian "systemd-sysv openssh-server rpcbind apache2 dbus procps bind9 ifupdown cron"
    file scripts/ask 755 <<'END'
#!/bin/sh
set -e
for service in ssh rpcbind apache2 dbus procps named networking cron; do
    [ -e "/etc/init.d/$service" ] || [ -e "/lib/systemd/system/$service.service" ] || [ -e "/usr/lib/systemd/system/$service.service" ] || { echo "no service $service"; exit 1; }
    for action in start restart reload force-reload stop; do
        invoke-rc.d "$service" "$action"
    done
done
start-stop-daemon --start --background --exec /usr/bin/sleep -- 1000
END
    file scripts/nothing-runs 755 <<'END'
#!/bin/sh
for process in /proc/[0-9]*; do
    case $(tr '\0' ' ' <"$process/cmdline") in
    '' | *generic-packager* | *nothing-runs*) ;;
    *imaginator* ) ;;
    *) echo "a process runs: $(tr '\0' ' ' <"$process/cmdline")"; exit 1 ;;
    esac
done
END

    # A policy of the manifest's own decides.
    manifest policy debian "systemd-sysv cron"
    file files/usr/sbin/policy-rc.d 755 <<'END'
#!/bin/sh
echo "$@" >>/policy-was-asked
exit 101
END

    # Name resolution after packages that take the file over, for a manifest with a file of its own, and for its successors.
    for resolver in systemd-resolved resolvconf openresolv; do
        manifest "names-$resolver" debian "$resolver"
        file scripts/names 755 <<END
#!/bin/sh
set -e
getent hosts $host
getent hosts localhost
END
    done
    manifest names-static debian ""
    printf 'nameserver 192.0.2.1\noptions timeout:1\n' | file files/etc/resolv.conf
    file scripts/names 755 <<END
#!/bin/sh
getent hosts $host && grep -q 192.0.2.1 /etc/resolv.conf
END
    manifest names-inherited names-static hello
    file scripts/names 755 <<END
#!/bin/sh
getent hosts $host && grep -q 192.0.2.1 /etc/resolv.conf
END

    # Capabilities, standard streams, terminals.
    manifest programs debian "iputils-ping libcap2-bin systemd"
    file scripts/run 755 <<'END'
#!/bin/sh
set -e
ping -V
cp /bin/true /usr/local/bin/traces
setcap cap_sys_ptrace=ep /usr/local/bin/traces
traces
su -s /bin/sh nobody -c traces
cp /usr/bin/systemd-detect-virt /usr/local/bin/detect
setcap cap_dac_override,cap_sys_ptrace=ep /usr/local/bin/detect
detect || [ $? = 1 ]
su -s /bin/sh nobody -c 'detect || [ $? = 1 ]'
for file in /dev/stderr /dev/stdout /proc/self/fd/1 /dev/fd/2 /dev/null; do
    su -s /bin/sh nobody -c "echo x >$file"
    echo x >$file
done
if (: </dev/tty) 2>/dev/null; then echo 'there is a terminal'; exit 1; fi
tty && exit 1
echo x | tee /dev/stderr | cat >/dev/null
sh -c 'echo y' 2>&1 | cat
END

    # Identities.
    manifest identities debian "systemd dbus openssh-server ssl-cert bind9"
    manifest mail-postfix debian "postfix"
    manifest mail-exim debian "exim4-daemon-light"
    manifest mail-nullmailer debian "nullmailer"
    manifest mail-dma debian "dma"

    # Lists of packages.
    manifest lists debian "/conf_1.0_all.deb libc6:i386"
    package conf 1.0 "$site/manifests/$row/files" <<<'#!/bin/sh'
    file pre-install-scripts/architecture 755 <<<'#!/bin/sh
dpkg --add-architecture i386'
    file scripts/remove 755 <<<'#!/bin/sh
dpkg --remove conf && dpkg-query -W -f "\${Status}\n" conf | grep "config-files"'

    # Versions. The repository has both.
    manifest versions debian "old=2.0 pinned held"
    for name in old pinned held other; do
        for version in 1.0 2.0; do
            package $name $version "$site/manifests/$row/files/repository" <<<'#!/bin/sh'
        done
    done
    file files/etc/apt/sources.list.d/test.list <<<"deb [trusted=yes] file:/repository ./"
    (cd "$site/manifests/$row/files/repository" && dpkg-scanpackages -m . 2>/dev/null >Packages)
    file scripts/hold 755 <<<'#!/bin/sh
apt-mark hold held'
    manifest versions-older versions "old=1.0"
    manifest versions-pinned versions "pinned"
    file files/etc/apt/preferences.d/pinned <<'END'
Package: pinned
Pin: version 1.0
Pin-Priority: 1001
END
    manifest versions-held versions "held=1.0"

    # A small image.
    manifest small debian "sudo"
    printf '{"SourceImage": "debian", "FilterLines": ["/tmp(|/.*)$", "/etc/hosts$", "/var/tmp(|/.*)$"]}\n' >"$site/manifests/small/manifest"
    manifest sudo small "hello"
    file scripts/sudo 755 <<'END'
#!/bin/sh
set -e
test ! -e /etc/hosts
errors=$(sudo true 2>&1)
test -z "$errors" || { echo "$errors"; exit 1; }
getent hosts localhost
getent hosts "$(hostname)"
test "$(stat -c %a /tmp)" = 1777
perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, scalar gethostbyname("localhost"))) or die $!; listen(S, 1) or die $!'
END

    # The boot loader and the kernel, and its upgrade.
    manifest kernel debian "grub-pc linux-image-amd64"
    file scripts/boot 755 <<'END'
#!/bin/sh
set -e
update-grub
/usr/sbin/update-grub || echo "by its path: $?"
update-initramfs -u
version=$(ls /lib/modules | head -n 1)
dpkg-reconfigure "linux-image-$version"
for hook in /etc/kernel/postinst.d/*; do "$hook" "$version" "/boot/vmlinuz-$version"; done
END

    # The kernel's settings.
    manifest settings debian "procps"
    file files/etc/sysctl.d/probe.conf <<<"net.core.somaxconn = 4096"
    file scripts/settings 755 <<'END'
#!/bin/sh
set -e
sysctl -p /etc/sysctl.d/probe.conf
sysctl -p
sysctl -e -q --system
sysctl --system
sysctl -w vm.swappiness=1
sysctl vm.swappiness=1
sysctl -n kernel.ostype | grep Linux
END
}

fault() { echo "$*"; }

# What must hold for every image.
look() {
    local tree=$1 server files
    [ -e "$tree/usr/sbin/policy-rc.d" ] && [ "$row" != policy ] && fault "the image has a policy-rc.d"
    files=$(ls -A "$tree/usr/local/sbin")
    [ -z "$files" ] || fault "the image has files in /usr/local/sbin: $files"
    [ ! -s "$tree/etc/machine-id" ] || fault "the image has a machine ID"
    [ ! -e "$tree/var/lib/dbus/machine-id" ] || [ -L "$tree/var/lib/dbus/machine-id" ] || fault "the image has a machine ID of D-Bus"
    [ -z "$(ls "$tree"/etc/ssh/ssh_host_* 2>/dev/null)" ] || fault "the image has host keys"
    ! grep -r -I -s -l -w -F "$hostname" "$tree/etc" "$tree/var/lib" "$tree/run" | grep -q . || fault "the name of this machine is in $(grep -r -I -s -l -w -F "$hostname" "$tree/etc" "$tree/var/lib" "$tree/run" | sed "s,^$tree,,")"
    ! grep -r -s -l -e 'PRIVATE KEY-----' "$tree/etc" | grep -q . || fault "a private key is in $(grep -r -s -l -e 'PRIVATE KEY-----' "$tree/etc" | sed "s,^$tree,,")"
    while read -r server; do
        ! grep -r -s -l -F "nameserver $server" "$tree/etc" "$tree/run" "$tree/var/lib" || fault "a name server of this machine"
    done < <(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf)
    "look_$(tr - _ <<<"$row")" "$tree" 2>/dev/null || true
}

version_of() { awk -v RS= -v name="$2" '$0 ~ "(^|\n)Package: " name "\n" { match($0, /\nVersion: [^\n]*/); print substr($0, RSTART + 10, RLENGTH - 10) }' "$1/var/lib/dpkg/status"; }
look_policy() { grep -q cron "$1/policy-was-asked" || fault "the policy of the manifest was not asked"; }
look_names_systemd_resolved() { [ -L "$1/etc/resolv.conf" ] || fault "no link of the package"; }
look_names_static() { [ "$(cat "$1/etc/resolv.conf")" = $'nameserver 192.0.2.1\noptions timeout:1' ] || fault "resolv.conf was changed"; }
look_names_inherited() { look_names_static "$1"; }
look_versions_older() { [ "$(version_of "$1" old)" = 1.0 ] || fault "version of old: $(version_of "$1" old)"; }
look_versions_pinned() { [ "$(version_of "$1" pinned)" = 1.0 ] || fault "version of pinned: $(version_of "$1" pinned)"; }
look_versions_held() { [ "$(version_of "$1" held)" = 1.0 ] || fault "version of held: $(version_of "$1" held)"; }
look_sudo() { [ ! -e "$1/etc/hosts" ] && [ ! -e "$1/tmp" ] || fault "/etc/hosts or /tmp stayed"; }

passed=0
failed=0

# test_suite TOOL SUITE: builds all rows.
test_suite() {
    local tool=$1 suite=$2 here="$site/$1-$2" command log status image faults
    mkdir "$here"
    case $tool in
    mmdebstrap) command="[\"mmdebstrap\", \"--variant=apt\", \"--components=$component\", \"$suite\", \"\$dir\", \"$archive\"]" ;;
    debootstrap) command="[\"debootstrap\", \"--variant=minbase\", \"$suite\", \"\$dir\", \"$archive\"]" ;;
    esac
    printf '{"PackagerTypes": {"deb": {}}, "BootstrapStreams": {"debian": {"BootstrapCommand": %s, "PackagerType": "deb"}}, "ImageStreamsUrl": "%s"}\n' \
        "$command" "$here/streams.json" >"$here/conf.json"
    {
        separator=
        printf '{"Streams": {'
        for row in "${rows[@]}"; do
            printf '%s"%s": {"ManifestUrl": "dir://%s"}' "$separator" "$row" "$site/manifests/$row"
            separator=', '
        done
        printf '}}\n'
    } >"$here/streams.json"

    for row in debian ${ROWS:-"${rows[@]}"}; do
        log="$site/logs/$tool-$suite-$row.log"
        status=0
        image=$("$DIST/imaginator" build "-configurationUrl=$here/conf.json" "-stateDir=$here/state" -packageListsMaxAge=12h \
            "$row" 2>"$log" </dev/null) || status=$?
        if [ $status = 0 ]; then
            faults=$(
                grep -a -E 'left [0-9]+ process(es)? behind' "$log" || true
                "$DIST/builder-tool" get-image "$image" "$here/tree" "-stateDir=$here/state" >>"$log" 2>&1 || echo "cannot get the image"
                look "$here/tree"
            )
            rm -rf --one-file-system "$here/tree"
        else
            faults=$(tail -n 1 "$log")
        fi

        if [ -z "$faults" ]; then
            passed=$((passed + 1))
            say "$tool $suite $row: passed"
        else
            failed=$((failed + 1))
            say "$tool $suite $row: failed: $faults"
            [ -n "${KEEP:-}" ] || tail -n 30 "$log" >&2
            [ "$row" = debian ] && return
        fi
    done
    rm -rf --one-file-system "$here/state"
}

write_manifests
[ $# != 0 ] || set -- bullseye bookworm trixie sid
for suite; do
    if [ "$(curl -s -L -o /dev/null -w '%{http_code}' "${archive%/}/dists/$suite/InRelease")" != 200 ]; then
        say "$suite: left out, because $archive does not have it"
        continue
    fi
    for tool in ${TOOLS:-mmdebstrap debootstrap}; do
        test_suite "$tool" "$suite"
    done
done

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
