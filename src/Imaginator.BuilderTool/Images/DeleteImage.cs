using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>delete-image IMAGE</c>.</summary>
internal static class DeleteImage
{
    public static Command Command { get; } = new(
        "delete-image", "IMAGE", "deletes an image; its name can never be used again", RunAsync);

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageServerAsync(
            async server =>
            {
                await server.DeleteImageAsync(context.Operands[0], cancellationToken);
                return 0;
            },
            cancellationToken);
}
