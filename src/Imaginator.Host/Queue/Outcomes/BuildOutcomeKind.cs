namespace Imaginator.Host.Queue.Outcomes;

/// <summary>How a build ended, in one word.</summary>
internal enum BuildOutcomeKind
{
    /// <summary>There is an image.</summary>
    Succeeded,

    /// <summary>Something went wrong, a time limit included.</summary>
    Failed,

    /// <summary>Somebody cancelled it, or nobody waited for it any more.</summary>
    Cancelled,

    /// <summary>It would have to build its source image first, which its order forbids.</summary>
    NeedsSourceImage,

    /// <summary>The daemon stopped, or died, before the build was over.</summary>
    Interrupted,
}
