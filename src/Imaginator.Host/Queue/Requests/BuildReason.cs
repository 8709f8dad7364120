namespace Imaginator.Host.Queue.Requests;

/// <summary>Why something is built.</summary>
internal enum BuildReason
{
    /// <summary>A person, or another program, asked for it.</summary>
    Request,

    /// <summary>Its time had come.</summary>
    AutoRebuild,

    /// <summary>Another build needs its image as source image.</summary>
    SourceImage,

    /// <summary>An automatic build that a crash or a restart of the daemon had interrupted.</summary>
    Retry,
}
