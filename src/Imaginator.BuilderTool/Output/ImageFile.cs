using Imaginator.Building.Outputs;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.BuilderTool.Output;

/// <summary>Files that contain an image in gob format, for the tools of Dominator.</summary>
internal static class ImageFile
{
    /// <summary>Says where the image is.</summary>
    public static async Task ReportAsync(CommandContext context, string path)
    {
        await context.Error.WriteLineAsync($"image written to {path}");
        await context.WriteResultAsync("", new { ImageFile = path });
    }

    public static async Task WriteAsync(string path, DominatorImage image, CancellationToken cancellationToken)
    {
        using var result = OutputFile.Begin(path);
        try
        {
            await using (var file = new FileStream(result.TemporaryPath, FileMode.CreateNew, FileAccess.Write))
            {
                var output = new OutputBuffer(file, 64 * 1024);
                using var encoder = new GobEncoder(output);
                await encoder.WriteAsync(DominatorTypes.Catalog.Get<DominatorImage>(), image, cancellationToken);
                await output.FlushAsync(cancellationToken);
            }

            result.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot write the image to \"{path}\": {e.Clause()}", e);
        }
    }
}
