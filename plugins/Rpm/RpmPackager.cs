using Imaginator.Packagers;

namespace Imaginator.Plugins.Rpm;

/// <summary>
/// How packages are handled in images of Fedora, RHEL and their relatives. Any field can be overridden, for instance
/// with the commands of yum for old releases.
/// </summary>
internal sealed class RpmPackager : IPackager
{
    // dnf ends with status 1 when it is told not to do what it would do, and when it cannot: the summary tells the two apart.
    // Packages are on lines that begin with a space. The others say how old the lists are, among other things that change.
    private const string Plan =
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

    /// <inheritdoc/>
    public string TypeName => "rpm";

    /// <inheritdoc/>
    public PackagerType Defaults { get; } = new()
    {
        CleanCommand = ["dnf", "-q", "clean", "all"],
        InstallCommand = ["dnf", "-y", "install"],
        RemoveCommand = ["dnf", "-y", "remove"],
        UpdateCommand = ["dnf", "-y", "makecache"],
        UpgradeCommand = ["dnf", "-y", "upgrade"],
        PlanCommand = ["sh", "-c", Plan, "show-plan"],
        ListCommand = new PackageListCommand
        {
            ArgList = ["rpm", "-qa", "--queryformat", @"%{NAME} %{VERSION}-%{RELEASE} %{SIZE}\n"],
        },
        CleanPatterns =
        [
            "/var/cache/(dnf|libdnf5|yum)/.",
            "/var/cache/ldconfig/aux-cache$",
            "/var/lib/rpm/__db[.]",
            "/var/log/(dnf|hawkey|yum)[^/]*[.]log",
        ],
    };
}
