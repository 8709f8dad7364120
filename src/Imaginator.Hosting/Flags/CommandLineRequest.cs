namespace Imaginator.Hosting.Flags;

/// <summary>What every program can be asked for on its command line.</summary>
public enum CommandLineRequest
{
    /// <summary>To do its work.</summary>
    Work,

    /// <summary>To list its flags (<c>-h</c>, <c>-help</c>) and exit with 0.</summary>
    Help,

    /// <summary>To print its version (<c>-version</c>) and exit with 0.</summary>
    Version,
}
