namespace Imaginator.BuilderTool.Tokens;

/// <summary>The permission of a token for its streams. The members' names in lower case are those of the API.</summary>
internal enum TokenRole
{
    /// <summary>Read.</summary>
    View,

    /// <summary>Read and build.</summary>
    Build,

    /// <summary>Read, build, cancel builds of other callers and change images.</summary>
    Manage,
}
