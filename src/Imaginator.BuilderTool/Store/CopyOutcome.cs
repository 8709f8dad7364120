namespace Imaginator.BuilderTool.Store;

/// <summary>The outcomes of the copy of an image.</summary>
internal enum CopyOutcome
{
    /// <summary>The target has the image now.</summary>
    Copied,

    /// <summary>The target had the image.</summary>
    Present,

    /// <summary>The target had the image, which expires later now.</summary>
    Postponed,

    /// <summary>The image was deleted or has expired since the source was listed.</summary>
    Gone,
}
