namespace Imaginator.Host.Web.Console.Images.Lists;

/// <summary>A directory of images, with the number of images below it.</summary>
internal sealed record ImageFolder(string Path, int Images);
