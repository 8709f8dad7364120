namespace Imaginator.Testing;

/// <summary>The faults of a <see cref="FaultyStream"/>.</summary>
public enum StreamFault
{
    /// <summary>None: the stream only calls <see cref="FaultyStream.Reached"/>.</summary>
    None,

    /// <summary>A read at the position throws an <see cref="IOException"/>.</summary>
    Throw,

    /// <summary>The byte at the position has all bits inverted.</summary>
    FlipByte,

    /// <summary>The stream ends at the position.</summary>
    EndEarly,
}
