#!/usr/bin/env bash
# Installs what build.sh made, as the service imaginator: programs, init script, systemd unit, sample configuration.
#
#   packaging/install.sh [--destdir DIR] [--with-runtime]
#   packaging/install.sh [--destdir DIR] --uninstall
#
# --destdir DIR    below DIR instead of /: for packages
# --with-runtime   with a copy of this machine's .NET runtime, for machines that have none
# --uninstall      removes what was installed; configuration, state and logs stay
#
# Configuration that is there already is left as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

destdir=''
runtime=''
uninstall=''
while [ $# != 0 ]; do
    case "$1" in
    --destdir)
        [ $# -ge 2 ] || die "--destdir needs a directory"
        destdir=${2%/}
        shift
        ;;
    --with-runtime) runtime=yes ;;
    --uninstall) uninstall=yes ;;
    *) die "unknown argument $1; there are --destdir DIR, --with-runtime, --uninstall" ;;
    esac
    shift
done
readonly destdir LIB=/usr/lib/imaginator
readonly LIST="$destdir$LIB/installed-files"

is_live() { [ -z "$destdir" ]; }

# --- installing: each file is noted, so that it can be removed again

# put MODE SOURCE TARGET: a file.
put() {
    install -D -m "$1" "$2" "$destdir$3"
    echo "$3" >>"$LIST"
}

# link TARGET PATH: a symbolic link.
link() {
    mkdir -p "$(dirname "$destdir$2")"
    ln -sf "$1" "$destdir$2"
    echo "$2" >>"$LIST"
}

# The directory, in .NET's words, of native code for this machine.
case "$(uname -m)" in
x86_64) platform=linux-x64 ;;
aarch64) platform=linux-arm64 ;;
*) platform="linux-$(uname -m)" ;;
esac
readonly platform

# put_tree SOURCE TARGET: a directory with everything in it but what is for other machines; programs stay executable.
put_tree() {
    local file mode
    while IFS= read -r -d '' file; do
        [[ "$file" != *runtimes/* || "$file" == *runtimes/@(unix|linux|"$platform")/* ]] || continue
        mode=0644
        # Managed assemblies need no execute permission, whatever the compiler says.
        [[ -x "$1/$file" && "$file" != *.dll && "$file" != *.so ]] && mode=0755
        put "$mode" "$1/$file" "$2/$file"
    done < <(cd "$1" && find . -type f ! -name '*.pdb' ! -name '*.xml' -printf '%P\0' | sort -z)
}

# configure MODE SOURCE TARGET: a file that belongs to whoever administers the machine.
configure() {
    if [ -e "$destdir$3" ]; then
        cmp -s "$2" "$destdir$3" || say "$3 is left as it is"
    else
        install -D -m "$1" "$2" "$destdir$3"
    fi
}

install_runtime() {
    local root version
    # ... Microsoft.NETCore.App 10.0.1 [/usr/share/dotnet/shared/Microsoft.NETCore.App]
    root=$(dotnet --list-runtimes | sed -n 's,^Microsoft.NETCore.App 10\..*\[\(.*\)/shared/Microsoft.NETCore.App\]$,\1,p' | tail -n 1)
    [ -n "$root" ] || die "cannot find a .NET 10 runtime; install one, and check it with dotnet --list-runtimes"
    put 0644 "$root/LICENSE.txt" "$LIB/dotnet/LICENSE.txt"
    put 0644 "$root/ThirdPartyNotices.txt" "$LIB/dotnet/ThirdPartyNotices.txt"
    for part in host/fxr shared/Microsoft.NETCore.App shared/Microsoft.AspNetCore.App; do
        version=$(find "$root/$part" -mindepth 1 -maxdepth 1 -name '10.*' -printf '%f\n' | sort -V | tail -n 1)
        [ -n "$version" ] || die "cannot find $part of .NET 10 in $root"
        put_tree "$root/$part/$version" "$LIB/dotnet/$part/$version"
    done
}

# completion SHELL PROGRAM TARGET: the completion of a program for a shell.
completion() {
    "$DIST/$2" completion "$1" >"$LOGS/completion-$1-$2"
    put 0644 "$LOGS/completion-$1-$2" "$3"
}

install_everything() {
    [ -x "$DIST/imaginator" ] || die "cannot find the programs; run ./build.sh first"
    if [ -e "$LIST" ]; then
        remove_files
    fi
    mkdir -p "$(dirname "$LIST")"
    : >"$LIST"

    put_tree "$DIST" "$LIB"
    for script in packaging/lib/*; do
        put 0755 "$script" "$LIB/$(basename "$script")"
    done
    [ -z "$runtime" ] || install_runtime
    link ../lib/imaginator/imaginator /usr/sbin/imaginator
    link ../lib/imaginator/builder-tool /usr/bin/builder-tool

    put 0644 packaging/systemd/imaginator.service /lib/systemd/system/imaginator.service
    put 0644 packaging/man/imaginator.8 /usr/share/man/man8/imaginator.8
    put 0644 packaging/man/builder-tool.1 /usr/share/man/man1/builder-tool.1
    put 0644 packaging/grafana/imaginator.json /usr/share/imaginator/grafana/imaginator.json
    put 0644 packaging/prometheus/imaginator.rules.yml /usr/share/imaginator/prometheus/imaginator.rules.yml
    for program in imaginator builder-tool; do
        completion bash "$program" "/usr/share/bash-completion/completions/$program"
        completion zsh "$program" "/usr/share/zsh/vendor-completions/_$program"
        completion fish "$program" "/usr/share/fish/vendor_completions.d/$program.fish"
    done
    for schema in $("$DIST/imaginator" schema -configurationUrl=packaging/etc/conf.json | cut -d ' ' -f 1); do
        "$DIST/imaginator" schema -configurationUrl=packaging/etc/conf.json "$schema" >"$LOGS/schema-$schema"
        put 0644 "$LOGS/schema-$schema" "/usr/share/imaginator/schemas/$schema.json"
    done
    put 0644 README.md /usr/share/doc/imaginator/README.md
    put 0644 CHANGELOG.md /usr/share/doc/imaginator/CHANGELOG.md
    put_tree docs /usr/share/doc/imaginator/docs

    configure 0755 packaging/init.d/imaginator /etc/init.d/imaginator
    configure 0644 packaging/default/imaginator /etc/default/imaginator
    configure 0644 packaging/etc/conf.json /etc/imaginator/conf.json
    configure 0644 packaging/etc/streams.json /etc/imaginator/streams.json
    (cd packaging/etc && find manifests -type f) | while IFS= read -r file; do
        mode=0644
        [ ! -x "packaging/etc/$file" ] || mode=0755
        configure "$mode" "packaging/etc/$file" "/etc/imaginator/$file"
    done

    if is_live; then
        install -d -m 0755 /var/lib/imaginator
        [ -d /var/log/imaginator ] || install -d -m 0750 /var/log/imaginator
        tell_init defaults
        say "Installed. For a trial on this machine, run $LIB/imaginator-trial; for certificates of your site, see docs/how-to/set-up-certificates.md. Then: service imaginator start"
    fi
}

# --- uninstalling

remove_files() {
    local file
    while IFS= read -r file; do
        rm -f "$destdir$file"
    done <"$LIST"
    rm -f "$LIST"
    for directory in "$LIB" /usr/share/imaginator /usr/share/doc/imaginator; do
        [ ! -d "$destdir$directory" ] || find "$destdir$directory" -depth -type d -empty -delete
    done
}

tell_init() {
    if command -v update-rc.d >/dev/null; then
        update-rc.d imaginator "$1"
    fi
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
    fi
}

uninstall_everything() {
    [ -e "$LIST" ] || die "nothing is installed in ${destdir:-/}"
    if is_live; then
        # What was removed cannot be stopped any more.
        service imaginator stop || die "imaginator cannot be stopped, so nothing was removed"
    fi
    remove_files
    rm -f "$destdir/etc/init.d/imaginator"
    if is_live; then
        tell_init remove
        say "Removed. These were left: /etc/imaginator, /etc/default/imaginator, /var/lib/imaginator, /var/log/imaginator"
    fi
}

is_live && require_root
if [ -n "$uninstall" ]; then
    uninstall_everything
else
    install_everything
fi
