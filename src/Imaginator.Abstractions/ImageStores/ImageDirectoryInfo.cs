namespace Imaginator.ImageStores;

/// <summary>A directory that images are in.</summary>
/// <param name="Name">Its name, for instance that of a stream; empty for the top.</param>
/// <param name="OwnerGroup">The group whose members may change the images in it; empty for nobody.</param>
public sealed record ImageDirectoryInfo(string Name, string OwnerGroup);
