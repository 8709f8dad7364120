namespace Imaginator.ImageStores;

/// <summary>A directory of a store, which contains images and directories.</summary>
/// <param name="Name">The name, for example that of an image stream; empty for the top directory.</param>
/// <param name="OwnerGroup">The group whose members can change the images in the directory; empty for no owner.</param>
public sealed record ImageDirectoryInfo(string Name, string OwnerGroup);
