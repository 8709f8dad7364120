#!/usr/bin/env bash
# Builds images with dnf and with zypper. Their tree is a Debian with the two tools, rpm and systemd; the packages are made by
# this script, because the archive has none.
# With arguments, builds only these streams: ./test.sh --long rpm-systems dnf-scriptlets
# KEEP=1 keeps the directory with the state and the build logs. STATE names a state directory that is used and kept.
#
# Each stream is a manifest whose scripts fail the build if an answer is wrong, and has an expectation: "ok", or the line that
# names the cause of the failure. A function looks at the image.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

require_root
require_packages mmdebstrap rpm createrepo-c

read -r archive suite component <<<"$(machine_archive)"
site=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-rpm-XXXXXX")
state=${STATE:-$site/state}
[ -n "${KEEP:-}" ] && say "The state and the logs stay in $site"
trap '[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"' EXIT
mkdir "$site/manifests" "$site/logs"

# manifest STREAM SOURCE PACKAGES EXPECTATION: makes a manifest; files are added to it with "file".
stream=
streams=()
declare -A expectations
manifest() {
    stream=$1
    streams+=("$stream")
    expectations[$stream]=${4:-ok}
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

# package NAME VERSION [ARCHITECTURE]: makes a package; standard input is added to its description: fields, then scriptlets.
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
    run_logged rpmbuild rpmbuild --quiet -bb --target "${3:-noarch}" --define "_topdir $site/rpmbuild" --define "_rpmdir $site/repository" "$spec"
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
systemd-tmpfiles --create || [ \$? -eq 65 ] || [ \$? -eq 73 ]
sysctl -p || /sbin/sysctl --version
systemd-detect-virt --chroot
/usr/local/bin/detect || [ \$? = 1 ]
getent hosts localhost
echo x >/dev/stderr
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
    package broken-post 1.0 < <(plain; printf '%%post\necho working >&2\nexit 3\n')
    package broken-pre 1.0 < <(plain; printf '%%pre\necho working >&2\nexit 3\n')
    package needs 1.0 < <(echo 'Requires: nothing-like-it'; plain)
    package needs-old 1.0 < <(echo 'Requires: versions = 1.0'; plain)
    package versions 1.0 < <(plain)
    package versions 2.0 < <(plain)
    package one 1.0 < <(printf 'Conflicts: two\n'; plain)
    package two 1.0 < <(plain)
    package multi 1.0 x86_64 < <(plain)
    # Of another architecture: what files it has is the same.
    package multi 1.0 i686 < <(plain)
    run_logged createrepo createrepo_c -q "$site/repository"
}

write_manifests() {
    local tool any
    for tool in dnf zypper; do
        any=$tool
        manifest "$any-base" "$tool-system" ""
        mkdir -p "$site/manifests/$stream/files"
        cp -r "$site/repository" "$site/manifests/$stream/files/repository"
        case $tool in
        dnf) printf '[test]\nname=Test\nbaseurl=file:///repository\ngpgcheck=0\nenabled=1\n' | file files/etc/yum.repos.d/test.repo ;;
        zypper) printf '[test]\nname=Test\nbaseurl=dir:///repository\ngpgcheck=0\nenabled=1\nautorefresh=1\n' | file files/etc/zypp/repos.d/test.repo ;;
        esac
        file scripts/detect 755 <<'END'
#!/bin/sh
set -e
cp /usr/bin/systemd-detect-virt /usr/local/bin/detect
setcap cap_dac_override,cap_sys_ptrace=ep /usr/local/bin/detect
END
        manifest "$any-scriptlets" "$any-base" "service;other"
        file scripts/ask 755 <<END
#!/bin/sh
$(post x service | sed '1,/^%x/d; /^%preun/,$d' | sed 's/^\[ \$1 -eq 1 \] && //')
rpm --eval %_dbpath
rpm -q service other
END
        manifest "$any-removed" "$any-scriptlets" ""
        file scripts/remove 755 <<<"#!/bin/sh
generic-packager remove service"
        # A failed %post is a warning for rpm and dnf; zypper has a status for it.
        case $tool in
        dnf) manifest "$any-broken-post" "$any-base" "broken-post" ;;
        zypper) manifest "$any-broken-post" "$any-base" "broken-post" "%post(broken-post" ;;
        esac
        manifest "$any-broken-pre" "$any-base" "broken-pre" "%prein(broken-pre"
        manifest "$any-needs" "$any-base" "needs" "nothing provides"
        manifest "$any-missing" "$any-base" "no-such-package" "no-such-package"
        manifest "$any-conflict" "$any-base" "one;two" "conflicts with two"
        manifest "$any-multi" "$any-base" "multi.i686;multi.x86_64"
        manifest "$any-latest" "$any-base" "versions"
        case $tool in
        dnf) manifest "$any-older" "$any-latest" "versions-1.0" ;;
        zypper) manifest "$any-older" "$any-latest" "versions=1.0" ;;
        esac
        manifest "$any-unasked" "$any-latest" "needs-old" "versions"
    done
}

fault() { echo "$*"; }

lists() { "$DIST/builder-tool" show-image-packages "$image" "-stateDir=$state" 2>/dev/null; }

look() {
    local tree=$1 image=$2 files
    files=$(ls -A "$tree/usr/local/sbin")
    [ -z "$files" ] || fault "the image has files in /usr/local/sbin: $files"
    [ ! -e "$tree/usr/sbin/policy-rc.d" ] || fault "the image has a policy-rc.d"
    case $stream in
    *-scriptlets) [ -L "$tree/etc/systemd/system/multi-user.target.wants/service.service" ] || fault "the service is not enabled" ;;
    *-removed) [ ! -e "$tree/usr/lib/systemd/system/service.service" ] || fault "the package is there" ;;
    *-older) grep -q 1.0 "$tree/etc/versions/conf" || fault "another version: $(cat "$tree/etc/versions/conf")" ;;
    *-latest) grep -q 2.0 "$tree/etc/versions/conf" || fault "another version: $(cat "$tree/etc/versions/conf")" ;;
    esac
}

make_packages
write_manifests
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
            "ListCommand": {"ArgList": ["rpm", "-qa", "--queryformat", "%{NAME} %{VERSION}-%{RELEASE} %{LONGSIZE}\\\\n"]},
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
    separator=
    printf '{"Streams": {'
    for stream in "${streams[@]}"; do
        printf '%s"%s": {"ManifestUrl": "dir://%s"}' "$separator" "$stream" "$site/manifests/$stream"
        separator=', '
    done
    printf '}}\n'
} >"$site/streams.json"

passed=0
failed=0
[ $# != 0 ] || set -- "${streams[@]}"
for stream; do
    log="$site/logs/$stream.log"
    expected=${expectations[$stream]}
    status=0
    image=$("$DIST/imaginator" build "-configurationUrl=$site/conf.json" "-stateDir=$state" -packageListsMaxAge=12h \
        "$stream" 2>"$log" </dev/null) || status=$?
    faults=
    line=$(tail -n 1 "$log")
    if [ $status = 0 ] && [ "$expected" = ok ]; then
        faults=$(
            grep -a -E 'left [0-9]+ process(es)? behind' "$log" || true
            "$DIST/builder-tool" get-image "$image" "$site/tree" "-stateDir=$state" >>"$log" 2>&1 || echo "cannot get the image"
            look "$site/tree" "$image"
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
