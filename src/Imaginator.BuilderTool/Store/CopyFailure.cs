namespace Imaginator.BuilderTool.Store;

/// <summary>An image that could not be copied.</summary>
/// <param name="ImageName">The name of the image.</param>
/// <param name="Error">The reason and the remedy.</param>
internal sealed record CopyFailure(string ImageName, string Error);
