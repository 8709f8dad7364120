using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>delete-image IMAGE</c>.</summary>
internal static class DeleteImage
{
    public static Command Command { get; } = new(
        "delete-image", "IMAGE", "Delete an image. Its name cannot be used again.", RunAsync)
    {
        Group = ImageCommands.Group,
        Flags = [JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
            {
                await store.DeleteImageAsync(context.Operands[0], cancellationToken);
                await context.WriteResultAsync("", new { ImageName = context.Operands[0] });
                return 0;
            },
            cancellationToken);
}
