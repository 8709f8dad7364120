using Imaginator.BuilderTool.Output;
using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>list-images [DIRECTORY]</c>.</summary>
internal static class ListImages
{
    public static Command Command { get; } = new(
        "list-images", "[DIRECTORY]", "List all images, or those of a directory or stream.", RunAsync)
    {
        Group = ImageCommands.Group,
        Flags = [JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
            {
                var directory = context.Operands.IsEmpty ? "" : context.Operands[0].Trim('/');
                var images = store.ListImagesAsync(directory, cancellationToken);
                if (context.Flags.Get(JsonFlag.Json))
                {
                    await WriteJsonAsync(images, context, cancellationToken);
                }
                else
                {
                    var isEmpty = true;
                    await foreach (var image in images)
                    {
                        isEmpty = false;
                        await context.Output.WriteLineAsync(Describe(image, context.Time));
                    }

                    if (isEmpty)
                    {
                        // A wrong -imageStore names an empty store, too.
                        var below = directory.Length == 0 ? "" : $" below {directory}";
                        await context.Error
                            .WriteLineAsync($"no images{below} in {SharedFlags.ImageStoreUrl(context.Flags)}");
                    }
                }

                return 0;
            },
            cancellationToken);

    /// <summary>The name is in the first column, where scripts can cut it out.</summary>
    private static string Describe(ImageSummary image, TimeProvider timeProvider)
    {
        var size = image.TotalDataBytes is { } bytes ? ByteSize.Describe((long)bytes) : "";
        var expires = image.ExpiresAt is { } at ? $"expires {TimeFormat.Local(at, timeProvider)}" : "";
        return $"{FileName.ToDisplay(image.Name)}  {size,10}  {expires}".TrimEnd();
    }

    private static async Task WriteJsonAsync(
        IAsyncEnumerable<ImageSummary> images, CommandContext context, CancellationToken cancellationToken)
    {
        var list = new List<ImageSummary>();
        await foreach (var image in images.WithCancellation(cancellationToken))
        {
            list.Add(image);
        }

        await context.WriteResultAsync("", new { Images = list });
    }
}
