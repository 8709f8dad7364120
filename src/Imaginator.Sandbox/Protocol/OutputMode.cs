namespace Imaginator.Sandbox.Protocol;

/// <summary>Where what a command prints goes.</summary>
internal enum OutputMode : byte
{
    /// <summary>Both streams through one pipe, so that their order is kept: <see cref="CommandStream.Output"/>.</summary>
    Merged = 0,

    /// <summary>Each stream through a pipe of its own.</summary>
    Separate = 1,

    /// <summary>Input and output are a terminal of the sandbox's own: <see cref="CommandStream.Output"/>.</summary>
    Terminal = 2,
}
