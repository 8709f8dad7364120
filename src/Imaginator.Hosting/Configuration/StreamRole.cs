namespace Imaginator.Hosting.Configuration;

/// <summary>The permissions of a caller for a stream, in ascending order: each role includes the previous ones.</summary>
public enum StreamRole
{
    /// <summary>No permission.</summary>
    None,

    /// <summary>See the stream, its builds, their logs and its images.</summary>
    View,

    /// <summary>Build the stream, and retry its builds.</summary>
    Build,

    /// <summary>Cancel builds of other callers, change images, and make tokens for the stream.</summary>
    Manage,
}
