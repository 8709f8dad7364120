using Imaginator.Packagers;

namespace Imaginator.Plugins.Rpm;

/// <summary>
/// How packages are handled in images of Fedora, RHEL and their relatives. Any field can be overridden, for instance
/// with the commands of yum for old releases.
/// </summary>
internal sealed class RpmPackager : IPackager
{
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
