namespace Imaginator.Plugins.Deb;

/// <summary>Shell scripts of the packager type <c>deb</c>, for <c>sh -c</c>.</summary>
internal static class DebScripts
{
    /// <summary>
    /// Runs apt-get with the words of the first argument, the verb in the second one, and the packages in the others. Only
    /// packages with a requested version, suite or file may become older or change on hold. A package for which a pin above 1000
    /// selects an older version may become older, too.
    /// </summary>
    /// <remarks>
    /// The effect of the command is computed only if one of these can be the case, because this doubles the preparation of apt.
    /// The output of apt-get is stable: <c>The following packages will be DOWNGRADED:</c>, then indented names.
    /// </remarks>
    public const string Change =
        """
        apt=$1
        verb=$2
        shift 2
        eval "$(apt-config shell status Dir::State::status/f pins Dir::Etc::preferences/f parts Dir::Etc::preferencesparts/d)"
        asked=' '
        for package; do
            case $package in
            /* | ./* | ../*) asked=$asked$(dpkg-deb --field "$package" Package 2>/dev/null)' ' ;;
            *=*) asked=$asked${package%%=*}' ' ;;
            */*) asked=$asked${package%%/*}' ' ;;
            esac
        done
        pinned=$(cat "$pins" "$parts"/* 2>/dev/null |
            sed -n 's/^[Pp]in-[Pp]riority:[[:space:]]*0*\([1-9][0-9]\{3,\}\)[[:space:]]*$/\1/p' | grep -v '^1000$')

        # Whether a pin selects an older version of a package.
        lower() {
            set -- $(LC_ALL=C apt-cache policy "$1" | sed -n -e 's/^  Installed: //p' -e 's/^  Candidate: //p')
            dpkg --compare-versions "$2" lt "$1"
        }
        allow=
        held=
        if [ "$asked" != ' ' ] || [ "$pinned" ] || grep -q '^Status: hold ' "$status"; then
            plan=$(LC_ALL=C apt-get -q --simulate $verb "$@" 2>/dev/null) || plan=
            check() {
                for name in $(printf '%s\n' "$plan" | sed -n "/^The following $1:/,/^[^ ]/s/^  //p"); do
                    allow="$allow $2"
                    [ "$2" = --allow-downgrades ] || held="$held $name"
                    case $asked in
                    *" $name "*) ;;
                    *)
                        { [ "$2" = --allow-downgrades ] && [ "$pinned" ] && lower "$name"; } || {
                            printf 'E: %s %s, which the package list does not ask for; add "%s=VERSION" to it%s\n' "$3" "$name" "$name" "$4" >&2
                            exit 100
                        }
                        ;;
                    esac
                done
            }
            check 'packages will be DOWNGRADED' --allow-downgrades 'refused to install an older version of' \
                ', or a pin with a priority above 1000 to the image'
            check 'held packages will be changed' --allow-change-held-packages 'refused to change the held package' \
                ', or release the package with "apt-mark unhold"'
        fi
        [ "$held" ] || exec $apt $allow $verb "$@"

        # dpkg releases a package when its version changes.
        $apt $allow $verb "$@" && apt-mark -q hold $held
        """;

    /// <summary>
    /// Lists the installed packages. Those of another architecture have it in their names, as in a package list. Packages that
    /// are only configured, or were removed without their configuration files, are not installed.
    /// </summary>
    public const string List =
        """
        list=$(dpkg-query --show --showformat '${Status}|${Package}|${Architecture}|${Version}|${Installed-Size}\n') || exit

        # Not "while read", which reads single bytes: this script runs in every build. dpkg itself is of the native architecture.
        set -f
        IFS='
        '
        native=
        for line in $list; do
            case $line in
            *'|dpkg|'*)
                native=${line#*'|dpkg|'}
                native=${native%%|*}
                break
                ;;
            esac
        done
        [ "$native" ] || native=$(dpkg --print-architecture) || exit
        for line in $list; do
            IFS='|'
            set -- $line
            name=$2
            case $3 in
            "$native" | all | '') ;;
            *) name=$2:$3 ;;
            esac
            case $1 in
            *' ok installed' | *' ok triggers-'*) printf '%s %s %s\n' "$name" "$4" "$5" ;;
            '' | *' config-files' | *' not-installed') ;;
            *) printf 'warning: package %s %s is not completely installed: %s\n' "$name" "$4" "${1##* }" >&2 ;;
            esac
        done
        """;
}
