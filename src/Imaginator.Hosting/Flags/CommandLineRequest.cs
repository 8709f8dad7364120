namespace Imaginator.Hosting.Flags;

/// <summary>The actions that every command line can request.</summary>
internal enum CommandLineRequest
{
    /// <summary>To run.</summary>
    Work,

    /// <summary>To print its help (<c>-h</c>, <c>-help</c>).</summary>
    Help,

    /// <summary>To print its version (<c>-version</c>).</summary>
    Version,
}
