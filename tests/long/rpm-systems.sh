#!/usr/bin/env bash
# Builds images with dnf and with zypper. Their tree is a Debian with the two tools, rpm and systemd: systemctl, udevadm and the others are
# the real ones. The packages are made by this script, because the archive has none.
# With arguments, builds only these streams: ./test.sh --long rpm-systems dnf-scriptlets
# KEEP=1 keeps the directory with the state and the build logs. STATE names a state directory that is used and kept.
#
# Each stream is a manifest whose scripts fail the build if an answer is wrong. A stream that must fail has the expected error. A
# function looks at the image.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages mmdebstrap rpm createrepo-c python3

read -r archive suite component <<<"$(machine_archive)"
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-rpm-XXXXXX")
state=${STATE:-$site/state}
tree="$site/tree"
server=
[ -n "${KEEP:-}" ] && say "The state and the logs stay in $site"
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"
}
trap finish EXIT
mkdir "$site/manifests" "$site/logs"

# --- Packages ---

# package NAME VERSION [ARCHITECTURE]: makes a package in $repository. Standard input is added to its description: fields, then scriptlets.
repository="$site/repository"
package() {
    local spec="$site/package.spec"
    {
        printf 'Name: %s\nVersion: %s\nRelease: 1\nSummary: A package of a test\nLicense: none\n' "$1" "$2"
        [ "${3:-noarch}" != noarch ] || echo 'BuildArch: noarch'
        cat
        printf '%%install\nmkdir -p %%{buildroot}/usr/lib/systemd/system %%{buildroot}/etc/%s\n' "$1"
        printf 'echo version %s >%%{buildroot}/etc/%s/conf\n' "$2" "$1"
        printf 'printf "[Service]\\nExecStart=/usr/bin/sleep 1000\\n[Install]\\nWantedBy=multi-user.target\\n" >%%{buildroot}/usr/lib/systemd/system/%s.service\n' "$1"
        printf '%%files\n%%config /etc/%s/conf\n/usr/lib/systemd/system/%s.service\n' "$1" "$1"
    } >"$spec"
    run_logged rpmbuild rpmbuild --quiet -bb --target "${3:-noarch}" --define "_topdir $site/rpmbuild" --define "_rpmdir $repository" "$spec"
}

# What the scriptlets of packages with services ask, as the macros of systemd expand.
post() {
    cat <<END
%description
A package.
%$1
set -e
[ \$1 -eq 1 ] && systemctl --no-reload preset $2.service
systemctl daemon-reload
systemctl restart $2.service
systemctl try-restart $2.service
systemctl --system daemon-reload
systemctl start $2.service
systemctl enable $2.service
udevadm control --reload
udevadm trigger --subsystem-match=block
systemd-sysusers
systemd-tmpfiles --create || { status=\$?; [ \$status -eq 65 ] || [ \$status -eq 73 ]; }
sysctl -w vm.swappiness=1
sysctl -e -p
grub2-mkconfig -o /boot/grub2/grub.cfg
systemd-detect-virt --chroot
/usr/local/bin/detect || [ \$? = 1 ]
getent hosts localhost
echo x >/dev/stderr
su -s /bin/sh nobody -c 'echo x >/dev/stderr'
%preun
if [ -d /run/systemd/system ]; then
    systemctl --no-reload disable --now --no-warn $2.service
else
    systemctl --no-reload disable --no-warn $2.service
fi
%postun
systemctl daemon-reload
END
}

plain() { printf '%%description\nA package.\n'; }

make_packages() {
    # What the distribution has, and rpm does not know here.
    package shell 1.0 < <(printf 'Provides: /bin/sh\n'; plain)
    package service 1.0 < <(post post service)
    package other 1.0 < <(post posttrans other)
    package broken-pre 1.0 < <(plain; printf '%%pre\necho works >&2\nexit 3\n')
    package broken-post 1.0 < <(plain; printf '%%post\necho works >&2\nexit 3\n')
    package broken-preun 1.0 < <(plain; printf '%%preun\necho works >&2\nexit 3\n')
    package needs 1.0 < <(echo 'Requires: nothing-like-it'; plain)
    package needs-old 1.0 < <(echo 'Requires: versions = 1.0'; plain)
    package versions 1.0 < <(plain)
    package versions 2.0 < <(plain)
    package one 1.0 < <(printf 'Conflicts: two\n'; plain)
    package two 1.0 < <(plain)
    package multi 1.0 x86_64 < <(plain)
    # Of another architecture: what files it has is the same.
    package multi 1.0 i686 < <(plain)
    run_logged createrepo createrepo_c -q "$repository"
}

# publish VERSION: adds a version to the repository that is served over HTTP.
publish() {
    local repository="$site/published"
    package fresh "$1" < <(plain)
    run_logged createrepo createrepo_c -q "$repository"
}

# Serves the repository on a free port of the loopback device; sets $port.
start_server() {
    mkdir "$site/published"
    exec 3< <(exec python3 -c 'import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_address[1], flush=True)
server.serve_forever()' "$site/published" 2>"$site/logs/server.log")
    server=$!
    read -r port <&3 || die "cannot start a web server: $(tail -n 1 "$site/logs/server.log")"
}

# --- Manifests ---

# manifest STREAM SOURCE PACKAGES [ERROR]: makes a manifest. With ERROR, a regular expression, its build must fail.
stream=
streams=()
declare -A errors=() networks=()
manifest() {
    stream=$1
    streams+=("$stream")
    errors[$stream]=${4:-}
    mkdir -p "$site/manifests/$stream"
    printf '{"SourceImage": "%s"}\n' "$2" >"$site/manifests/$stream/manifest"
    tr ';' '\n' <<<"$3" >"$site/manifests/$stream/package-list"
}

# file PATH [MODE]: a file of the current manifest, from standard input.
file() {
    mkdir -p "$(dirname "$site/manifests/$stream/$1")"
    cat >"$site/manifests/$stream/$1"
    chmod "${2:-644}" "$site/manifests/$stream/$1"
}

# repository_file TOOL URL: the configuration of the repository.
repository_file() {
    case $1 in
    dnf) printf '[test]\nname=Test\nbaseurl=%s\ngpgcheck=0\nenabled=1\n' "$2" | file files/etc/yum.repos.d/test.repo ;;
    zypper) printf '[test]\nname=Test\nbaseurl=%s\ngpgcheck=0\nenabled=1\nautorefresh=1\n' "$2" | file files/etc/zypp/repos.d/test.repo ;;
    esac
}

# write_manifests TOOL: the streams of a tool.
write_manifests() {
    local tool=$1 path=file:///repository older=versions-1.0 unknown='Unable to find a match: no-such-package'
    local unasked='refused to install an older version of versions, which the package list does not ask for; add "versions-VERSION" to it'
    local failed='scriptlet failed, exit status 3'
    if [ "$tool" = zypper ]; then
        path=dir:///repository
        older=versions=1.0
        unknown="No provider of 'no-such-package' found"
        unasked=versions
    fi

    manifest "$tool-base" "$tool-system" ""
    mkdir -p "$site/manifests/$stream/files"
    cp -r "$repository" "$site/manifests/$stream/files/repository"
    repository_file "$tool" "$path"
    file scripts/detect 755 <<'END'
#!/bin/sh
set -e
cp /usr/bin/systemd-detect-virt /usr/local/bin/detect
setcap cap_dac_override,cap_sys_ptrace=ep /usr/local/bin/detect
END

    # Requests to a running system.
    manifest "$tool-scriptlets" "$tool-base" "service;other"
    # shellcheck disable=SC2016 # the dollar is that of the scriptlet
    file scripts/ask 755 <<END
#!/bin/sh
$(post x service | sed '1,/^%x/d; /^%preun/,$d' | sed 's/^\[ \$1 -eq 1 \] && //')
rpm --eval %_dbpath
rpm -q service other
END

    # Lists of packages.
    manifest "$tool-removed" "$tool-scriptlets" ""
    file scripts/remove 755 <<'END'
#!/bin/sh
set -e
echo changed >>/etc/service/conf
generic-packager remove service
[ -e /etc/service/conf.rpmsave ] || { echo 'the changed configuration file was not saved'; exit 1; }
! rpm -q service
END
    manifest "$tool-multi" "$tool-base" "multi.i686;multi.x86_64"

    # Versions.
    manifest "$tool-latest" "$tool-base" "versions"
    manifest "$tool-older" "$tool-latest" "$older"
    manifest "$tool-unasked" "$tool-latest" "needs-old" "$unasked"
    manifest "$tool-fresh" "$tool-system" "fresh"
    repository_file "$tool" "http://127.0.0.1:$port/"
    networks[$stream]=host

    # Failures. A failed %post is a warning for rpm and dnf; zypper has a status for it.
    manifest "$tool-broken-pre" "$tool-base" "broken-pre" "%prein\(broken-pre-1\.0-1\.noarch\) $failed"
    manifest "$tool-broken-post" "$tool-base" "broken-post" ""
    [ "$tool" = dnf ] || errors[$stream]="%post\(broken-post-1\.0-1\.noarch\) $failed"
    manifest "$tool-with-preun" "$tool-base" "broken-preun"
    manifest "$tool-broken-preun" "$tool-with-preun" "" "%preun\(broken-preun-1\.0-1\.noarch\) $failed"
    file scripts/remove 755 <<<$'#!/bin/sh\ngeneric-packager remove broken-preun'
    manifest "$tool-needs" "$tool-base" "needs" "nothing provides nothing-like-it needed by needs-1\.0-1\.noarch"
    manifest "$tool-missing" "$tool-base" "no-such-package" "$unknown"
    manifest "$tool-conflict" "$tool-base" "one;two" "one-1\.0-1\.noarch conflicts with '?two"
}

write_configuration() {
    local separator='' bootstrap name
    # Bootstrap commands see a private /tmp: the script cannot be a file in it.
    bootstrap="set -e
mmdebstrap --variant=apt --include=dnf,zypper,rpm,systemd,udev,procps,libcap2-bin --components=$component $suite \$0 $archive
mkdir -p \$0/etc/rpm \$0/etc/yum.repos.d \$0/etc/zypp/repos.d \$0/var/lib/rpm
echo '%_dbpath /var/lib/rpm' >>\$0/etc/rpm/macros"
    cat >"$site/conf.json" <<END
{
    "PackagerTypes": {
        "rpm": {},
        "zypper": {
            "CleanCommand": ["zypper", "--non-interactive", "clean", "--all"],
            "InstallCommand": ["sh", "-c", "zypper --non-interactive install --auto-agree-with-licenses --oldpackage \"\$@\" || case \$? in 10[0-3]) ;; *) exit 1 ;; esac", "install"],
            "RemoveCommand": ["zypper", "--non-interactive", "remove"],
            "UpdateCommand": ["zypper", "--non-interactive", "refresh"],
            "UpgradeCommand": ["sh", "-c", "zypper --non-interactive update || case \$? in 10[0-3]) ;; *) exit 1 ;; esac", "upgrade"],
            "ListCommand": {"ArgList": ["rpm", "-qa", "--queryformat", "%{NAME}.%{ARCH} %{VERSION}-%{RELEASE} %{LONGSIZE}\\\\n"]},
            "CleanPatterns": ["/var/cache/zypp/.", "/var/log/zypp/.", "/var/log/zypper[.]log"]
        }
    },
    "BootstrapStreams": {
        "dnf-system": {"BootstrapCommand": ["sh", "-c", "${bootstrap//$'\n'/\\n}", "\$dir"], "PackagerType": "rpm"},
        "zypper-system": {"BootstrapCommand": ["sh", "-c", "${bootstrap//$'\n'/\\n}", "\$dir"], "PackagerType": "zypper"}
    },
    "ImageStreamsUrl": "$site/streams.json"
}
END
    {
        printf '{"Streams": {'
        for name in "${streams[@]}"; do
            printf '%s"%s": {"ManifestUrl": "dir://%s", "Network": "%s"}' \
                "$separator" "$name" "$site/manifests/$name" "${networks[$name]:-open}"
            separator=', '
        done
        printf '}}\n'
    } >"$site/streams.json"
}

# --- Images ---

fault() { echo "$*"; }

# The packages that the image records, as NAME VERSION SIZE. The names of all packages of zypper have an architecture.
packages_of() {
    "$DIST/builder-tool" show-image "$1" "-stateDir=$state" 2>/dev/null |
        awk '$0 == "Packages:" { found = 1; next } found && $0 == "" { exit } found { print $1, $2, $3 }'
}

# expect_packages IMAGE PATTERN...: the list must have one line for each pattern.
expect_packages() {
    local packages pattern
    packages=$(packages_of "$1")
    shift
    for pattern; do
        [ "$(grep -c -E "^$pattern " <<<"$packages")" = 1 ] || fault "the list of packages has not one \"$pattern\": $(tr '\n' ';' <<<"$packages")"
    done
}

expect_in_log() { grep -a -q -E "$1" "$log" || fault "the log lacks \"$1\""; }

# Prints what is wrong with an image, in the directory $tree.
look() {
    local image=$1 files
    files=$(ls -A "$tree/usr/local/sbin")
    [ -z "$files" ] || fault "the image has files in /usr/local/sbin: $files"
    [ ! -e "$tree/usr/sbin/policy-rc.d" ] || fault "the image has a policy-rc.d"
    [ ! -e "$tree/usr/lib/rpm/macros.d/macros.imaginator-build" ] || fault "the image has a macro of the build"
    case $stream in
    *-scriptlets)
        [ -L "$tree/etc/systemd/system/multi-user.target.wants/service.service" ] || fault "the service is not enabled"
        expect_packages "$image" 'service(\.noarch)? 1\.0-1' 'other(\.noarch)? 1\.0-1'
        expect_in_log 'in chroot, ignoring'
        ;;
    *-removed)
        [ ! -e "$tree/usr/lib/systemd/system/service.service" ] || fault "the package is there"
        ! packages_of "$image" | grep -q '^service' || fault "the list has a package that was removed"
        expect_packages "$image" 'other(\.noarch)? 1\.0-1'
        ;;
    dnf-multi) expect_packages "$image" 'multi 1\.0-1' 'multi\.i686 1\.0-1' ;;
    zypper-multi) expect_packages "$image" 'multi\.x86_64 1\.0-1' 'multi\.i686 1\.0-1' ;;
    *-older)
        expect_packages "$image" 'versions(\.noarch)? 1\.0-1'
        grep -q 1.0 "$tree/etc/versions/conf" || fault "another version: $(cat "$tree/etc/versions/conf")"
        ;;
    *-latest) expect_packages "$image" 'versions(\.noarch)? 2\.0-1' ;;
    *-fresh)
        expect_packages "$image" "fresh(\.noarch)? $version-1"
        expect_in_log 'lists checked [0-9]+ s ago'
        ;;
    dnf-broken-post) expect_in_log '%post\(broken-post-1\.0-1\.noarch\) scriptlet failed, exit status 3' ;;
    esac
}

# Builds the stream $stream, and prints what is wrong.
build() {
    local image status=0 line
    image=$("$DIST/imaginator" build "-configurationUrl=$site/conf.json" "-stateDir=$state" -packageListsMaxAge=12h \
        "$stream" 2>"$log" </dev/null) || status=$?
    line=$(tail -n 1 "$log")
    if [ -n "${errors[$stream]}" ]; then
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

# A build that a person requests asks the repository, although the lists of the build before it are recent.
build_twice() {
    local version
    rm -rf "$site/published/noarch"
    for version in 1.0 2.0; do
        publish "$version"
        build
    done
}

make_packages
start_server
write_manifests dnf
write_manifests zypper
write_configuration

passed=0
failed=0
[ $# != 0 ] || set -- "${streams[@]}"
for stream; do
    [ -d "$site/manifests/$stream" ] || die "unknown stream \"$stream\"; give one of: ${streams[*]}"
    log="$site/logs/$stream.log"
    case $stream in
    *-fresh) faults=$(build_twice) ;;
    *) faults=$(build) ;;
    esac

    if [ -z "$faults" ]; then
        passed=$((passed + 1))
        say "$stream: passed${errors[$stream]:+: $(tail -n 1 "$log")}"
    else
        failed=$((failed + 1))
        say "$stream: failed: $faults"
        [ -n "${KEEP:-}" ] || tail -n 30 "$log" >&2
    fi
done

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
