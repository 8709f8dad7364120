using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>build-tree-from-manifest DIR</c>.</summary>
internal static class BuildTreeFromManifest
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static Command Command { get; } = new(
        "build-tree-from-manifest", "DIR", "builds a tree here from a manifest directory; prints its root directory", RunAsync)
    {
        Flags = ManifestBuild.Flags,
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
                // The tree may hold set-uid programs: only root gets into the directory above it.
                var trees = Path.Combine(Path.GetFullPath(context.Flags.Get(SharedFlags.StateDirectory)), "trees");
                Directory.CreateDirectory(trees, OwnerOnly);
                var target = Path.Combine(trees, $"{name}-{Guid.NewGuid():N}");
                await BuildProgress.ShowStagesAsync(
                    observer => builder.BuildTreeAsync(request, target, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context));
                await context.Output.WriteLineAsync(target);
                return 0;
            },
            cancellationToken);
    }
}
