namespace Imaginator.Host.Web.Console;

/// <summary>The feature of requests to the port that serves images only.</summary>
internal sealed class ImagesOnlyPort
{
    public static ImagesOnlyPort Instance { get; } = new();
}
