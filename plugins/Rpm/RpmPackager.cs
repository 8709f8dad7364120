using Imaginator.Packagers;

namespace Imaginator.Plugins.Rpm;

/// <summary>
/// Handles packages in images of Fedora, RHEL and their derivatives. The configuration can override every field, for example
/// with the commands of yum for old releases.
/// </summary>
internal sealed class RpmPackager : IPackager
{
    public string TypeName => "rpm";

    public PackagerType Defaults { get; } = new()
    {
        CleanCommand = ["dnf", "-q", "clean", "all"],
        InstallCommand = ["sh", "-c", RpmScripts.Install, "install"],
        RemoveCommand = ["dnf", "-y", "remove"],
        UpdateCommand = ["dnf", "-y", "makecache"],
        UpgradeCommand = ["dnf", "-y", "upgrade"],
        PlanCommand = ["sh", "-c", RpmScripts.Plan, "show-plan"],
        ListCommand = new PackageListCommand
        {
            ArgList = ["sh", "-c", RpmScripts.List, "list"],
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
