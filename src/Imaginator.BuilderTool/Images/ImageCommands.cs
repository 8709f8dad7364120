namespace Imaginator.BuilderTool.Images;

/// <summary>The common texts of commands that use an image store.</summary>
internal static class ImageCommands
{
    public const string Group = "Use images";

    public const string OfStreams = "Instead of an image, a stream can be given, for its newest image.";
}
