namespace Imaginator.State.Builds;

/// <summary>The reason of a build.</summary>
public enum BuildReason
{
    /// <summary>A person or another program requested it.</summary>
    Request,

    /// <summary>The schedule requested it.</summary>
    AutoRebuild,

    /// <summary>Another build needs its image as source image.</summary>
    SourceImage,

    /// <summary>The end of the daemon interrupted an automatic build, which this build repeats.</summary>
    Retry,
}
