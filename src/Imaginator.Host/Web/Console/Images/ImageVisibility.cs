using Imaginator.Host.Images;
using Imaginator.Host.Web.Readers;

namespace Imaginator.Host.Web.Console.Images;

/// <summary>Decides which images a reader sees: those of the streams that the reader sees.</summary>
internal static class ImageVisibility
{
    public static bool SeesImage(this PageReader reader, string imageName) => reader.Sees(ImageName.StreamOf(imageName));
}
