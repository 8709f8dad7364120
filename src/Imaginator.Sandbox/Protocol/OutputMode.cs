namespace Imaginator.Sandbox.Protocol;

/// <summary>The destination of a command's output.</summary>
internal enum OutputMode : byte
{
    /// <summary>Both streams use one pipe, which preserves their order: <see cref="CommandStream.Output"/>.</summary>
    Merged = 0,

    /// <summary>Each stream uses a separate pipe.</summary>
    Separate = 1,

    /// <summary>Input and output are a terminal of the sandbox: <see cref="CommandStream.Output"/>.</summary>
    Terminal = 2,
}
