using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.BuilderTool.Output;

/// <summary>Files that contain an image in gob format, for the tools of Dominator.</summary>
internal static class ImageFile
{
    public static async Task WriteAsync(string path, DominatorImage image, CancellationToken cancellationToken)
    {
        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            await using (var file = new FileStream(next, FileMode.CreateNew, FileAccess.Write))
            {
                var output = new OutputBuffer(file, 64 * 1024);
                using var encoder = new GobEncoder(output);
                await encoder.WriteAsync(DominatorTypes.Catalog.Get<DominatorImage>(), image, cancellationToken);
                await output.FlushAsync(cancellationToken);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot write the image to \"{path}\": {e.Clause()}", e);
        }
        finally
        {
            // Exists only after a failure.
            File.Delete(next);
        }
    }
}
