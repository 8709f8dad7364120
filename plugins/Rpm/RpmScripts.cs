namespace Imaginator.Plugins.Rpm;

/// <summary>Shell scripts of the packager type <c>rpm</c>, for <c>sh -c</c>.</summary>
internal static class RpmScripts
{
    /// <summary>Prints what an upgrade, and then the installation of the packages in the arguments, would do.</summary>
    /// <remarks>
    /// With --assumeno, dnf exits with status 1 both when there is something to do and when it fails: only the former prints a
    /// summary. Lines of packages begin with a space. Other lines, such as the age of the lists, change from run to run.
    /// </remarks>
    public const string Plan =
        """
        export LC_ALL=C
        plan() {
            out=$(dnf --assumeno "$@" 2>/dev/null) || case $out in
            *'Transaction Summary'*) ;;
            *) return 1 ;;
            esac
            printf '%s\n' "$out" | sed -n 's/^ //p'
        }
        plan upgrade && { [ "$#" -eq 0 ] || plan install "$@"; }
        """;

    /// <summary>
    /// Installs the packages in the arguments. dnf replaces a package by an older one both for an argument that names the version
    /// and for a dependency: the latter is refused, because the package list does not ask for it.
    /// </summary>
    public const string Install =
        """
        plan=$(LC_ALL=C dnf --assumeno install "$@" 2>/dev/null)
        for name in $(printf '%s\n' "$plan" | sed -n '/^Downgrading:/,/^[^ ]/s/^ \([^ ][^ ]*\).*/\1/p'); do
            asked=
            for package; do
                case $package in
                "$name"-[0-9]* | "$name".*-[0-9]* | *.rpm | "$name = "*) asked=yes ;;
                esac
            done
            [ "$asked" ] || {
                printf 'error: refused to install an older version of %s, which the package list does not ask for; add "%s-VERSION" to it\n' \
                    "$name" "$name" >&2
                exit 1
            }
        done
        exec dnf -y install "$@"
        """;

    /// <summary>
    /// Lists the installed packages. Those of another architecture than rpm itself have it in their names, as in a package list.
    /// </summary>
    public const string List =
        """
        list=$(rpm -qa --queryformat '%{NAME}|%{ARCH}|%{VERSION}-%{RELEASE}|%{LONGSIZE}\n') || exit

        # Not "while read", which reads single bytes: this script runs in every build.
        set -f
        IFS='
        '
        native=
        for line in $list; do
            case $line in
            'rpm|'*)
                native=${line#'rpm|'}
                native=${native%%|*}
                break
                ;;
            esac
        done
        [ "$native" ] || native=$(rpm --eval '%{_target_cpu}')
        for line in $list; do
            IFS='|'
            set -- $line
            name=$1
            case $2 in
            "$native" | noarch | '(none)' | '') ;;
            *) name=$1.$2 ;;
            esac
            printf '%s %s %s\n' "$name" "$3" "$4"
        done
        """;
}
