namespace Imaginator.BuilderTool.Images;

/// <summary>The commands that use an image store.</summary>
internal static class ImageCommands
{
    public const string Group = "Use images";
}
