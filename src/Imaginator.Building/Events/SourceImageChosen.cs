namespace Imaginator.Building.Events;

/// <summary>The source image of a build was found, or was built first.</summary>
/// <param name="StreamName">The stream that is built.</param>
/// <param name="ImageName">The name of the source image.</param>
public sealed record SourceImageChosen(string StreamName, string ImageName) : BuildEvent(StreamName);
