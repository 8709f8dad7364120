using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>find-latest-image STREAM</c>.</summary>
internal static class FindLatestImage
{
    public static Command Command { get; } = new(
        "find-latest-image", "STREAM", "prints the name of the newest image of a stream", RunAsync);

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageServerAsync(
            async server =>
            {
                var stream = context.Operands[0].Trim('/');
                var name = await server
                    .FindLatestImageAsync(new ImageQuery { StreamName = stream }, cancellationToken)
                    ?? throw new ImaginatorException($"there is no image of {stream}. See: builder-tool list-images");
                await context.Output.WriteLineAsync(name);
                return 0;
            },
            cancellationToken);
}
