using Imaginator.Packagers;

namespace Samples.Apk;

/// <summary>The commands of apk, the package tool of Alpine.</summary>
internal sealed class ApkPackager : IPackager
{
    // "apk info -v" prints NAME-VERSION, and both can contain dashes: the version begins after the last dash before -rN. Only the database
    // has the sizes in bytes.
    private const string List =
        """
        list=$(apk info -v) || exit
        printf '%s\n' "$list" | awk '
            part == 1 && /^P:/ { name = substr($0, 3) }
            part == 1 && /^V:/ { version = substr($0, 3) }
            part == 1 && /^I:/ { size[name "-" version] = substr($0, 3) }
            part == 2 {
                if (match($0, /-[^-]+(-r[0-9]+)?$/)) print substr($0, 1, RSTART - 1), substr($0, RSTART + 1), size[$0]
                else print
            }
        ' part=1 /lib/apk/db/installed part=2 -
        """;

    // The lines of packages. The others contain the size of the image, and what was downloaded.
    private const string Plan =
        """
        plan=$(apk --no-progress upgrade --simulate && apk --no-progress add --simulate "$@") || exit
        printf '%s\n' "$plan" | sed -n 's/^([ 0-9]*\/[0-9]*) //p'
        """;

    public string TypeName => "apk";

    public PackagerType Defaults { get; } = new()
    {
        InstallCommand = ["apk", "add"],
        RemoveCommand = ["apk", "del"],
        UpdateCommand = ["apk", "update"],
        UpgradeCommand = ["apk", "upgrade"],
        PlanCommand = ["sh", "-c", Plan, "show-plan"],
        ListCommand = new() { ArgList = ["sh", "-c", List, "list"] },
        CleanPatterns = ["/var/cache/apk/."],
        RepositoryIndexes = ["APKINDEX.tar.gz"],
        RepositoryFiles = ["*.apk"],
    };
}
