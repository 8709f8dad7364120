using Imaginator.Packagers;

namespace Imaginator.Plugins.Rpm;

/// <summary>
/// Handles packages in images of Fedora, RHEL and their derivatives. The configuration can override every field, for example
/// with the commands of yum for old releases.
/// </summary>
internal sealed class RpmPackager : IPackager
{
    // With --assumeno, dnf exits with status 1 both when there is something to do and when it fails: only the former prints a
    // summary. Lines of packages begin with a space. Other lines, such as the age of the lists, change from run to run.
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

    public string TypeName => "rpm";

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
