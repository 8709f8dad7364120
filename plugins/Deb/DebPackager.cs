using System.Collections.Immutable;
using Imaginator.Packagers;

namespace Imaginator.Plugins.Deb;

/// <summary>Handles packages in images of Debian and its derivatives. The configuration can override every field.</summary>
internal sealed class DebPackager : IPackager
{
    // No user can answer questions: configuration files that an image (or its manifest) changed stay unchanged. Without a
    // pseudo-terminal, dpkg prints complete lines. The apt configuration of the image controls recommended packages.
    private static readonly ImmutableArray<string> AptGet =
    [
        "apt-get", "-q", "-y",
        "-o", "Dpkg::Options::=--force-confdef",
        "-o", "Dpkg::Options::=--force-confold",
        "-o", "Dpkg::Use-Pty=0",
    ];

    public string TypeName => "deb";

    public PackagerType Defaults { get; } = new()
    {
        CleanCommand = ["apt-get", "clean"],
        InstallCommand = ["sh", "-c", DebScripts.Change, "install", string.Join(' ', AptGet), "install"],
        RemoveCommand = [.. AptGet, "--purge", "remove"],

        // By default, apt only warns about unreachable repositories, and the image gets old packages.
        UpdateCommand = [.. AptGet, "-o", "APT::Update::Error-Mode=any", "update"],
        UpgradeCommand = ["sh", "-c", DebScripts.Change, "upgrade", string.Join(' ', AptGet), "--with-new-pkgs upgrade"],
        PlanCommand =
        [
            "sh", "-c",
            "apt-get -q --simulate --with-new-pkgs upgrade && apt-get -q --simulate install \"$@\"",
            "show-plan",
        ],
        ListCommand = new PackageListCommand
        {
            ArgList = ["sh", "-c", DebScripts.List, "list"],
            SizeMultiplier = 1024,
        },
        CleanPatterns =
        [
            "/var/cache/apt/.*[.]bin$",
            "/var/cache/apt/archives/.*[.]deb$",
            "/var/cache/debconf/.*-old$",
            "/var/cache/ldconfig/aux-cache$",
            "/var/lib/apt/lists/.",
            "/var/lib/dpkg/[^/]*-old$",
            "/var/log/alternatives[.]log",
            "/var/log/apt/.",
            "/var/log/dpkg[.]log",
        ],

        Verbatim =
        [
            "export APT_LISTCHANGES_FRONTEND=none",
            "export DEBCONF_NONINTERACTIVE_SEEN=true",
            "export DEBIAN_FRONTEND=noninteractive",
            "export UCF_FORCE_CONFFOLD=1",
        ],
    };
}
