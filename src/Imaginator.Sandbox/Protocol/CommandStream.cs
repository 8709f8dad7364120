namespace Imaginator.Sandbox.Protocol;

/// <summary>A stream of a command.</summary>
internal enum CommandStream : byte
{
    /// <summary>Standard input.</summary>
    Input = 0,

    /// <summary>Standard output, or both outputs if they are merged.</summary>
    Output = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}
