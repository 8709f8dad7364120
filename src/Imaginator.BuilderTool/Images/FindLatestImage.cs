using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>find-latest-image STREAM</c>.</summary>
internal static class FindLatestImage
{
    public static Command Command { get; } = new(
        "find-latest-image", "STREAM", "Print the name of the newest image of a stream.", RunAsync)
    {
        Group = ImageCommands.Group,
        Flags = [JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
            {
                var stream = context.Operands[0].Trim('/');
                var name = await store
                    .FindLatestImageAsync(new ImageQuery { StreamName = stream }, cancellationToken)
                    ?? throw new ImaginatorException($"stream \"{stream}\" has no image; list all images with builder-tool list-images");
                await context.WriteResultAsync(name, new { ImageName = name });
                return 0;
            },
            cancellationToken);
}
