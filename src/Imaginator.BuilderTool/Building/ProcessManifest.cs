using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>process-manifest DIR ROOTDIR</c>.</summary>
internal static class ProcessManifest
{
    public static Command Command { get; } = new(
        "process-manifest", "DIR ROOTDIR", "Apply a manifest to an unpacked tree, in place.", RunAsync)
    {
        Group = ManifestBuild.CommandGroup,
        Flags = [.. ManifestBuild.Flags, JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var manifest = Path.GetFullPath(context.Operands[0]);
        var root = Path.GetFullPath(context.Operands[1]);
        if (!Directory.Exists(root) || root == "/")
        {
            throw new ImaginatorException($"cannot process \"{context.Operands[1]}\": ROOTDIR must be a directory with an unpacked tree");
        }

        return ManifestBuild.RunAsync(
            context,
            Path.GetFileName(manifest.TrimEnd('/')),
            manifest,
            async (builder, request) =>
            {
                await BuildProgress.ShowStagesAsync(
                    observer => builder.ProcessManifestAsync(request, manifest, root, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context));
                await context.WriteResultAsync("", new { Directory = root });
                return 0;
            },
            cancellationToken);
    }
}
