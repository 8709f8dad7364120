using Imaginator.Packagers;

namespace Imaginator.Testing.Tests.Packages;

/// <summary>A packager for packages that are files of <c>/repository</c>, and the tool that handles them.</summary>
internal sealed class ToyPackager(PackagerType type) : IPackager
{
    /// <summary>The tool <c>/bin/toy</c>.</summary>
    public const string Tool =
        """
        #!/bin/sh
        verb=$1
        shift
        case $verb in
        update) ls /repository >/lists ;;
        install) for name; do cp "/repository/$name" /installed/ || exit; done ;;
        remove) for name; do rm "/installed/$name" || exit; done ;;
        plan) for name; do printf 'install %s\n' "$name"; done ;;
        list) for file in /installed/*; do [ ! -f "$file" ] || printf '%s 1.0 5\n' "${file##*/}"; done ;;
        upgrade) [ -f /lists ] ;;
        clean) rm -f /lists ;;
        esac
        """;

    /// <summary>The commands of a right packager.</summary>
    public static PackagerType Right { get; } = new()
    {
        CleanCommand = ["/bin/toy", "clean"],
        InstallCommand = ["/bin/toy", "install"],
        RemoveCommand = ["toy", "remove"],
        UpdateCommand = ["toy", "update"],
        UpgradeCommand = ["toy", "upgrade"],
        PlanCommand = ["toy", "plan"],
        ListCommand = new PackageListCommand { ArgList = ["toy", "list"], SizeMultiplier = 1024 },
        CleanPatterns = ["/var/cache/toy/."],
        Verbatim = ["export TOY=1"],
    };

    public string TypeName => "toy";

    public PackagerType Defaults => type;
}
