namespace Imaginator.Building.Events;

/// <summary>The image of a build was published.</summary>
/// <param name="StreamName">The stream that is built.</param>
/// <param name="ImageName">The name of the image.</param>
public sealed record ImageNamed(string StreamName, string ImageName) : BuildEvent(StreamName);
