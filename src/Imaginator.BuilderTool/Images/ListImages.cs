using System.Text.Json;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>list-images [DIRECTORY]</c>.</summary>
internal static class ListImages
{
    public static Command Command { get; } = new(
        "list-images", "[DIRECTORY]", "lists the images, or those below a directory or stream", RunAsync)
    {
        Flags = [OutputFlags.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageServerAsync(
            async server =>
            {
                var directory = context.Operands.IsEmpty ? "" : context.Operands[0].Trim('/');
                var images = server.ListImagesAsync(directory, cancellationToken);
                if (context.Flags.Get(OutputFlags.Json))
                {
                    await WriteJsonAsync(images, context.Output, cancellationToken);
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
                        // A store that is not the one that was meant is empty, too.
                        var below = directory.Length == 0 ? "" : $" below {directory}";
                        await context.Error
                            .WriteLineAsync($"no images{below} in {SharedFlags.ImageServerUrl(context.Flags)}");
                    }
                }

                return 0;
            },
            cancellationToken);

    /// <summary>The name first and alone in its column, so that scripts can cut it out.</summary>
    private static string Describe(ImageSummary image, TimeProvider time)
    {
        var size = image.TotalDataBytes is { } bytes ? ByteSize.Describe((long)bytes) : "";
        var expires = image.ExpiresAt is { } at ? $"expires {Moments.Local(at, time)}" : "";
        return $"{image.Name}  {size,10}  {expires}".TrimEnd();
    }

    private static async Task WriteJsonAsync(
        IAsyncEnumerable<ImageSummary> images, TextWriter output, CancellationToken cancellationToken)
    {
        var list = new List<ImageSummary>();
        await foreach (var image in images.WithCancellation(cancellationToken))
        {
            list.Add(image);
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(list, Results.JsonOptions));
    }
}
