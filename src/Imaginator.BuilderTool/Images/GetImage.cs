using Imaginator.Building.Unpacking;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>get-image IMAGE DIR</c>.</summary>
internal static class GetImage
{
    public static Command Command { get; } = new(
        "get-image", "IMAGE DIR", "Unpack an image into a directory that is empty or does not exist.", RunAsync)
    {
        Group = ImageCommands.Group,
        Description = [ImageCommands.OfStreams],
        Flags = [JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
            {
                var directory = Path.GetFullPath(context.Operands[1]);
                var (name, image) = await ImageNames.GetAsync(store, context.Operands[0], withFileSystem: true, cancellationToken);
                await using var pin = await store.PinImageAsync(name, cancellationToken);
                var isNew = !Directory.Exists(directory);
                Create(directory);
                try
                {
                    await ImageUnpacker.UnpackAsync(store, image, directory, cancellationToken);
                }
                catch (Exception e)
                {
                    if (isNew)
                    {
                        // The unpacker empties the directory.
                        Directory.Delete(directory);
                    }

                    if (e is ImageStoreException { Reason: ImageStoreError.UnknownObject or ImageStoreError.Corrupt } damage)
                    {
                        throw new ImageStoreException(damage.Reason, $"cannot get image \"{name}\": {damage.Message}", damage);
                    }

                    if (e is UnpackException)
                    {
                        // Its paths are those in the image.
                        throw new ImaginatorException($"cannot unpack image \"{name}\" to {directory}: {e.Message}", e);
                    }

                    throw;
                }

                if (name != context.Operands[0])
                {
                    await context.Error.WriteLineAsync($"unpacked {name}");
                }

                await context.WriteResultAsync("", new { ImageName = name, Directory = directory });
                return 0;
            },
            cancellationToken);

    private static void Create(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot create the directory \"{directory}\": {(File.Exists(directory) ? "there is a file of this name" : e.Clause())}", e);
        }
    }
}
