#!/usr/bin/env bash
# Follows the tutorial of docs/plugins.md in an empty directory, with the programs of ./build.sh and the packages of ./pack.sh: writes its files,
# compares those that the templates make, runs its commands, and looks for the lines that it prints. Each section must end within 10 minutes.
# KEEP=1 keeps the directory. Other packages come from the usual sources of dotnet. Ends with "N passed, N failed".
#
# The form of the document:
#   ```sh                               commands
#   ```text                             lines, or parts of them, that the commands before it print
#   File `PATH`:                        the next block is a file
#   The template makes `PATH`:          the next block is equal to a file that exists
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/common.sh

# Time limit for a section of the tutorial, and for all of it, in seconds.
readonly SECTION_LIMIT=600 LIMIT=3600

require_root
require_dotnet
require_packages busybox-static dash shellcheck unzip
./pack.sh
repository=$PWD
packages="$PWD/artifacts/packages"

# Bootstrap commands see no files below /tmp.
site=$(mktemp -d /srv/imaginator-tutorial-XXXXXX)
chmod 755 "$site"
[ -n "${KEEP:-}" ] && say "The directory $site stays"
trap '[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$site"' EXIT
mkdir "$site/blocks"

# 1. The blocks: NNN.KIND contains the text, NNN.path the path of a file, NNN.at the line and the section.
awk -v blocks="$site/blocks" '
    function name() { return sprintf("%s/%03d", blocks, count) }
    fence && /^```$/ { fence = 0; kind = ""; next }
    fence { if (kind != "") print >(name() "." kind); next }
    /^## / { within = ($0 == "## Tutorial") }
    /^### / { section = substr($0, 5) }
    /^```/ {
        fence = 1
        kind = path != "" ? claim : $0 == "```sh" ? "sh" : $0 == "```text" ? "text" : ""
        if (!within) kind = ""
        if (kind != "") {
            count++
            print NR, section >(name() ".at")
            if (path != "") print path >(name() ".path")
        }
        path = ""
        next
    }
    /^(File|The template makes) `[^`]+`:$/ { claim = /^File/ ? "file" : "template"; split($0, parts, "`"); path = parts[2]; next }
    NF { path = "" }
' docs/plugins.md
[ -e "$site/blocks/001.sh" ] || die "docs/plugins.md contains no commands"

# 2. One shell runs them all, as a reader does. It appends the number of each block that succeeded to the file "done".
cat >"$site/session.sh" <<'SESSION'
set -euo pipefail
blocks=$1
cd /
exec 5>"$blocks/trace"
BASH_XTRACEFD=5
for at in "$blocks"/*.at; do
    block=${at%.at}
    read -r line section <"$at"
    PS4="+ docs/plugins.md:\$(($line + LINENO)): "
    echo "$SECONDS $section" >>"$blocks/times"
    echo "${block##*/} $line" >"$blocks/current"
    if [ -e "$block.sh" ]; then
        printed="$block.out"
        set -x
        . "$block.sh" >"$printed" 2>&1
        { set +x; } 2>/dev/null
    elif [ -e "$block.file" ]; then
        mkdir -p "$(dirname "$TUTORIAL/$(cat "$block.path")")"
        cp "$block.file" "$TUTORIAL/$(cat "$block.path")"
    elif [ -e "$block.template" ]; then
        diff -u "$block.template" "$TUTORIAL/$(cat "$block.path")" >"$block.out" 2>&1
    else
        while IFS= read -r expected; do
            grep -qF -e "$expected" "$printed" || { echo "missing: $expected" >"$block.out"; exit 1; }
        done <"$block.text"
    fi
    echo "${block##*/}" >>"$blocks/done"
done
echo "$SECONDS end" >>"$blocks/times"
SESSION

export IMAGINATOR="$repository" TUTORIAL="$site/tutorial"
# Only the packages of this version are used: nothing of Imaginator may come from a cache of the machine.
export NUGET_PACKAGES="$site/packages" DOTNET_CLI_HOME="$site/home"
usual=${HOME:-/root}/.nuget
[ ! -f "$usual/NuGet/NuGet.Config" ] || { mkdir -p "$DOTNET_CLI_HOME/.nuget/NuGet" && cp "$usual/NuGet/NuGet.Config" "$DOTNET_CLI_HOME/.nuget/NuGet/"; }
if [ -d "$usual/packages" ]; then
    mkdir "$site/fallback"
    for package in "$usual"/packages/*/; do
        case $(basename "$package") in
            imaginator.*) ;;
            *) ln -s "${package%/}" "$site/fallback/" ;;
        esac
    done
    export RestoreFallbackFolders="$site/fallback"
fi

passed=0
failed=0
pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    say "failed: $1"
}

say "Following docs/plugins.md in $TUTORIAL"
status=0
timeout --kill-after=60 "$LIMIT" bash "$site/session.sh" "$site/blocks" </dev/null 2>"$site/blocks/errors" || status=$?
touch "$site/blocks/done"
total=$(find "$site/blocks" -name '*.at' | wc -l)
passed=$(wc -l <"$site/blocks/done")
if [ "$passed" != "$total" ]; then
    read -r block line <"$site/blocks/current"
    tail -n 3 "$site/blocks/trace" "$site/blocks/errors" >&2
    [ ! -e "$site/blocks/$block.out" ] || tail -n 40 "$site/blocks/$block.out" >&2
    failed=$((total - passed))
    say "failed: the block at line $line of docs/plugins.md (exit status $status); $((failed - 1)) blocks after it did not run"
fi

# 3. The time of each section.
previous=
started=0
while read -r seconds section; do
    [ "$section" != "$previous" ] || continue
    if [ -n "$previous" ]; then
        if [ $((seconds - started)) -le "$SECTION_LIMIT" ]; then
            pass
            say "$previous: $((seconds - started)) s"
        else
            fail "$previous: $((seconds - started)) s, more than $SECTION_LIMIT s"
        fi
    fi
    previous=$section started=$seconds
done <"$site/blocks/times"

# 4. The packages: everything that NuGet feeds and debuggers require.
for package in "$packages"/Imaginator.*.nupkg; do
    name=$(basename "$package" .nupkg)
    description=$(unzip -p "$package" '*.nuspec')
    contents=$(unzip -Z1 "$package")
    lacks=
    for element in '<license type="expression">' '<icon>icon.png' '<readme>README.md' '<tags>' '<description>' '<repository type="git"'; do
        [[ $description == *"$element"* ]] || lacks+=" $element"
    done
    for file in icon.png README.md; do
        [[ $'\n'$contents$'\n' == *$'\n'$file$'\n'* ]] || lacks+=" $file"
    done
    [[ $name == Imaginator.Templates.* ]] || [ -e "${package%.nupkg}.snupkg" ] || lacks+=" symbols"
    if [ -z "$lacks" ]; then pass; else fail "$name does not contain$lacks"; fi
done

# The same commit gives the same packages.
checksums() { (cd "$packages" && sha512sum Imaginator.*.nupkg Imaginator.*.snupkg); }
first=$(checksums)
env -u NUGET_PACKAGES -u DOTNET_CLI_HOME -u RestoreFallbackFolders ./pack.sh
if [ "$(checksums)" = "$first" ]; then pass; else fail "a second ./pack.sh wrote different packages"; fi

# The plugins were built with the packages of ./pack.sh.
for name in abstractions primitives testing; do
    if compgen -G "$NUGET_PACKAGES/imaginator.$name/*" >/dev/null; then pass; else fail "Imaginator.$name was not restored from $packages"; fi
done

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ "$passed" != 0 ]
