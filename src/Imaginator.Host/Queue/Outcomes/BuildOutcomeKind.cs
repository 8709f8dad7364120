namespace Imaginator.Host.Queue.Outcomes;

/// <summary>The kind of end of a build.</summary>
internal enum BuildOutcomeKind
{
    /// <summary>The build produced an image.</summary>
    Succeeded,

    /// <summary>An error or a time limit ended the build.</summary>
    Failed,

    /// <summary>A caller cancelled the build, or its last subscription ended.</summary>
    Cancelled,

    /// <summary>The build needs a source image, and its request forbids building it.</summary>
    NeedsSourceImage,

    /// <summary>The daemon stopped or died before the build ended.</summary>
    Interrupted,
}
