namespace Imaginator.Building.Builds;

/// <summary>The location of a private image.</summary>
/// <param name="Consumer">The requested stream that the image is private to.</param>
/// <param name="Name">The directory of the image; see <see cref="Streams.PrivateStream"/>.</param>
public sealed record PrivateOutput(string Consumer, string Name);
