using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;
using Imaginator.Protocol.Mapping;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>build-from-manifest DIR STREAM</c>.</summary>
internal static class BuildFromManifest
{
    public static Command Command { get; } = new(
        "build-from-manifest", "DIR STREAM", "Build an image from a manifest directory and print its name.", RunAsync)
    {
        Group = ManifestBuild.CommandGroup,
        Description = ["The source image comes from the image store, which also stores the new image."],
        Examples = [new("builder-tool build-from-manifest ./my-manifest users/me/test", "Build and store an image:")],
        Flags = [.. ManifestBuild.Flags, OutputFlags.ImageFilename, JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = OutputFlags.CheckedImageFilename(context.Flags);
        return ManifestBuild.RunAsync(
            context,
            context.Operands[1].Trim('/'),
            context.Operands[0],
            async (builder, request) =>
            {
                var result = await BuildProgress.ShowAsync(
                    observer => builder.BuildAsync(request with { ReturnImage = file.Length > 0 }, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context));
                if (file.Length > 0)
                {
                    await ImageFile.WriteAsync(file, ImageMapping.ToWire(result.Image), cancellationToken);
                    await ImageFile.ReportAsync(context, file);
                    return 0;
                }

                await context.WriteResultAsync(result.ImageName, new { result.ImageName });
                return 0;
            },
            cancellationToken);
    }
}
