namespace Imaginator.Host.Queue.Output;

/// <summary>Reads the output of a build. Not thread-safe.</summary>
internal interface IBuildOutputReader : IDisposable
{
    /// <summary>The position of the next read, in bytes from the start.</summary>
    long Position { get; set; }

    /// <summary>Reads available bytes, or waits for them; returns 0 when the output is complete and fully read.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
