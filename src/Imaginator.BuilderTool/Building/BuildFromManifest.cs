using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>build-from-manifest DIR STREAM</c>.</summary>
internal static class BuildFromManifest
{
    public static Command Command { get; } = new(
        "build-from-manifest", "DIR STREAM", "builds an image here from a manifest directory; prints its name", RunAsync)
    {
        Flags = [.. ManifestBuild.Flags, OutputFlags.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        ManifestBuild.RunAsync(
            context,
            context.Operands[1].Trim('/'),
            context.Operands[0],
            async (builder, request) =>
            {
                var result = await BuildProgress.ShowAsync(
                    observer => builder.BuildAsync(request, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context)).ConfigureAwait(false);
                await Results.WriteAsync(context, result.ImageName, new { result.ImageName }).ConfigureAwait(false);
                return 0;
            },
            cancellationToken);
}
