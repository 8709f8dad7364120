using Imaginator.Packagers;

namespace Samples.Pacman;

/// <summary>The commands of pacman.</summary>
internal sealed class PacmanPackager : IPackager
{
    // pacman itself prints sizes in units that change from package to package. In its database, each field is a line with its name and a
    // line with its value.
    private const string List =
        """
        set -- /var/lib/pacman/local/*/desc
        [ -e "$1" ] || exit 0
        exec awk '
            FNR == 1 { if (name != "") print name, version, size; name = version = size = field = "" }
            field == "%NAME%" { name = $0 }
            field == "%VERSION%" { version = $0 }
            field == "%SIZE%" { size = $0 }
            { field = $0 }
            END { if (name != "") print name, version, size }
        ' "$@"
        """;

    public string TypeName => "pacman";

    public PackagerType Defaults { get; } = new()
    {
        InstallCommand = ["pacman", "-S", "--noconfirm", "--needed"],
        RemoveCommand = ["pacman", "-Rs", "--noconfirm"],
        UpdateCommand = ["pacman", "-Sy"],
        UpgradeCommand = ["pacman", "-Su", "--noconfirm"],

        // An upgrade and an installation in one transaction, which is only printed.
        PlanCommand = ["pacman", "-Su", "--noconfirm", "--needed", "--print", "--print-format", "%r/%n %v"],
        ListCommand = new() { ArgList = ["sh", "-c", List, "list"] },
        CleanPatterns = ["/var/cache/pacman/pkg/.", "/var/lib/pacman/sync/.", "/var/log/pacman[.]log$"],
        RepositoryIndexes = ["*.db"],
        RepositoryFiles = ["*.db.sig", "*.pkg.tar.*"],
    };
}
