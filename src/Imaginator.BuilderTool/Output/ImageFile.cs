using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.BuilderTool.Output;

/// <summary>Files that hold an image as a gob stream, as the original's tools read and write them.</summary>
internal static class ImageFile
{
    /// <summary>Writes an image.</summary>
    /// <param name="path">The file; it is replaced as a whole.</param>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Gives up; the file is then as before.</param>
    /// <exception cref="ImaginatorException">The file cannot be written.</exception>
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
            throw new ImaginatorException($"cannot write the image to {path}: {e.Message}", e);
        }
        finally
        {
            // Gone where all went well.
            File.Delete(next);
        }
    }
}
