# shellcheck shell=bash
# Shared by the scripts at the top of the repository, which source it. The working directory must be the top of the repository.

# The SDK prints no greeting and sends no telemetry.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build nodes end with the script.
export MSBUILDDISABLENODEREUSE=1
export LC_ALL=C.UTF-8

readonly CONFIGURATION=Release
readonly DIST="$PWD/artifacts/dist"
readonly LOGS="$PWD/artifacts/logs"
mkdir -p "$LOGS"

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' reset=$'\e[0m'
else
    bold='' red='' reset=''
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$reset" >&2; }
die() { printf '%s%s: %s%s\n' "$red" "$(basename "$0")" "$*" "$reset" >&2; exit 1; }

# Runs a command and shows the end of its output if it fails: run_logged NAME COMMAND...
run_logged() {
    local log="$LOGS/$1.log"
    shift
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 40 "$log" >&2
        die "command failed: $*; its complete output is in $log"
    fi
}

require_root() {
    [ "$(id -u)" = 0 ] || die "cannot run as $(id -un): installing packages, mounting and changing owners require root; run: sudo $0"
}

require_dotnet() {
    command -v dotnet >/dev/null || die "the .NET SDK is missing; install the package dotnet-sdk-10.0 and try again"
    dotnet --version >/dev/null 2>&1 || die "no .NET SDK satisfies global.json: $(dotnet --version 2>&1 | tail -n 1)"
}

is_installed() {
    # The nodejs of NodeSource contains npm, and conflicts with the package npm of Debian.
    [ "$1" = npm ] && command -v npm >/dev/null && return
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs Debian packages that are missing: require_packages NAME...
require_packages() {
    local missing=() package
    for package; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return

    command -v apt-get >/dev/null || die "packages are missing and this machine has no apt-get; install: ${missing[*]}"
    [ "$(id -u)" = 0 ] || die "packages are missing; install ${missing[*]}, or run this script as root"
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    refresh_package_lists
    run_logged apt-install apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "${missing[@]}"
}

# Fetches the package lists once per run of a script.
refresh_package_lists() {
    [ -n "${package_lists_are_fresh:-}" ] && return
    run_logged apt-update apt-get -o DPkg::Lock::Timeout=300 update -q
    package_lists_are_fresh=1
}

# The archive that this machine installs packages from, as "URL SUITE COMPONENT" for a bootstrap command.
machine_archive() {
    local target
    target=$(first_archive)
    if [ -z "$target" ]; then
        refresh_package_lists
        target=$(first_archive)
    fi
    [ -n "$target" ] || die "apt's sources do not contain an archive for this release; see: apt-get indextargets"
    echo "$target"
}

first_archive() {
    local codename
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    # shellcheck disable=SC2016 # the dollars are apt's
    apt-get indextargets --format '$(RELEASE) $(REPO_URI) $(COMPONENT)' 'Created-By: Packages' \
        | awk -v codename="$codename" '$1 == codename && $3 == "main" { print $2, $1, $3; exit }'
}
