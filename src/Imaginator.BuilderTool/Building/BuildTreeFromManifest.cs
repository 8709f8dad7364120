using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>build-tree-from-manifest DIR</c>.</summary>
internal static class BuildTreeFromManifest
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static Command Command { get; } = new(
        "build-tree-from-manifest", "DIR", "Build a tree from a manifest directory and print its root directory.", RunAsync)
    {
        Group = ManifestBuild.CommandGroup,
        Description = ["The tree is in STATEDIR/trees, which only root can enter. Delete the tree when it is no longer needed."],
        Flags = [.. ManifestBuild.Flags, JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.GetFullPath(context.Operands[0]).TrimEnd('/'));
        return ManifestBuild.RunAsync(
            context,
            name,
            context.Operands[0],
            async (builder, request) =>
            {
                // The tree can contain set-uid programs: only root can enter the directory above it.
                var trees = Path.Combine(Path.GetFullPath(context.Flags.Get(SharedFlags.StateDirectory)), "trees");
                Directory.CreateDirectory(trees, OwnerOnly);
                var target = Path.Combine(trees, $"{name}-{Guid.NewGuid():N}");
                await BuildProgress.ShowStagesAsync(
                    observer => builder.BuildTreeAsync(request, target, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context));
                await context.WriteResultAsync(target, new { Directory = target });
                return 0;
            },
            cancellationToken);
    }
}
