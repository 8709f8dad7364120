namespace Imaginator.Host.Web.Console.Images;

/// <summary>The pages about one image.</summary>
internal enum ImageTab
{
    /// <summary>Metadata, tags, sizes.</summary>
    Overview,

    /// <summary>The tree.</summary>
    Files,

    Packages,
    Filter,
    Triggers,

    /// <summary>The sizes of directories.</summary>
    Sizes,
}
